/** Sensors that readings have made within the last hour, and that nobody has registered. */
export interface NewSensors {
  readonly siteId: string;
  readonly count: number;
  /** When the first of them came. */
  readonly since: Date;
  /** The newest few. */
  readonly examples: readonly { readonly equipmentId: string; readonly sensorType: string }[];
}

/** A machine that is put into operation brings some dozens; more at once are worth a look. */
const worthAWarning = 100;
const shown = 3;

/** One sentence for all sites, null when there are too few to speak of. */
export function newSensorsWarning(newSensors: readonly NewSensors[]): string | null {
  const many = newSensors.filter(({ count }) => count >= worthAWarning);
  if (many.length === 0) return null;
  const sites = many.slice(0, shown).map(({ siteId, count, since, examples }) => {
    const names = examples.map(
      ({ equipmentId, sensorType }) => `${JSON.stringify(sensorType)} of ${JSON.stringify(equipmentId)}`,
    );
    return `${count} at ${JSON.stringify(siteId)} since ${since.toISOString()}, such as ${names.join(', ')}`;
  });
  const more = many.length > shown ? `, and at ${many.length - shown} more sites` : '';
  return `New sensors of the last hour that nobody registered, perhaps by mistaken tags: ${sites.join('; ')}${more}`;
}

/** The known fields of a reading; every other field is kept among its attributes. */
export const readingFields: ReadonlySet<string> = new Set([
  'eventId',
  'siteId',
  'equipmentId',
  'sensorType',
  'tagPath',
  'value',
  'units',
  'quality',
  'timestamp',
  'attributes',
]);

/** The known fields of a series of readings. */
export const seriesFields: ReadonlySet<string> = new Set([
  'siteId',
  'equipmentId',
  'sensorType',
  'tagPath',
  'units',
  'timestamps',
  'values',
  'qualities',
]);

/** Names that other systems give to some fields; only those whose loss would change the meaning of an accepted reading. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['uom', 'units'],
  ['unitofmeasure', 'units'],
  ['engineeringunits', 'units'],
  ['engunits', 'units'],
  ['site', 'siteId'],
]);

/**
 * The field that an unknown one is meant to be: the same but for capitals and marks, one letter more or less, or its name in another
 * system. Null when it looks like none: then it is a field of the sender's own.
 */
export function meantField(name: string, known: ReadonlySet<string>): string | null {
  if (name.length > 40) return null;
  const letters = lettersOf(name);
  const other = otherNames.get(letters);
  if (other !== undefined) return other;
  for (const field of known) {
    const wanted = field.toLowerCase();
    if (letters === wanted || isOneMore(letters, wanted) || isOneMore(wanted, letters)) return field;
  }
  return null;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether the longer text is the shorter one with one letter put in somewhere. */
function isOneMore(longer: string, shorter: string): boolean {
  if (longer.length !== shorter.length + 1) return false;
  let same = 0;
  while (same < shorter.length && longer[same] === shorter[same]) same += 1;
  return longer.slice(same + 1) === shorter.slice(same);
}

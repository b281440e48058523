// Fills a server with three machines and the last hour of their readings, through its public API, so that every screen and query has
// something to show: `npm run seed` (a server at http://127.0.0.1:4000) or `npm run seed -- URL`, with ANDON_KEY where one is asked for.

const url = process.argv[2] ?? 'http://127.0.0.1:4000/graphql';
const key = process.env['ANDON_KEY'];
const stepMs = 10_000;
const steps = 360;
/** How much of the hour, at its end, the faulty sensor takes to reach its fault. */
const faultSteps = 18;

interface SeedSensor {
  readonly sensorType: string;
  readonly unit: string;
  readonly usual: number;
  readonly swing: number;
  readonly warningLimit: number;
  readonly criticalLimit: number;
  readonly emergencyLimit: number;
  /** Where its values end; absent: as usual. */
  readonly fault?: number;
}

const machines: readonly { id: string; equipmentType: string; location: string; sensors: readonly SeedSensor[] }[] = [
  {
    id: 'PUMP-1',
    equipmentType: 'pump',
    location: 'Slurry line 1',
    sensors: [
      // Past its critical limit in the end: one recommendation for the queue.
      { ...limits('temperature', '°C', 70, 80, 90), usual: 58, swing: 2, fault: 84 },
      { ...limits('vibration', 'mm/s', 4.5, 7.1, 11), usual: 2.2, swing: 0.3 },
      { ...limits('pressure', 'bar', 6, 7, 8), usual: 4.1, swing: 0.2 },
    ],
  },
  {
    id: 'CONV-1',
    equipmentType: 'conveyor',
    location: 'Crusher to stockpile',
    sensors: [
      { ...limits('speed', 'm/s', 3.2, 3.6, 4), usual: 2.5, swing: 0.1 },
      { ...limits('current', 'A', 180, 200, 220), usual: 140, swing: 8 },
    ],
  },
  {
    id: 'CRUSH-1',
    equipmentType: 'crusher',
    location: 'Primary crushing',
    sensors: [
      { ...limits('vibration', 'mm/s', 20, 25, 30), usual: 12, swing: 1.5 },
      { ...limits('power', 'kW', 420, 450, 480), usual: 340, swing: 25 },
    ],
  },
];

function limits(sensorType: string, unit: string, warningLimit: number, criticalLimit: number, emergencyLimit: number) {
  return { sensorType, unit, warningLimit, criticalLimit, emergencyLimit };
}

await request('mutation ($equipment: [EquipmentInput!]!) { registerEquipment(equipment: $equipment) { id } }', {
  equipment: machines.map(({ sensors, ...machine }) => ({
    ...machine,
    sensors: sensors.map(({ usual: _usual, swing: _swing, fault: _fault, ...sensor }) => sensor),
  })),
});
const endMs = Date.now();
const answer = await request(
  'mutation ($series: [SeriesInput!]!) { ingestSeries(series: $series) { accepted duplicates rejected { code message } } }',
  {
    series: machines.flatMap(({ id, sensors }) =>
      sensors.map((sensor, n) => ({
        equipmentId: id,
        sensorType: sensor.sensorType,
        units: sensor.unit,
        timestamps: Array.from({ length: steps }, (_, step) => endMs - (steps - 1 - step) * stepMs),
        values: Array.from({ length: steps }, (_, step) => valueAt(sensor, step, n)),
      })),
    ),
  },
);
console.log(`${url} has an hour of ${machines.map(({ id }) => id).join(', ')}: ${JSON.stringify(answer)}`);
console.log('The temperature of PUMP-1 rises past its critical limit: a recommendation waits at the console.');

/** A slow swing with a quicker one on it, the same at every run. */
function valueAt({ usual, swing, fault }: SeedSensor, step: number, phase: number): number {
  const value = usual + swing * (0.7 * Math.sin(step / 30 + phase) + 0.3 * Math.sin(step * 2.3 + phase));
  const towardsFault = Math.max(0, (step - (steps - faultSteps)) / (faultSteps - 1));
  return fault === undefined ? value : value + towardsFault * (fault - usual);
}

async function request(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const body: { readonly data?: unknown; readonly errors?: unknown } = JSON.parse(await response.text());
  if (body.errors !== undefined) throw new Error(`${url} answered ${JSON.stringify(body.errors)}`);
  return body.data;
}

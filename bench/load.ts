import { HttpClient } from './http-client.ts';

/** A generator of readings in a process of its own: node load.ts URL objects|series SECONDS [READINGS_PER_SECOND]. */
const [url = '', form = 'objects', seconds = '10', rate = '0'] = process.argv.slice(2);

const equipment = 500;
const sensors = 10;
const batchReadings = 500;
const inFlight = 4;
const seriesLength = 10;

const mutation =
  form === 'series'
    ? 'mutation ($input: [SeriesInput!]!) { result: ingestSeries(series: $input) { accepted duplicates rejected { code } } }'
    : 'mutation ($input: [ReadingInput!]!) { result: ingestReadings(readings: $input) { accepted duplicates rejected { code } } }';
const head = `{"query":${JSON.stringify(mutation)},"variables":{"input":[`;

/** Event time runs from half an hour ago, a second each round over all sensors, so that windows and days are met as in real life. */
const firstMs = Date.now() - 1_800_000;
let batchNo = 0;

function body(number: number): string {
  return `${head}${form === 'series' ? seriesBody(number) : objectsBody(number)}]}}`;
}

function objectsBody(number: number): string {
  const batchesPerRound = (equipment * sensors) / batchReadings;
  const at = new Date(firstMs + Math.floor(number / batchesPerRound) * 1_000).toISOString();
  const firstEquipment = (number % batchesPerRound) * (batchReadings / sensors);
  const parts: string[] = [];
  for (let i = 0; i < batchReadings; i++) {
    const machine = firstEquipment + Math.floor(i / sensors);
    parts.push(
      `{"equipmentId":"LOAD-${machine}","sensorType":"sensor_${i % sensors}","value":${value()},"timestamp":"${at}"}`,
    );
  }
  return parts.join(',');
}

function seriesBody(number: number): string {
  const seriesInBatch = batchReadings / seriesLength;
  const batchesPerRound = (equipment * sensors) / seriesInBatch;
  const startMs = firstMs + Math.floor(number / batchesPerRound) * seriesLength * 1_000;
  const timestamps = Array.from(
    { length: seriesLength },
    (_, i) => `"${new Date(startMs + i * 1_000).toISOString()}"`,
  ).join(',');
  const first = (number % batchesPerRound) * seriesInBatch;
  const parts: string[] = [];
  for (let i = 0; i < seriesInBatch; i++) {
    const sensor = first + i;
    const values = Array.from({ length: seriesLength }, value).join(',');
    parts.push(
      `{"equipmentId":"LOAD-${Math.floor(sensor / sensors)}","sensorType":"sensor_${sensor % sensors}","timestamps":[${timestamps}],"values":[${values}]}`,
    );
  }
  return parts.join(',');
}

/** Nearly normal noise around 50, quantised as an instrument would. */
function value(): number {
  return Math.round((50 + (Math.random() + Math.random() + Math.random() - 1.5) * 4) * 100) / 100;
}

const client = new HttpClient(url, inFlight);
const target = Number(rate);
const startedMs = performance.now();
const endsMs = startedMs + Number(seconds) * 1_000;
let accepted = 0;
let failed = 0;

async function sender(): Promise<void> {
  while (performance.now() < endsMs) {
    const number = batchNo++;
    // Each batch has a moment of its own: a site's gateways do not send in one instant.
    if (target > 0) {
      const aheadMs = ((number * batchReadings) / target) * 1_000 - (performance.now() - startedMs);
      if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    }
    const answer: { data?: { result: { accepted: number } } | null } = JSON.parse(await client.post(body(number)));
    const count = answer.data?.result.accepted;
    if (count === undefined) failed += 1;
    else accepted += count;
  }
}

await Promise.all(Array.from({ length: inFlight }, sender));
const elapsedS = (performance.now() - startedMs) / 1_000;
client.close();
console.log(JSON.stringify({ accepted, failed, elapsedS }));

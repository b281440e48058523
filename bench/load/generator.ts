import { parseArgs } from 'node:util';
import { HttpClient } from './http-client.ts';

/** A generator of readings in a process of its own, started by start-generator.ts; prints its count as JSON when it ends. */
const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    form: { type: 'string', default: 'objects' },
    equipment: { type: 'string', default: '500' },
    fromMs: { type: 'string', default: '0' },
    stepMs: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '0' },
    rounds: { type: 'string', default: 'Infinity' },
  },
});
const form = options.form;
const equipment = Number(options.equipment);
const firstMs = Number(options.fromMs);
const stepMs = Number(options.stepMs);
const targetPerSecond = Number(options.rate);

const sensors = 10;
const batchReadings = 500;
const seriesLength = form === 'series' ? 10 : 1;
const inFlight = 4;
/** Batches until every sensor has had its turn, and event time moves on. */
const batchesPerRound = (equipment * sensors * seriesLength) / batchReadings;
const lastBatch = Number(options.rounds) * batchesPerRound;

const mutation =
  form === 'series'
    ? 'mutation ($input: [SeriesInput!]!) { result: ingestSeries(series: $input) { accepted duplicates rejected { code } } }'
    : 'mutation ($input: [ReadingInput!]!) { result: ingestReadings(readings: $input) { accepted duplicates rejected { code } } }';
const head = `{"query":${JSON.stringify(mutation)},"variables":{"input":[`;

let batchNo = 0;

function body(number: number): string {
  return `${head}${form === 'series' ? seriesBody(number) : objectsBody(number)}]}}`;
}

function objectsBody(number: number): string {
  const at = new Date(firstMs + Math.floor(number / batchesPerRound) * stepMs).toISOString();
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
  const startMs = firstMs + Math.floor(number / batchesPerRound) * seriesLength * stepMs;
  const timestamps = Array.from(
    { length: seriesLength },
    (_, i) => `"${new Date(startMs + i * stepMs).toISOString()}"`,
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

const client = new HttpClient(options.url, inFlight);
const startedMs = performance.now();
const endsMs = startedMs + Number(options.seconds) * 1_000;
let accepted = 0;
let failed = 0;

async function sender(): Promise<void> {
  while (performance.now() < endsMs && batchNo < lastBatch) {
    const number = batchNo++;
    // Each batch has a moment of its own: a site's gateways do not send in one instant.
    if (targetPerSecond > 0) {
      const aheadMs = ((number * batchReadings) / targetPerSecond) * 1_000 - (performance.now() - startedMs);
      if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    }
    const answer: { data?: { result: { accepted: number } } | null } = JSON.parse(await client.post(body(number)));
    const count = answer.data?.result.accepted;
    if (count !== undefined) accepted += count;
    if (count !== batchReadings) failed += 1;
  }
}

await Promise.all(Array.from({ length: inFlight }, sender));
const elapsedS = (performance.now() - startedMs) / 1_000;
client.close();
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ accepted, failed, elapsedS, cpuS: (user + system) / 1_000_000 }));

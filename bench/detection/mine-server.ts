/**
 * A whole server without HTTP over an embedded database of its own, whose clock is handed in: hours of a mine go through gateway, bronze,
 * pipeline, queue and feed as they do live, in minutes.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/db/connection/database.ts';
import { migrate } from '../../src/db/migrations/migrate.ts';
import type { ReceivedReading } from '../../src/domain/readings/reading.ts';
import type { RecommendationFinding } from '../../src/domain/recommendations/finding.ts';
import type { RecommendationEvent } from '../../src/domain/recommendations/recommendation.ts';
import { type Core, startCore } from '../../src/runtime/core.ts';
import { Lifecycle } from '../../src/runtime/lifecycle.ts';
import { createEquipmentService } from '../../src/services/equipment/equipment-service.ts';
import { elapsedMs } from '../../src/timing/elapsed.ts';

export interface MineServer {
  readonly core: Core;
  readonly pool: pg.Pool;
  /** Puts readings in, and waits until all stages are through with them. Throws when one is not taken. */
  take(readings: readonly Omit<ReceivedReading, 'index'>[]): Promise<void>;
  register(equipment: Parameters<ReturnType<typeof createEquipmentService>['register']>[0]): Promise<void>;
  close(): Promise<void>;
}

const batchReadings = 5_000;
const stopWithinMs = 30_000;
const stuckMs = 60_000;
/** The server drops nothing of the run, whenever its weeks were. */
const keep = {
  ANDON_RETENTION_BRONZE_DAYS: '3650',
  ANDON_RETENTION_SILVER_DAYS: '3650',
  ANDON_RETENTION_EVENTS_DAYS: '3650',
};

/** The findings that have joined a standing recommendation by the event. */
export function joinedBy({
  kind,
  recommendation: { findings, version },
}: RecommendationEvent): RecommendationFinding[] {
  return kind === 'changed' ? findings.filter((finding) => finding.version === version) : [];
}

/**
 * `told` hears of every recommendation that is new, and of every finding that joins one, as a subscriber does; `alarmed` of each time that operators are
 * told of an alarm.
 */
export async function startMineServer(
  now: () => number,
  told: (event: RecommendationEvent) => void,
  alarmed: () => void,
): Promise<MineServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-mine-'));
  // The embedded server runs as another user where this runs as root.
  await chmod(folder, 0o755);
  const config = loadConfig({ ...keep, ANDON_DATA_DIR: path.join(folder, 'data') });
  const log = pino({ level: 'warn', base: null }, pino.destination(2));
  const database = await openDatabase(config.database, log);
  const lifecycle = new Lifecycle(log, stopWithinMs);
  await migrate(database, log);
  const startMs = now();
  const core = await startCore(config, database, log, { now, elapsedMs: () => now() - startMs }, lifecycle);
  const equipment = createEquipmentService(database.pool, () => core.masterDataChanged());
  const ended = new AbortController();
  const subscribers = [follow(core, told, ended.signal), followAlarms(core, alarmed, ended.signal)];
  return {
    core,
    pool: database.pool,
    take: async (readings) => {
      for (let first = 0; first < readings.length; first += batchReadings) {
        const batch = readings.slice(first, first + batchReadings).map((reading, index) => ({ ...reading, index }));
        const { rejected } = await core.ingest.submit(batch);
        if (rejected[0] !== undefined) throw new Error(`a reading was not taken: ${rejected[0].message}`);
      }
      await untilThrough(core, database.pool);
    },
    register: async (inputs) => void (await equipment.register(inputs)),
    close: async () => {
      ended.abort();
      await Promise.all(subscribers);
      await lifecycle.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function follow(core: Core, told: (event: RecommendationEvent) => void, signal: AbortSignal): Promise<void> {
  for await (const { event } of core.feed.events(await core.feed.open(), { kinds: ['created', 'changed'], signal })) {
    if (event.kind === 'created' || joinedBy(event).length > 0) told(event);
  }
}

async function followAlarms(core: Core, alarmed: () => void, signal: AbortSignal): Promise<void> {
  const choice = { kinds: ['raised', 'worsened', 'realarmed'], filter: { states: ['unacknowledged'] } } as const;
  for await (const _ of core.alarmFeed.events(await core.alarmFeed.open(), { ...choice, signal })) alarmed();
}

/**
 * Until pipeline, judge of windows and watch for silence have nothing before them, and the feed has what they told. Looked at twice, since the judge asks the
 * database what there is.
 */
async function untilThrough(core: Core, pool: pg.Pool): Promise<void> {
  const from = elapsedMs();
  for (let quiet = 0; quiet < 2; ) {
    const { rows } = await pool.query<{ number: number }>('SELECT number FROM andon.event_head');
    const { backlogBatches, queuedReadings, lastError, windows, silence } = core.pipelineState();
    const isQuiet = backlogBatches + queuedReadings + core.waitingReadings() + windows.waitingShards === 0;
    quiet = isQuiet && !silence.isBusy && core.feed.health().head === rows[0]?.number ? quiet + 1 : 0;
    const error = lastError ?? windows.lastError;
    if (elapsedMs() - from > stuckMs) throw new Error(`the pipeline is stuck: ${error ?? 'no error'}`);
  }
}

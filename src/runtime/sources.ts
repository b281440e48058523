import type pg from 'pg';
import type { ConnectOptions } from '../db/connection/database.ts';
import type { SteadyConnection } from '../db/connection/steady-connection.ts';
import type { ComingBatch } from '../domain/readings/reading.ts';
import type { Tally } from '../domain/readings/counters.ts';
import { Arrivals } from '../ingest/arrivals.ts';
import { IngestCounters } from '../ingest/counters.ts';
import type { Doorway } from '../ingest/source-dependencies.ts';
import { MicroBatchGateway } from '../ingest/batch-gateway.ts';
import type { IngestGateway } from '../ingest/ingest-gateway.ts';
import { NumericTexts } from '../ingest/numeric-texts.ts';
import { QuarantineReplay } from '../ingest/quarantine-replay.ts';
import { SensorDirectory } from '../ingest/known-sensors.ts';
import { SqlDoor } from '../ingest/sql-source.ts';
import { LagRecorder } from '../services/lag-recorder.ts';

/** Who sends readings is told UNAVAILABLE after this, when the database has gone quiet without an error. */
const storeTimeoutMs = 10_000;
/** Nothing is awaited in the middle of a transaction but the database itself. */
const maxSilenceInTransactionMs = 5_000;

export interface DoorsOptions extends Omit<Doorway, 'directory' | 'numericTexts' | 'arrivals' | 'counters'> {
  readonly pool: pg.Pool;
  readonly connect: (options: ConnectOptions) => SteadyConnection;
  /** How far a reading may be behind its sender's newest and still raise an alarm. */
  readonly alarmLagMs: number;
  readonly count: (tally: Tally, readings: number) => void;
  /** Told of each batch that is on its way to the disk. */
  readonly onAppending: (batch: ComingBatch) => void;
}

/** The ways by which readings come in, and what all of them go by. */
export interface Doors {
  readonly gateway: IngestGateway;
  readonly counters: IngestCounters;
  readonly quarantineReplay: QuarantineReplay;
  readonly lags: LagRecorder;
  /** Readings that came to the gateway and are not committed yet. */
  waitingReadings(): number;
  /** Rows may wait in the inbox of `sensor_data`. */
  wakeSqlDoor(): void;
  /** Keys of sensors may mean others from now on. */
  forget(): void;
  /** Takes no more readings, and finishes those that were taken. */
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

export function createDoors(options: DoorsOptions): Doors {
  const { pool, connect, count, onAppending, alarmLagMs, ...common } = options;
  const directory = new SensorDirectory(pool);
  const numericTexts = new NumericTexts(pool);
  const counters = new IngestCounters(count);
  const arrivals = new Arrivals(alarmLagMs, () => lags.changed());
  const lags = new LagRecorder({ pool, lagging: () => arrivals.lagging(options.now()), log: options.log });
  const doorway: Doorway = { ...common, directory, numericTexts, arrivals, counters };
  const storing = (applicationName: string): SteadyConnection =>
    connect({
      applicationName,
      genericPlans: true,
      queryTimeoutMs: storeTimeoutMs,
      maxSilence: { inTransactionMs: maxSilenceInTransactionMs },
    });
  const connections = { gateway: storing('andon ingest'), sqlDoor: storing('andon sql door') };
  const gateway = new MicroBatchGateway({ ...doorway, connection: connections.gateway, onAppending });
  const sqlDoor = new SqlDoor({ ...doorway, connection: connections.sqlDoor });
  return {
    gateway,
    counters,
    quarantineReplay: new QuarantineReplay({ ...doorway, pool }),
    lags,
    waitingReadings: () => gateway.waitingReadings,
    wakeSqlDoor: () => sqlDoor.wake(),
    forget: () => {
      directory.forget();
      numericTexts.forget();
      arrivals.forget();
    },
    close: async () => {
      await Promise.all([gateway.close(), sqlDoor.close()]);
    },
    disconnect: async () => {
      await Promise.all([connections.gateway.close(), connections.sqlDoor.close()]);
    },
  };
}

/** Ties together the ways by which readings come in. */
import type pg from 'pg';
import type { ConnectOptions } from '../db/connection/database.ts';
import type { SteadyConnection } from '../db/connection/steady-connection.ts';
import type { CounterName } from '../domain/readings/counters.ts';
import type { ComingBatch } from '../domain/readings/reading.ts';
import { Arrivals } from '../ingest/arrivals.ts';
import { MicroBatchGateway } from '../ingest/batch-gateway.ts';
import { IngestCounters } from '../ingest/counters.ts';
import type { IngestGateway } from '../ingest/ingest-gateway.ts';
import { Intake, type IntakeState, intakeOf } from '../ingest/intake.ts';
import { SensorDirectory } from '../ingest/known-sensors.ts';
import { NumericTexts } from '../ingest/numeric-texts.ts';
import { QuarantineReplay } from '../ingest/quarantine-replay.ts';
import type { ReadingShares } from '../ingest/reading-shares.ts';
import type { SourceDependencies } from '../ingest/source-dependencies.ts';
import { SqlSource } from '../ingest/sql-source.ts';
import { LagRecorder } from '../services/lag-recorder.ts';

/** Who sends readings is told UNAVAILABLE after this, when the database no longer answers, without an error. */
const storeTimeoutMs = 10_000;
/** Nothing is awaited in the middle of a transaction but the database itself. */
const maxSilenceInTransactionMs = 5_000;

export interface SourcesOptions
  extends Omit<SourceDependencies, 'directory' | 'numericTexts' | 'arrivals' | 'counters'> {
  readonly pool: pg.Pool;
  readonly elapsedMs: () => number;
  readonly shares: ReadingShares;
  readonly connect: (options: ConnectOptions) => SteadyConnection;
  /** How far a reading may be behind its sender's newest and still raise an alarm. */
  readonly alarmLagMs: number;
  readonly count: (counter: CounterName, readings: number) => void;
  /** Told of each batch that is on its way to the disk. */
  readonly onAppending: (batch: ComingBatch) => void;
}

/** The ways by which readings come in, and what all of them go by. */
export interface Sources {
  readonly gateway: IngestGateway;
  readonly counters: IngestCounters;
  readonly quarantineReplay: QuarantineReplay;
  readonly lags: LagRecorder;
  /** Readings that came to the gateway and are not committed yet. */
  waitingReadings(): number;
  /** Whether what is sent is taken. */
  intake(): IntakeState;
  /** Rows may wait in the inbox of `sensor_data`. */
  wakeSqlSource(): void;
  /** Equipment or sensors were changed. */
  masterDataChanged(): void;
  /** Sensors were removed: those have to be looked for when they report again. */
  sensorsRemoved(): void;
  /** Lets go what is remembered of sensors that have fallen silent; called at intervals. */
  putOutIdle(): void;
  /** Keys of sensors may mean others from now on. */
  forget(): void;
  /** Takes no more readings, and finishes those that were taken. */
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

export function createSources(options: SourcesOptions): Sources {
  const { pool, connect, count, onAppending, alarmLagMs, shares, ...given } = options;
  const directory = new SensorDirectory(pool, (sensors) => {
    options.log.info(
      { event: 'ingest.sensors_returned', sensors: sensors.length, examples: sensors.slice(0, 3) },
      'sensors that had been removed report again and are listed again',
    );
  });
  const numericTexts = new NumericTexts({ pool, bronze: options.bronze, elapsedMs: options.elapsedMs });
  const counters = new IngestCounters(count);
  const arrivals = new Arrivals(alarmLagMs, () => lags.changed());
  const lags = new LagRecorder({ pool, lagging: () => arrivals.lagging(options.now()), log: options.log });
  const common: SourceDependencies = {
    ...given,
    directory,
    numericTexts,
    arrivals,
    counters,
    onAppended: (batch) => {
      numericTexts.noteStored(batch.readings);
      options.onAppended(batch);
    },
  };
  const storing = (applicationName: string): SteadyConnection =>
    connect({
      applicationName,
      genericPlans: true,
      queryTimeoutMs: storeTimeoutMs,
      maxSilence: { inTransactionMs: maxSilenceInTransactionMs },
    });
  const connections = { gateway: storing('andon ingest'), sqlSource: storing('andon sql source') };
  const intakes = { gateway: new Intake(options.elapsedMs), sqlSource: new Intake(options.elapsedMs) };
  const gateway = new MicroBatchGateway({
    ...common,
    source: 'graphql',
    connection: connections.gateway,
    intake: intakes.gateway,
    shares,
    onAppending,
  });
  const sqlSource = new SqlSource({
    ...common,
    source: 'sql',
    connection: connections.sqlSource,
    intake: intakes.sqlSource,
  });
  return {
    gateway,
    counters,
    quarantineReplay: new QuarantineReplay({ ...common, source: 'graphql', pool, shares }),
    lags,
    waitingReadings: () => gateway.waitingReadings,
    intake: () => intakeOf(Object.values(intakes)),
    wakeSqlSource: () => sqlSource.wake(),
    masterDataChanged: () => numericTexts.masterDataChanged(),
    sensorsRemoved: () => directory.forget(),
    putOutIdle: () => {
      directory.putOutIdle();
      arrivals.putOutIdle(options.now());
    },
    forget: () => {
      directory.forget();
      numericTexts.forget();
      arrivals.forget();
    },
    close: async () => {
      await Promise.all([gateway.close(), sqlSource.close()]);
    },
    disconnect: async () => {
      await Promise.all([connections.gateway.close(), connections.sqlSource.close()]);
    },
  };
}

/** Runs the simulated mine through a whole server, some weeks or a day of its own time, and collects what was told and recorded. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { EquipmentInput } from '../../src/client/registered-equipment.ts';
import type { RecommendationEvent } from '../../src/domain/recommendations/recommendation.ts';
import type { Fault } from '../../src/simulator/faults/fault.ts';
import { type LedgerEntry, ledgerOf } from '../../src/simulator/faults/ledger.ts';
import { GatewayBuffer, type TimedReading } from '../../src/simulator/gateway-buffer.ts';
import { mineEquipment } from '../../src/simulator/mine-equipment.ts';
import { createPlannedMine } from '../../src/simulator/planned-mine.ts';
import { explains, type Finding, type Told } from './mine-judge.ts';
import { MineOperator } from './mine-operator.ts';
import { joinedBy, type MineServer, startMineServer } from './mine-server.ts';

export interface MineRunOptions {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Of the plan. */
  readonly hours: number;
  /** Health before it, in which detectors learn; nothing of it is judged. */
  readonly warmUpHours: number;
  /** Seconds of the mine between two readings of a sensor. */
  readonly everyS: number;
  /** Milliseconds that a step takes at least: the server's timers go by the clock of the machine. */
  readonly paceMs: number;
  readonly progress: (text: string) => void;
}

export interface MineRunResult {
  readonly ledger: readonly LedgerEntry[];
  readonly told: readonly Told[];
  /** What was told while the detectors learnt. */
  readonly toldInWarmUp: readonly Told[];
  readonly recorded: readonly Finding[];
  /** When operators were told of an alarm, in hours since the plan began; while the detectors learnt these are negative. */
  readonly alarmHours: readonly number[];
  readonly readings: number;
  readonly tookMs: number;
}

interface ToldEvent {
  readonly event: RecommendationEvent;
  /** By the mine's clock. */
  readonly toldMs: number;
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
const warmUpBatchS = 180;
/** A Tuesday: the plan begins in the night from Monday. */
const planStartMs = Date.UTC(2026, 0, 6);

export async function runMine(options: MineRunOptions): Promise<MineRunResult> {
  const { seed, faults, hours, warmUpHours, everyS, paceMs, progress } = options;
  const startMs = planStartMs - warmUpHours * hourMs;
  const planFromS = warmUpHours * 3_600;
  const mineOptions = { seed, startMs, faults, planFromS };
  const ledger = faults.length === 0 ? [] : ledgerOf(mineOptions, hours);
  const mine = createPlannedMine(mineOptions);
  // The newest week in which all of it is past for the database, too: a time of the future would be refused.
  const weeks = Math.floor((Date.now() - hourMs - planStartMs - hours * hourMs) / weekMs);
  const serverStartMs = startMs + weeks * weekMs;
  let nowMs = serverStartMs;
  const toHours = (ms: number): number => (ms - serverStartMs) / hourMs - warmUpHours;
  const events: ToldEvent[] = [];
  const alarmsMs: number[] = [];
  const tookFrom = performance.now();
  const server = await startMineServer(
    () => nowMs,
    (event) => events.push({ event, toldMs: nowMs }),
    () => alarmsMs.push(nowMs),
  );
  try {
    await server.register(mineEquipment(serverStartMs).map(registration));
    const operator = new MineOperator(server.core, server.pool);
    const gateways = new GatewayBuffer();
    const ticks = Math.floor(((warmUpHours + hours) * 3_600) / everyS);
    let readings = 0;
    let known = 0;
    let waiting: TimedReading[] = [];
    for (let tick = 1; tick <= ticks; tick += 1) {
      const second = tick * everyS;
      nowMs = serverStartMs + second * 1_000;
      const timestamp = new Date(nowMs).toISOString();
      const shown = mine.advanceTo(second).map((reading): TimedReading => ({ ...reading, timestamp }));
      waiting = [...waiting, ...gateways.through(shown, mine.silentMachines(second))];
      // While detectors learn, some minutes come at once: that is quicker, and early enough to be no late reading.
      if (second <= planFromS && second % warmUpBatchS >= everyS) continue;
      readings += waiting.length;
      const paced = pause(second <= planFromS ? 0 : paceMs);
      await server.take(waiting);
      await paced;
      waiting = [];
      for (const { event } of events.slice(known)) {
        if (event.kind !== 'created') continue;
        const finding = withoutCause(event, toHours(nowMs));
        operator.told(
          event.recommendation.id,
          nowMs,
          ledger.some((fault) => explains(fault, finding)),
        );
      }
      known = events.length;
      await operator.work(nowMs);
      if (tick % Math.ceil(ticks / 20) === 0) progress(`${toHours(nowMs).toFixed(1)} h, told ${events.length}`);
    }
    const told = await toldOf(server, events, toHours);
    const recorded = await recordedOf(server, toHours);
    return {
      ledger,
      told: told.filter(isOfPlan),
      toldInWarmUp: told.filter((one) => !isOfPlan(one)),
      recorded: recorded.filter(isOfPlan),
      alarmHours: alarmsMs.map(toHours),
      readings,
      tookMs: performance.now() - tookFrom,
    };
  } finally {
    await server.close();
  }
}

function isOfPlan({ hours }: Finding): boolean {
  return hours > 0;
}

const criticalities = { CRITICAL: 'Critical', HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low' } as const;

/** As the service takes it behind GraphQL. */
function registration({ installationDate, lastMaintenanceDate, criticality, sensors, ...rest }: EquipmentInput) {
  return {
    ...rest,
    sensors: [...sensors],
    ...(criticality === undefined ? {} : { criticality: criticalities[criticality] }),
    ...(installationDate === undefined ? {} : { installationDate: new Date(installationDate) }),
    ...(lastMaintenanceDate === undefined ? {} : { lastMaintenanceDate: new Date(lastMaintenanceDate) }),
  };
}

/** As the queue's screen shows it: the issue's type begins with the sensor's. */
function withoutCause({ recommendation }: RecommendationEvent, hours: number): Finding {
  const { equipmentId, severity } = recommendation;
  return { hours, equipmentId, sensorType: null, detector: '', severity };
}

const causes = z.array(
  z.object({
    recommendation_id: z.string(),
    sensor_type: z.string().nullable(),
    detector: z.string().nullable(),
    causes: z.array(z.string()).nullable(),
    is_over: z.boolean(),
  }),
);

async function toldOf(
  { pool }: MineServer,
  events: readonly ToldEvent[],
  toHours: (ms: number) => number,
): Promise<Told[]> {
  const { rows } = await pool.query(
    `SELECT told.recommendation_id, told.sensor_type, found.detector, queued.evidence #> '{knowledge,causes}' AS causes,
       queued.status = 'expired' AS is_over
     FROM andon_analytics.ai_recommendations_gold AS told JOIN agentic_hmi.agent_recommendations AS queued USING (recommendation_id)
     LEFT JOIN andon_analytics.anomaly_detection_silver AS found ON found.anomaly_id = told.anomaly_id`,
  );
  const found = causes.parse(rows);
  const causeOf = new Map(found.map((cause) => [cause.recommendation_id, cause]));
  return events.flatMap(({ event, toldMs }): Told[] => {
    const { id, equipmentId, severity, issueType } = event.recommendation;
    const hours = toHours(toldMs);
    if (event.kind !== 'created')
      return joinedBy(event).map((joined) => ({ ...joined, hours, equipmentId, isJoined: true }));
    const cause = causeOf.get(id);
    const [sensorType, detector] = [cause?.sensor_type ?? null, cause?.detector ?? 'unknown'];
    const causes = cause?.causes ?? [];
    return [
      {
        hours,
        equipmentId,
        sensorType,
        detector,
        severity,
        issueType,
        isJoined: false,
        isOver: cause?.is_over === true,
        causes,
      },
    ];
  });
}

const anomalies = z.array(
  z.object({
    equipment_id: z.string(),
    sensor_type: z.string().nullable(),
    detector: z.string(),
    severity: z.string(),
    event_ms: z.number(),
  }),
);

/** By when what is anomalous was measured: the database stamps what is found by its own clock. */
async function recordedOf({ pool }: MineServer, toHours: (ms: number) => number): Promise<Finding[]> {
  const { rows } = await pool.query(
    `SELECT equipment_id, sensor_type, detector, severity, extract(epoch FROM event_time)::float8 * 1000 AS event_ms
     FROM andon_analytics.anomaly_detection_silver`,
  );
  return anomalies.parse(rows).map(({ equipment_id, sensor_type, detector, severity, event_ms }) => ({
    hours: toHours(event_ms),
    equipmentId: equipment_id,
    sensorType: sensor_type,
    detector,
    severity,
  }));
}

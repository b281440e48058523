import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { SqlClient } from './clients-sql.ts';
import type { ResumingScreen } from './resuming-screen.ts';

/** Another program that raises alerts by SQL, one after another, through any failure of the database. */
export interface AlertWriter {
  /** When each alert whose insert was confirmed was sent, by its id; performance.now(). */
  readonly sentAtMs: ReadonlyMap<string, number>;
  readonly failures: number;
  finish(): Promise<void>;
}

export interface AlertWriterOptions {
  readonly name: string;
  /** Between two alerts. */
  readonly pauseMs: number;
}

/** The ids are the writer's own, so that an insert whose outcome is unknown can be repeated without a second alert. */
export function startAlertWriter(sql: SqlClient, { name, pauseMs }: AlertWriterOptions): AlertWriter {
  const sentAtMs = new Map<string, number>();
  const state = { running: true, failures: 0 };
  const write = async (id: string) => {
    const beganMs = performance.now();
    await sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity)
       VALUES ($1, $2, 'inspection', 'high') ON CONFLICT DO NOTHING`,
      [id, `${name}-${id}`],
    );
    sentAtMs.set(id, beganMs);
  };
  const writing = (async () => {
    while (state.running) {
      const id = randomUUID();
      while (state.running && !sentAtMs.has(id)) {
        try {
          await write(id);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          state.failures += 1;
          await pause(20);
        }
      }
      await pause(pauseMs);
    }
  })();
  onTestFinished(() => {
    state.running = false;
  });
  return {
    sentAtMs,
    get failures() {
      return state.failures;
    },
    finish: async () => {
      state.running = false;
      await writing;
    },
  };
}

/** From the insert's sending to the arrival on the screen, for alerts that were sent within the given span. */
export function delaysOn(
  screen: ResumingScreen,
  writer: AlertWriter,
  span: { readonly fromMs: number; readonly toMs: number } = { fromMs: 0, toMs: Number.POSITIVE_INFINITY },
): number[] {
  return screen.received.flatMap((event, index) => {
    const [id = '', kind] = event.split('|');
    const sentAtMs = writer.sentAtMs.get(id);
    const receivedAtMs = screen.receivedAtMs[index];
    // What is decided about an alert later is an event of its own.
    if (kind !== 'CREATED' || sentAtMs === undefined || receivedAtMs === undefined) return [];
    return sentAtMs >= span.fromMs && sentAtMs <= span.toMs ? [receivedAtMs - sentAtMs] : [];
  });
}

/** Everything that a site does at once, for tests of faults: senders, alerts and screens. */
import { expect, onTestFinished } from 'vitest';
import { type AlertWriter, startAlertWriter } from '../clients/alert-writer.ts';
import { logPosition } from '../clients/clients-events.ts';
import type { HttpClient } from '../clients/clients-http.ts';
import type { SqlClient } from '../clients/clients-sql.ts';
import { expectEveryEvent, followThroughFailures, type ResumingScreen } from '../clients/resuming-screen.ts';
import { reading } from '../readings/readings.ts';
import { until } from '../until.ts';
import { expectExactlyOnce } from './ledger-proof.ts';
import type { ServerProcess } from './server.ts';
import { type LoadGenerator, startLoad } from './server-ledger.ts';

export interface TrafficSite {
  readonly server: Pick<ServerProcess, 'graphqlUrl' | 'websocketUrl'>;
  readonly http: HttpClient;
  readonly sql: SqlClient;
}

/** Everything a site does at once: readings from patient and hasty senders, alarms on their way to screens that resume. */
export interface Traffic {
  readonly patient: LoadGenerator;
  readonly hasty: LoadGenerator;
  readonly alarms: LoadGenerator;
  /** Another program's alerts, which come by the signal alone. */
  readonly writer: AlertWriter;
  readonly screens: readonly ResumingScreen[];
  /** Waits for so many more readings of the patient senders to be acknowledged. */
  flows(readings: number): Promise<void>;
  /** Ends the traffic and holds it against what was promised. */
  prove(): Promise<TrafficProof>;
}

export interface TrafficProof {
  /** Acknowledged, and found exactly once in every layer. */
  readonly readings: number;
  readonly failedRequests: number;
  /** Acknowledged at a second attempt, whose first had been stored. */
  readonly duplicates: number;
  readonly alarms: number;
  /** Events that every screen has seen, each once and in the order of the log. */
  readonly events: number;
  readonly attaches: number;
}

export interface TrafficOptions {
  readonly name: string;
  readonly screens: number;
  /** Senders of each kind. */
  readonly clients?: number;
}

export async function startTraffic(site: TrafficSite, options: TrafficOptions): Promise<Traffic> {
  const { name, screens: screenCount, clients = 3 } = options;
  const graphqlUrl = () => site.server.graphqlUrl;
  const from = await site.sql.number('SELECT number FROM andon.event_head');
  const after = await logPosition(site, false);
  const screens = Array.from({ length: screenCount }, () =>
    followThroughFailures({ websocketUrl: () => site.server.websocketUrl, after }),
  );
  onTestFinished(async () => void (await Promise.all(screens.map((screen) => screen.close()))));
  const patient = startLoad({ clients, batch: 120, name: `${name}-PATIENT`, resend: true, graphqlUrl });
  const hasty = startLoad({ clients, batch: 35, name: `${name}-HASTY`, resend: false, graphqlUrl });
  const alarms = startLoad({
    clients: 1,
    batch: 1,
    name: `${name}-ALARM`,
    resend: true,
    graphqlUrl,
    pauseMs: 20,
    // A machine of its own for each, so that each is an alarm of its own.
    reading: (_client, n) => reading(`${name}-ALARM-${n}`, 'temperature', 95),
  });
  const writer = startAlertWriter(site.sql, { name: `${name}-SQL`, pauseMs: 30 });
  return {
    patient,
    hasty,
    alarms,
    writer,
    screens,
    flows: async (readings) => {
      const { ledger } = patient;
      const before = ledger.acknowledged.size;
      await until('load flows', () => ledger.acknowledged.size >= before + readings, {
        withinMs: 90_000,
        state: () => ledger.lastFailure,
      });
    },
    prove: async () => {
      const ledgers = await Promise.all([patient, hasty, alarms].map((load) => load.finish()));
      await writer.finish();
      const readings = await expectExactlyOnce(site.sql, ...ledgers);
      const raised = await expectOneAlertEach(site.sql, alarms);
      await expectAllThere(site.sql, writer);
      const events = await expectEveryEvent(site.sql, from, screens);
      const sum = (of: (one: (typeof ledgers)[number]) => number) => ledgers.reduce((total, one) => total + of(one), 0);
      return {
        readings,
        failedRequests: sum((ledger) => ledger.failedRequests),
        duplicates: sum((ledger) => ledger.duplicates),
        alarms: raised + writer.sentAtMs.size,
        events,
        attaches: screens.reduce((total, screen) => total + screen.attaches, 0),
      };
    },
  };
}

/** Each acknowledged alarm has become one recommendation: neither lost with a crash nor raised again after it. */
async function expectOneAlertEach(sql: SqlClient, { ledger }: LoadGenerator): Promise<number> {
  const wanted = [...ledger.acknowledged.keys()].map((key) => key.slice(0, key.indexOf('|')));
  const rows = await sql.rows<{ equipment_id: string; alerts: number }>(
    `SELECT equipment_id, count(*)::int AS alerts FROM agentic_hmi.agent_recommendations
     WHERE equipment_id = ANY ($1) GROUP BY equipment_id`,
    [wanted],
  );
  const alerts = new Map(rows.map((row) => [row.equipment_id, row.alerts]));
  expect(
    wanted.filter((equipmentId) => alerts.get(equipmentId) !== 1).slice(0, 5),
    'alarms without their one alert',
  ).toEqual([]);
  return wanted.length;
}

async function expectAllThere(sql: SqlClient, writer: AlertWriter): Promise<void> {
  const ids = [...writer.sentAtMs.keys()];
  const there = await sql.number(
    `SELECT count(*) FROM andon.recommendation_event WHERE kind = 'created' AND recommendation_id = ANY ($1)`,
    [ids],
  );
  expect(there, 'alerts confirmed to another program').toBe(ids.length);
}

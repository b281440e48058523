/** Builds what clients reach: GraphQL, sockets, console, exports, metrics. */
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CallerQueues } from '../auth/caller-queues.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/connection/database.ts';
import { troubles } from '../domain/database-trouble.ts';
import { createHealthReport } from '../health/pipeline-health.ts';
import { createPipelineStatisticsService } from '../health/pipeline-statistics.ts';
import type { Logger } from '../log.ts';
import { createNotifyService } from '../notify/notify-service.ts';
import type { Dependencies } from '../resolvers/context.ts';
import { createHealthUpdates } from '../resolvers/subscriptions/health-updates.ts';
import { readCertificates } from '../server/edge/certificates.ts';
import { alarmLoadExportPath, createAlarmLoadExport } from '../server/export/alarm-load-export.ts';
import { createPerformanceExport, performanceExportPath } from '../server/export/performance-export.ts';
import { createEngine } from '../server/graphql/graphql-engine.ts';
import { readKnownDocuments } from '../server/graphql/known-documents.ts';
import { createAuthentication } from '../server/http/authentication.ts';
import { createCallerTurn, longestHoldMs } from '../server/http/caller-turn.ts';
import { openConsole } from '../server/http/console-pages.ts';
import { createHostGuard } from '../server/http/host-guard.ts';
import { createHttpServer, graphqlPath } from '../server/http/http-server.ts';
import { readOpenFilesLimit } from '../server/http/open-files.ts';
import { createMetrics } from '../server/metrics/metrics.ts';
import { connectionLimits } from '../server/sockets/socket-limits.ts';
import { createSockets } from '../server/sockets/websocket.ts';
import { createPerformanceExportService } from '../services/performance-export-service.ts';
import { createServices } from '../services/services.ts';
import type { Core } from './core.ts';
import { createModels } from './models.ts';
import { createSend, sinkFigures } from './notify.ts';

const requestsFinishWithinMs = 2_000;
const goodbyesWithinMs = 1_000;
const shippedDocuments = fileURLToPath(new URL('../../console/documents.json', import.meta.url));
const consoleFolders = {
  page: fileURLToPath(new URL('../../console', import.meta.url)),
  client: fileURLToPath(new URL('../../clients/typescript/dist', import.meta.url)),
};

export interface HttpOptions {
  readonly config: Config;
  readonly database: Database;
  readonly core: Core;
  readonly host: string;
  readonly version: string;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** What clients reach: GraphQL over HTTP, WebSocket and SSE, the console, exports and metrics. */
export interface Http {
  readonly graphqlPath: string;
  /** Returns the address: `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Takes nothing more, finishes requests, and says goodbye to subscribers: close code 1001, and when to come back. */
  stop(): Promise<void>;
}

export async function createHttp({
  config,
  database,
  core,
  host,
  version,
  now,
  elapsedMs,
  log,
}: HttpOptions): Promise<Http> {
  const { pool } = database;
  let closing = false;
  const stopping = new AbortController();
  // Every subscription listens to it.
  setMaxListeners(0, stopping.signal);
  const services = createServices(pool, {
    watermarkMs: config.pipeline.watermarkMs,
    now,
    writeCounts: () => core.readingCounters.flush(),
    decisions: core.decisions,
    onAlarmsChanged: core.noteActivity,
    onLearningChanged: core.noteActivity,
    onMasterDataChanged: core.masterDataChanged,
    onSensorsRemoved: core.sensorsRemoved,
  });
  const models = createModels({ pool, config: config.models.explain, scorer: core.scorer, now, elapsedMs, log });
  const statistics = createPipelineStatisticsService(pool, database.condition, elapsedMs, () => core.lags.flush());
  const health = createHealthReport({
    statistics,
    feed: core.feed,
    pipelineState: core.pipelineState,
    isIdle: core.isIdle,
    waitingReadings: core.waitingReadings,
    models: models.states,
    startedAt: new Date(now()),
    version,
    elapsedMs,
    log,
  });
  const send = createSend(config.notify.trustedHosts, now);
  const notify = createNotifyService({
    pool,
    send: (sink, message) => send(sink, message, stopping.signal),
    now,
    onChanged: core.lookNow,
  });
  const dependencies: Dependencies = {
    services,
    notify,
    explain: models.explain,
    ingest: core.ingest,
    shares: core.shares,
    quarantineReplay: core.quarantineReplay,
    detectionTrial: core.detectionTrial,
    feed: core.feed,
    alarmEvents: core.alarmFeed,
    live: core.live,
    health,
    healthUpdates: createHealthUpdates(health),
    audit: core.audit,
    log,
    now,
    stopping: stopping.signal,
  };
  const { access } = core;
  const engine = createEngine({
    dependencies,
    access,
    path: graphqlPath,
    development: config.development,
    documents: await readKnownDocuments(config.documents, shippedDocuments),
    troubleIn: (error) => database.condition.troubleIn(error),
    log,
  });
  const limits = connectionLimits(await readOpenFilesLimit());
  log.debug({ event: 'server.client_limit', ...limits }, 'how many clients the limit of open files allows');
  const { shares } = core;
  const queues = new CallerQueues({
    isShared: (holder) => shares.isShared(holder),
    // At different times, else all that wait would be refused, and come back, in one instant.
    patienceMs: () => (longestHoldMs * (1 + Math.random())) / 2,
  });
  const sockets = createSockets({ engine, access, shares, queues, maxWebSockets: limits.webSockets, elapsedMs, log });
  const metrics = createMetrics({
    counters: core.ingestCounters,
    readingCounters: core.readingCounters.sinceStart,
    health,
    latencies: core.recorder.histogram,
    refusals: access.refusals,
    refusedConnections: () => http.addresses.refused,
    limited: core.shares.refused,
    sinks: sinkFigures(notify),
    openSockets: sockets.openSockets,
    fanOut: sockets.fanOut,
  });
  const http = createHttpServer({
    engine,
    authentication: createAuthentication({
      access,
      audit: core.audit,
      turn: createCallerTurn({ shares: core.shares, queues }),
      renderError: engine.renderError,
      hasPages: config.development,
    }),
    sockets,
    console: await openConsole(consoleFolders, graphqlPath, config.frameAncestors),
    exports: new Map([
      [
        performanceExportPath,
        createPerformanceExport({
          access,
          audit: core.audit,
          exports: createPerformanceExportService(pool, services.performance),
          renderError: engine.renderError,
          log,
        }),
      ],
      [
        alarmLoadExportPath,
        createAlarmLoadExport({ alarmLoad: services.alarmLoad, audit: core.audit, renderError: engine.renderError }),
      ],
    ]),
    // A page that points a name of its own at this server brings no key with it.
    hostGuard: access.isGuarded ? () => null : createHostGuard([config.host, ...config.allowedHosts]),
    notReady: async () => {
      const reasons = closing ? ['the server is stopping'] : [];
      const { listening, since } = core.listener();
      if (!listening) {
        reasons.push(`the connection that hears of events is being restored, since ${since.toISOString()}`);
      }
      const { trouble } = await health.current();
      return trouble === null ? reasons : [...reasons, `${troubles[trouble].what}; ${troubles[trouble].mend}`];
    },
    metrics: metrics.render,
    maxConnections: limits.connections,
    allowedAddresses: config.allowedAddresses,
    tls: config.tls === null ? null : { settings: config.tls, certificates: await readCertificates(config.tls) },
    now,
    log,
  });
  return {
    graphqlPath,
    listen: () => http.listen(config.port, host),
    stop: async () => {
      closing = true;
      const httpClosed = http.close(requestsFinishWithinMs);
      await sockets.close(goodbyesWithinMs);
      stopping.abort();
      await httpClosed;
    },
  };
}

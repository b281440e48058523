/** Answers `GET /export/performance.csv`: streams windows as CSV as fast as the client reads. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Access } from '../../auth/access.ts';
import { auditedCaller } from '../../auth/identity.ts';
import type { PerformanceWindow } from '../../domain/window.ts';
import type { Logger } from '../../log.ts';
import { given } from '../../resolvers/relay/given.ts';
import type { AccessAudit } from '../../services/audit/access-audit.ts';
import type { ExportQuery, PerformanceExportService } from '../../services/performance-export-service.ts';
import type { RenderError } from '../graphql/render-error.ts';
import { answerRefusal } from '../http/answer-refusal.ts';
import { hangUp } from '../http/hang-up.ts';
import { parametersOf } from '../http/request-path.ts';
import type { FileExport } from './file-export.ts';
import { csvHeader, csvLines } from './performance-csv.ts';
import { exportQuery } from './performance-export-query.ts';

export const performanceExportPath = '/export/performance.csv';

export interface PerformanceExportOptions {
  readonly access: Pick<Access, 'watch'>;
  readonly audit: Pick<AccessAudit, 'refused' | 'exported'>;
  readonly exports: PerformanceExportService;
  readonly renderError: RenderError;
  readonly log: Logger;
}

/**
 * Streams as fast as the client takes it and reads no further ahead than a page or two. A failure before the first line is an answer
 * with a code; a later one cuts the connection, so that no client takes a part for the whole.
 */
export function createPerformanceExport({
  access,
  audit,
  exports,
  renderError,
  log,
}: PerformanceExportOptions): FileExport {
  return async (request, response, identity) => {
    let query: ExportQuery;
    let pages: ReturnType<PerformanceExportService['pages']>;
    let first: IteratorResult<readonly PerformanceWindow[], void>;
    try {
      query = exportQuery(new URLSearchParams(parametersOf(request)), identity);
      pages = exports.pages(query);
      first = await pages.next();
      if (request.method !== 'HEAD') await audit.exported(asked(query), query.siteId, auditedCaller(identity));
    } catch (error) {
      audit.refused(error, auditedCaller(identity), performanceExportPath);
      return answerRefusal(renderError(error), response);
    }
    response.writeHead(200, headersOf(query));
    if (request.method === 'HEAD') {
      await pages.return();
      response.end();
      return;
    }
    const failures: unknown[] = [];
    const stopWatching = access.watch(identity, (reason) => {
      failures.push(reason);
      reset(response);
    });
    try {
      await pipeline(Readable.from(textOf(first, pages, failures, () => reset(response))), response);
    } catch {
      // The connection is closed by now. A client that has left is no failure of the server.
      for (const failure of failures) {
        log.warn(
          { event: 'export.cut_off', reason: renderError(failure).message },
          'an export could not be finished and was cut off',
        );
      }
    } finally {
      stopWatching();
    }
  };
}

async function* textOf(
  first: IteratorResult<readonly PerformanceWindow[], void>,
  rest: AsyncIterable<readonly PerformanceWindow[]>,
  failures: unknown[],
  cut: () => void,
): AsyncGenerator<string> {
  try {
    yield first.done === true ? csvHeader : csvHeader + csvLines(first.value);
    for await (const windows of rest) yield csvLines(windows);
  } catch (error) {
    failures.push(error);
    cut();
    throw error;
  }
}

/** A proxy that speaks HTTP/1.0 to this server, as nginx does by default, takes a closed connection for the end of the file. */
function reset(response: ServerResponse): void {
  hangUp(response.socket);
  response.destroy();
}

function headersOf({ from, to, resolution }: ExportQuery): Record<string, string> {
  const [start, end] = [from, to].map((time) => time.toISOString().replaceAll(/[-:]|\.\d+/g, ''));
  return {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="performance-${resolution}-${start}-${end}.csv"`,
    // A proxy that buffers would take it all at once, however slowly the client reads.
    'x-accel-buffering': 'no',
  };
}

/** What the audit keeps of an export. */
function asked({ equipmentIds, sensorTypes, from, to, resolution }: ExportQuery): Readonly<Record<string, unknown>> {
  return {
    operation: performanceExportPath,
    ...given({ equipmentIds, sensorTypes }),
    from: from.toISOString(),
    to: to.toISOString(),
    resolution,
  };
}

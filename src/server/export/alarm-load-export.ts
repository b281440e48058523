/** Answers `GET /export/alarm-load.csv`: the table of the standards, one line a measure. */
import { auditedCaller, type Identity } from '../../auth/identity.ts';
import { AndonError } from '../../errors.ts';
import { permittedSites } from '../../resolvers/access/permitted.ts';
import { timeRange } from '../../resolvers/relay/instant.ts';
import type { AlarmLoad, AlarmLoadService, AskedLoad } from '../../services/alarm-load/alarm-load-service.ts';
import type { AccessAudit } from '../../services/audit/access-audit.ts';
import type { RenderError } from '../graphql/render-error.ts';
import { answerRefusal } from '../http/answer-refusal.ts';
import { parametersOf } from '../http/request-path.ts';
import { csvRecords } from './csv-records.ts';
import type { FileExport } from './file-export.ts';

export const alarmLoadExportPath = '/export/alarm-load.csv';
const known = ['from', 'to', 'siteId', 'shiftStart', 'shiftHours', 'zone'] as const;
const columns = ['siteId', 'from', 'to', 'hours', 'operatorPositions', 'measure', 'value', 'unit', 'target', 'isMet'];

export interface AlarmLoadExportOptions {
  readonly alarmLoad: AlarmLoadService;
  readonly audit: Pick<AccessAudit, 'refused' | 'exported'>;
  readonly renderError: RenderError;
}

export function createAlarmLoadExport({ alarmLoad, audit, renderError }: AlarmLoadExportOptions): FileExport {
  return async (request, response, identity) => {
    try {
      const parameters = new URLSearchParams(parametersOf(request));
      const load = await alarmLoad.alarmLoad(asked(parameters, identity));
      if (request.method !== 'HEAD') {
        const object = { operation: alarmLoadExportPath, ...Object.fromEntries(parameters) };
        await audit.exported(object, parameters.get('siteId'), auditedCaller(identity));
      }
      response
        .writeHead(200, {
          'content-type': 'text/csv; charset=utf-8; header=present',
          'content-disposition': 'attachment; filename="alarm-load.csv"',
        })
        .end(request.method === 'HEAD' ? undefined : linesOf(parameters.get('siteId'), load));
    } catch (error) {
      audit.refused(error, auditedCaller(identity), alarmLoadExportPath);
      answerRefusal(renderError(error), response);
    }
  };
}

function asked(parameters: URLSearchParams, identity: Identity): AskedLoad {
  for (const name of parameters.keys()) {
    if (!known.some((each) => each === name))
      throw wrong(name, `There is no parameter ${JSON.stringify(name)}; there are ${known.join(', ')}.`);
    if (parameters.getAll(name).length > 1) throw wrong(name, `${name} may be given once only.`);
  }
  const siteId = parameters.get('siteId');
  const [start, hours, zone] = ['shiftStart', 'shiftHours', 'zone'].map((name) => parameters.get(name));
  const siteIds = permittedSites(siteId === null ? null : [siteId], { identity });
  const range = timeRange({ from: parameters.get('from'), to: parameters.get('to') });
  if (start == null && hours == null && zone == null) return { ...range, siteIds };
  if (start == null || hours == null || zone == null) {
    throw wrong('shiftStart', 'shiftStart, shiftHours and zone belong together; give all of them or none.');
  }
  return { ...range, siteIds, shift: { start, hours: Number(hours), zone } };
}

function linesOf(siteId: string | null, { from, to, hours, operatorPositions, measures }: AlarmLoad): string {
  return csvRecords([
    columns,
    ...measures.map(({ name, value, unit, target, isMet }) => [
      siteId,
      from,
      to,
      hours,
      operatorPositions,
      name,
      value,
      unit,
      target,
      isMet,
    ]),
  ]);
}

function wrong(argument: string, message: string): AndonError {
  return new AndonError('BAD_USER_INPUT', message, { argument });
}

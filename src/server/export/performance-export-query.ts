/** Checks the parameters of the CSV export. */
import type { Identity } from '../../auth/identity.ts';
import { plantIdForms } from '../../domain/equipment/plant-id.ts';
import { AndonError } from '../../errors.ts';
import { permittedSite } from '../../resolvers/access/permitted.ts';
import { givenEquipment, siteOf } from '../../resolvers/relay/given-id.ts';
import { closedTimeRange } from '../../resolvers/relay/instant.ts';
import type { ExportQuery } from '../../services/performance-export-service.ts';
import { resolutions } from '../../services/performance-service.ts';

const repeatable = ['equipmentId', 'sensorType'] as const;
const single = ['from', 'to', 'resolution', 'siteId'] as const;
const known: readonly string[] = [...repeatable, ...single];

/**
 * The same rules as the arguments of the query `performance`; throws BAD_USER_INPUT naming the parameter and the way out, or
 * FORBIDDEN.
 */
export function exportQuery(parameters: URLSearchParams, identity: Identity): ExportQuery {
  for (const name of parameters.keys()) {
    if (!known.includes(name))
      throw wrong(name, `There is no parameter ${JSON.stringify(name)}; there are ${known.join(', ')}.`);
  }
  for (const name of single) {
    if (parameters.getAll(name).length > 1) throw wrong(name, `${name} may be given once only.`);
  }
  const { equipmentIds, siteId } = machines(parameters);
  const sensorTypes = given(parameters, 'sensorType');
  return {
    siteId: permittedSite(siteId, { identity }),
    ...(equipmentIds === undefined ? {} : { equipmentIds }),
    ...(sensorTypes === undefined ? {} : { sensorTypes }),
    ...range(parameters),
    resolution: resolution(parameters.get('resolution')),
  };
}

/** Machines by names or global ids, and their site: the one that is asked for, else the one that the ids name. */
function machines(parameters: URLSearchParams): { siteId: string | null; equipmentIds?: readonly string[] } {
  let siteId = parameters.get('siteId');
  const names = given(parameters, 'equipmentId')?.map((id) => {
    const key = givenEquipment(id, 'equipmentId');
    if (key === null) return id;
    siteId = siteOf(key, siteId, 'equipmentId');
    return key.equipmentId;
  });
  return { siteId, ...(names === undefined ? {} : { equipmentIds: names }) };
}

/** Absent: all pieces of equipment or sensors. */
function given(parameters: URLSearchParams, name: (typeof repeatable)[number]): readonly string[] | undefined {
  const values = parameters.getAll(name);
  if (values.includes('')) throw wrong(name, `${name} is empty; leave it out to get all.`);
  return values.length === 0 ? undefined : plantIdForms(values);
}

function range(parameters: URLSearchParams): { from: Date; to: Date } {
  for (const name of ['from', 'to'] as const) {
    const text = parameters.get(name);
    if (text === null) throw wrong(name, `${name} is missing; give a time such as ${name}=2026-03-01T00:00:00Z.`);
    if (/ \d\d:\d\d$/.test(text)) {
      throw wrong(name, `${name} has lost its plus sign, which means a space in an address; write it as %2B.`);
    }
  }
  return closedTimeRange(parameters.get('from'), parameters.get('to'));
}

function resolution(text: string | null): ExportQuery['resolution'] {
  const found = resolutions.find((each) => each === (text ?? 'minute').toLowerCase());
  if (found === undefined) {
    throw wrong('resolution', `resolution must be MINUTE, HOUR or DAY, not ${JSON.stringify(text)}.`);
  }
  return found;
}

function wrong(argument: string, message: string): AndonError {
  return new AndonError('BAD_USER_INPUT', message, { argument });
}

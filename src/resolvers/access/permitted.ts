/** Checks scopes, and narrows filters to the sites that the caller may see. */
import { anonymous, auditedCaller, type Identity } from '../../auth/identity.ts';
import { impliedSite, type Scope } from '../../domain/access.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { plantId, plantIdForms } from '../../domain/equipment/plant-id.ts';
import { AndonError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { type Given, given } from '../relay/given.ts';
import { givenEquipment } from '../relay/given-id.ts';

interface Caller {
  readonly identity: Identity;
}

/** Throws UNAUTHENTICATED when the caller is not known. */
export function requireCaller(field: string, { identity }: Caller): void {
  if (identity !== anonymous) return;
  throw new AndonError('UNAUTHENTICATED', `${field} needs an authorization: a key or a token, as "Bearer …".`);
}

/** Throws FORBIDDEN unless the caller has the scope; UNAUTHENTICATED when the caller is not known. */
export function requireScope(scope: Scope, field: string, caller: Caller): void {
  requireCaller(field, caller);
  if (caller.identity.scopes.includes(scope)) return;
  throw new AndonError('FORBIDDEN', `${field} needs the scope ${scope.toUpperCase()}, which you do not have.`, {
    scope: scope.toUpperCase(),
  });
}

/** Puts into the audit who was refused the field, if that is what the error says. */
export function auditRefusal(
  error: unknown,
  field: string,
  { identity, audit }: Caller & Pick<Context, 'audit'>,
): void {
  audit.refused(error, auditedCaller(identity), field);
}

/** The sites that a list may be about: those asked for, or all of the caller's. Undefined: every site. Throws FORBIDDEN. */
export function permittedSites(
  asked: readonly string[] | null | undefined,
  { identity }: Caller,
): readonly string[] | undefined {
  const { siteIds } = identity;
  if (siteIds === null) return asked == null ? undefined : plantIdForms(asked);
  const wanted = asked?.map(plantId);
  const foreign = wanted?.find((site) => !siteIds.includes(site));
  if (foreign !== undefined) throw foreignSite(foreign);
  return wanted ?? siteIds;
}

/** The one site that something is about: the one asked for, else the caller's only one, else `default`. Throws FORBIDDEN. */
export function permittedSite(asked: string | null | undefined, { identity }: Caller): string {
  const site = plantId(asked ?? impliedSite(identity.siteIds));
  if (!maySee(site, { identity })) throw foreignSite(site);
  return site;
}

export function maySee(siteId: string, { identity }: Caller): boolean {
  return identity.siteIds === null || identity.siteIds.includes(siteId);
}

function foreignSite(siteId: string): AndonError {
  return new AndonError('FORBIDDEN', `Your access does not reach the site ${JSON.stringify(siteId)}.`, { siteId });
}

/** The filter, narrowed to the sites that the caller may see, with global ids taken apart. Throws FORBIDDEN. */
export function permittedFilter<Filter extends GivenPlace>(
  filter: Filter,
  caller: Caller,
): Given<Filter & { readonly equipmentKeys?: readonly EquipmentKey[] }> {
  const { siteIds, equipmentIds, sensorTypes } = filter;
  return given({
    ...filter,
    siteIds: permittedSites(siteIds, caller),
    ...(equipmentIds == null ? {} : permittedEquipment(equipmentIds, caller)),
    ...(sensorTypes == null ? {} : { sensorTypes: plantIdForms(sensorTypes) }),
  });
}

function permittedEquipment(
  ids: readonly string[],
  caller: Caller,
): { readonly equipmentIds: readonly string[]; readonly equipmentKeys?: readonly EquipmentKey[] } {
  const names: string[] = [];
  const keys: EquipmentKey[] = [];
  for (const id of ids) {
    const key = givenEquipment(id, 'equipmentIds');
    if (key === null) names.push(id);
    else if (maySee(key.siteId, caller)) keys.push(key);
    else throw foreignSite(key.siteId);
  }
  return { equipmentIds: plantIdForms(names), ...(keys.length === 0 ? {} : { equipmentKeys: keys }) };
}

interface GivenPlace {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly sensorTypes?: readonly string[] | null | undefined;
}

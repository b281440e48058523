import type { Key } from '../server/keys.ts';

/** Who a client says it is. */
export interface Caller {
  readonly operatorId?: string;
  readonly key?: Pick<Key, 'token'>;
}

export function headersOf({ operatorId, key }: Caller): Record<string, string> {
  return {
    ...(operatorId === undefined ? {} : { 'x-operator-id': operatorId }),
    ...(key === undefined ? {} : { authorization: `Bearer ${key.token}` }),
  };
}

/** The payload of `connection_init`. */
export function connectionParamsOf({ operatorId, key }: Caller): Record<string, string> {
  return {
    ...(operatorId === undefined ? {} : { operatorId }),
    ...(key === undefined ? {} : { authorization: `Bearer ${key.token}` }),
  };
}

/** Makes what speaks to outside models, by the settings. */
import type pg from 'pg';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { ChatEndpoint } from '../models/chat/chat-endpoint.ts';
import type { EndpointState } from '../models/circuit-breaker.ts';
import type { Scorer } from '../models/scoring/scorer.ts';
import { createExplainService, type ExplainService } from '../services/explain/explain-service.ts';
import { createExplanationService } from '../services/explain/explanation-service.ts';

export interface Models {
  readonly explain: ExplainService;
  /** By their names; empty where none is configured. */
  states(): readonly ({ readonly name: string } & EndpointState)[];
}

export interface ModelOptions {
  readonly pool: pg.Pool;
  readonly config: Config['models']['explain'];
  readonly scorer: Pick<Scorer, 'name' | 'state'> | null;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

export function createModels({ pool, config, scorer, now, elapsedMs, log }: ModelOptions): Models {
  const endpoint = config.endpoint === null ? null : new ChatEndpoint(config.endpoint, { now, log });
  const { caps, perCallerAndMinute } = config;
  const evidence = createExplanationService(pool);
  return {
    explain: createExplainService({ pool, evidence, endpoint, caps, perCallerAndMinute, now, elapsedMs, log }),
    states: () => [
      ...(endpoint === null ? [] : [{ name: 'explain', ...endpoint.state() }]),
      ...(scorer === null ? [] : [{ name: scorer.name, ...scorer.state() }]),
    ],
  };
}

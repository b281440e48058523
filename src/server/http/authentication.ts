/** Authenticates HTTP requests before their body is read, and answers those that are refused. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../../auth/access.ts';
import { anonymous, auditedCaller, type Identity } from '../../auth/identity.ts';
import type { Scope } from '../../domain/access.ts';
import { requireScope } from '../../resolvers/access/permitted.ts';
import type { AccessAudit } from '../../services/audit/access-audit.ts';
import type { RenderError } from '../graphql/render-error.ts';
import { answerRefusal } from './answer-refusal.ts';
import type { CallerTurn } from './caller-turn.ts';
import { credentialsOf } from './credentials.ts';
import { pathOf } from './request-path.ts';

export interface Authentication {
  /** The identity of the caller, before the body is read; null when the request was refused and answered. */
  admit(request: IncomingMessage, response: ServerResponse, scope?: Scope): Promise<Identity | null>;
}

export interface AuthenticationOptions {
  readonly access: Access;
  readonly audit: Pick<AccessAudit, 'refused'>;
  readonly turn: CallerTurn;
  readonly renderError: RenderError;
  /** Whether GraphiQL may be loaded without credentials: the page shows no data by itself and has a field for the key. */
  readonly hasPages: boolean;
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { access, audit, turn, renderError, hasPages } = options;
  const requireAudited = (scope: Scope, path: string, identity: Identity) => {
    try {
      requireScope(scope, path, { identity });
    } catch (error) {
      audit.refused(error, auditedCaller(identity), path);
      throw error;
    }
  };
  return {
    admit: async (request, response, scope) => {
      try {
        const identity = await access.identify(credentialsOf(request));
        if (scope !== undefined) requireAudited(scope, pathOf(request), identity);
        await turn(identity, request, response);
        return identity;
      } catch (error) {
        if (hasPages && scope === undefined && isPageRequest(request)) return anonymous;
        answerRefusal(renderError(error), response);
        return null;
      }
    },
  };
}

/** Whether a browser navigates to the address, rather than a program sending a request. */
function isPageRequest({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

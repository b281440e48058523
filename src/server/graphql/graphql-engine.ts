/**
 * The GraphQL engine for HTTP and WebSockets: graphql-yoga with this server’s limits, authentication, errors and execution.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type ValidationRule, validate } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Access } from '../../auth/access.ts';
import type { Identity } from '../../auth/identity.ts';
import { maxKeptDocuments, maxNamedFaults } from '../../limits.ts';
import type { Logger } from '../../log.ts';
import type { Context, Dependencies, Operation } from '../../resolvers/context.ts';
import { createContext } from '../../resolvers/create-context.ts';
import { buildSchema } from '../../schema/build-schema.ts';
import { refuseUnanswerable } from '../http/answer-types.ts';
import { bodyFault } from '../http/body-fault.ts';
import { readRequests } from '../http/request-body.ts';
import { createEventStreams } from '../streams/event-streams.ts';
import { chosenOperation } from './chosen-operation.ts';
import { DocumentCache } from './document-cache.ts';
import { exceedsLimits, textExceedsLimits } from './document-limits.ts';
import { graphiqlPage } from './graphiql-page.ts';
import { HeldSubscriptions } from './held-subscriptions.ts';
import type { KnownDocuments } from './known-documents.ts';
import { createLenientExecute } from './lenient-variables.ts';
import { noIntrospection } from './no-introspection.ts';
import { createErrorRenderer, type RenderError, type TroubleIn } from './render-error.ts';
import { subscribeBounded } from './subscribe-bounded.ts';

/** The context of an operation: WebSockets give all of it, HTTP requests the caller only. */
export type Sent = { readonly socketOperation: Operation } | { readonly identity: Identity };

export interface GraphqlEngine {
  readonly yoga: YogaServerInstance<Sent, object>;
  readonly schema: GraphQLSchema;
  contextOf(operation: Operation): Context;
  readonly renderError: RenderError;
  /** What the open subscriptions of each key hold, over every transport. */
  readonly held: HeldSubscriptions;
  /** Where introspection is answered, errors may name what was perhaps meant. */
  readonly hideSuggestions: boolean;
}

export interface EngineOptions {
  readonly troubleIn: TroubleIn;
  readonly dependencies: Dependencies;
  readonly access: Pick<Access, 'watch'>;
  readonly path: string;
  readonly development: boolean;
  /** The only documents that are executed; null: any is. */
  readonly documents: KnownDocuments | null;
  readonly log: Logger;
}

/** The one place where operations are parsed, limited, validated, executed and their errors rendered, for HTTP and WebSocket alike. */
export function createEngine({
  dependencies,
  access,
  path,
  development,
  documents,
  troubleIn,
  log,
}: EngineOptions): GraphqlEngine {
  const renderError = createErrorRenderer(log, troubleIn);
  const eventStreams = createEventStreams({ access, stopping: dependencies.stopping, random: Math.random, pause });
  const schema = buildSchema();
  const hideSuggestions = !development;
  const held = new HeldSubscriptions();
  const contextOf = (operation: Operation): Context => createContext(dependencies, operation);
  const yoga = createYoga<Sent, object>({
    schema,
    graphqlEndpoint: path,
    context: ({ request, params, ...sent }) =>
      contextOf(
        'identity' in sent ? eventStreams.operationOf(request, sent.identity, params.query) : sent.socketOperation,
      ),
    maskedErrors: { maskError: renderError },
    logging: false,
    // No page of another origin may read answers: the operator console is served from here.
    cors: false,
    multipart: false,
    batching: false,
    landingPage: false,
    healthCheckEndpoint: '/healthz/graphql',
    parserAndValidationCache: {
      documentCache: new DocumentCache(maxKeptDocuments),
      errorCache: new DocumentCache(maxKeptDocuments),
    },
    maxRequestBodySize: false, // see readRequests
    graphiql: development ? { title: 'Andon', subscriptionsProtocol: 'WS' } : false,
    renderGraphiQL: (options) => graphiqlPage(options),
    plugins: [
      useReferenceExecutor(schema, held, hideSuggestions),
      refuseUnanswerable(),
      readRequests(() => dependencies.ingest.refusal(), documents),
      hangUpAfterRefusedBody(),
      ...(documents === null ? [] : [onlyKnown(documents)]),
      limitDocuments(hideSuggestions),
      tellUnclearChoice(),
      codeValidationErrors(),
      eventStreams.plugin,
      ...(development ? [] : [noIntrospection()]),
    ],
  });
  return { yoga, schema, contextOf, renderError, held, hideSuggestions };
}

/**
 * GraphQL's reference implementation, with variables of readings handed on as they are; yoga's own takes a third longer to coerce
 * them.
 */
function useReferenceExecutor(
  schema: GraphQLSchema,
  held: HeldSubscriptions,
  hideSuggestions: boolean,
): Plugin<Pick<Context, 'identity'>> {
  const execute = createLenientExecute(schema, hideSuggestions);
  return {
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ args: { contextValue }, setSubscribeFn }) =>
      setSubscribeFn((args) => subscribeBounded(held, contextValue.identity, { ...args, hideSuggestions })),
  };
}

/**
 * Node reads the rest of a refused body by itself unless reading had begun, as it has for one that came in chunks of unknown number:
 * after such a one nothing can follow on its connection.
 */
function hangUpAfterRefusedBody(): Plugin {
  return {
    onResponse: ({ request, response }) => {
      if (response.status === 413 && !request.headers.has('content-length'))
        response.headers.set('connection', 'close');
    },
  };
}

function limitDocuments(hideSuggestions: boolean): Plugin {
  const verdicts = new WeakMap<DocumentNode, ReturnType<typeof exceedsLimits>>();
  return {
    onParse: ({ params }) => {
      const excess = textExceedsLimits(params.source.toString());
      if (excess !== null) throw excess;
    },
    onValidate: ({ params: { documentAST }, setResult, setValidationFn }) => {
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]) =>
        validate(schema, document, rules, { maxErrors: maxNamedFaults, hideSuggestions }),
      );
      const known = verdicts.get(documentAST);
      const verdict = known === undefined ? exceedsLimits(documentAST) : known;
      verdicts.set(documentAST, verdict);
      if (verdict !== null) setResult([verdict]);
    },
  };
}

/** Before parsing, also of what came over a WebSocket. */
function onlyKnown(documents: KnownDocuments): Plugin {
  return {
    onParse: ({ params }) => {
      const text = params.source.toString();
      if (textExceedsLimits(text) === null && documents.has(text)) return;
      throw new GraphQLError(
        'This server executes the documents of its list only, and this is none of them (ANDON_DOCUMENTS).',
        {
          extensions: { code: 'FORBIDDEN', http: { status: 403 } },
        },
      );
    },
  };
}

/** Runs before yoga’s own check, which says only that it could not determine the operation. */
function tellUnclearChoice(): Plugin {
  return {
    onParse:
      () =>
      ({ result, context: { params } }) => {
        // WebSockets have no parameters here: their operations are chosen where they are prepared.
        if (params === undefined || result === null || result instanceof Error) return;
        const chosen = chosenOperation(result, params.operationName);
        if (typeof chosen === 'string') throw bodyFault(400, chosen);
      },
  };
}

function codeValidationErrors(): Plugin {
  return {
    onValidate:
      () =>
      ({ valid, result }) => {
        if (valid) return;
        for (const error of result) error.extensions['code'] ??= 'BAD_USER_INPUT';
      },
  };
}

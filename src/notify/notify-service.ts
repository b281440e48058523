/** Sinks, routes and what became of messages: listed, changed, tried and sent again, by the API and the command line. */
import type pg from 'pg';
import {
  type DeliveryFilter,
  type ListedDelivery,
  listDeliveries,
  resendDeliveries,
} from '../db/notify/delivery-rows.ts';
import { deleteRoute, readRoutes, type StoredRoute, writeRoute } from '../db/notify/route-rows.ts';
import {
  addSecret,
  deleteSink,
  type ListedSink,
  listSinks,
  readSinkToSend,
  writeSink,
} from '../db/notify/sink-rows.ts';
import { tellAuthor } from '../db/query/change-author.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { sqlState, sqlStateOf } from '../db/query/sql-state.ts';
import { inTransaction } from '../db/query/transaction.ts';
import type { ChangeAuthor } from '../domain/change-author.ts';
import type { Message } from '../domain/notify/message.ts';
import type { SendOutcome, SinkAddress, SinkKind, SinkToSend } from '../domain/notify/sink.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { AndonError } from '../errors.ts';
import { maxNotifyRoutes, maxNotifySinks, notifyGiveUpAfterMs } from '../limits.ts';
import { checked, mailForm, notifyName, pagerDutyForm, routeForm, webhookForm } from './settings-form.ts';
import { tryOut } from './test-message.ts';
import { secretProblem } from './webhook/signature.ts';

export type { DeliveryFilter, DeliveryState, ListedDelivery } from '../db/notify/delivery-rows.ts';
export type { ListedSink } from '../db/notify/sink-rows.ts';

/** A whole sink. Without a secret one that is there keeps its own. */
export interface SinkInput {
  readonly kind: SinkKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly settings: unknown;
  readonly secret: string | null;
}

export interface ListedRoute extends StoredRoute {
  /** The names of the sinks of its steps, in their order. */
  readonly sinkNames: readonly string[];
}

export interface NotifyService {
  sinks(): Promise<ListedSink[]>;
  routes(): Promise<ListedRoute[]>;
  /** Newest first. */
  deliveries(filter: DeliveryFilter, page: PageRequest<number>): Promise<Page<ListedDelivery>>;
  /** Adds a sink or changes the one of its name. Throws BAD_USER_INPUT. */
  setSink(input: SinkInput, author: ChangeAuthor): Promise<ListedSink>;
  /** From now on this secret is used; those before it for so many seconds beside it. Throws NOT_FOUND, BAD_USER_INPUT. */
  rotateSecret(name: string, secret: string, overlapS: number, author: ChangeAuthor): Promise<ListedSink>;
  /** With what waits for it. Throws NOT_FOUND, and CONFLICT while a route has a step for it. */
  removeSink(name: string, author: ChangeAuthor): Promise<void>;
  /** Adds a route or changes the one of its name. Throws BAD_USER_INPUT. */
  setRoute(input: unknown, author: ChangeAuthor): Promise<ListedRoute>;
  /** Throws NOT_FOUND. */
  removeRoute(name: string, author: ChangeAuthor): Promise<void>;
  /** Sends a message that says it is a test, at once. Throws NOT_FOUND. */
  test(name: string, author: ChangeAuthor): Promise<SendOutcome>;
  /** Given up messages wait again; returns how many. */
  resend(which: { readonly ids: readonly number[] | null; readonly sink: string | null }): Promise<number>;
}

export interface NotifyServiceOptions {
  readonly pool: pg.Pool;
  readonly send: (sink: SinkToSend, message: Message) => Promise<SendOutcome>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Called after a change that servers have to look at. */
  readonly onChanged?: () => void;
}

export function createNotifyService({ pool, send, now, onChanged }: NotifyServiceOptions): NotifyService {
  const change = async <Result>(author: ChangeAuthor, work: (db: Queryable) => Promise<Result>): Promise<Result> => {
    const result = await inTransaction(pool, async (client) => {
      await tellAuthor(client, author);
      return work(client);
    });
    onChanged?.();
    return result;
  };
  const sinkOf = async (db: Queryable, name: string): Promise<ListedSink> => {
    const [found] = await listSinks(db, name);
    if (found === undefined) throw noSink(name);
    return found;
  };
  const listRoutes = async (db: Queryable): Promise<ListedRoute[]> => {
    const names = new Map((await listSinks(db)).map(({ sink }) => [sink.sinkId, sink.name]));
    return (await readRoutes(db)).map((route) => ({
      ...route,
      sinkNames: route.steps.map(({ sinkId }) => names.get(sinkId) ?? ''),
    }));
  };
  return {
    sinks: () => listSinks(pool),
    routes: () => listRoutes(pool),
    deliveries: (filter, page) => listDeliveries(pool, filter, page),
    setSink: (input, author) => {
      const name = checked(notifyName, input.name);
      const address = addressOf(input);
      return change(author, async (db) => {
        const others = await listSinks(db);
        const known = others.find(({ sink }) => sink.name === name);
        if (known === undefined && others.length >= maxNotifySinks) throw tooMany('sinks', maxNotifySinks);
        const hasSecret = known?.sink.kind === input.kind && known.state.secrets.length > 0;
        const secret = checkedSecret(input, address, hasSecret);
        const sinkId = await writeSink(db, { ...address, name, enabled: input.enabled }, author.name);
        if (secret !== null) await addSecret(db, sinkId, secret, 0);
        return sinkOf(db, name);
      });
    },
    rotateSecret: (name, secret, overlapS, author) =>
      change(author, async (db) => {
        const { sink } = await sinkOf(db, name);
        await addSecret(db, sink.sinkId, checkedSecretOf(sink.kind, secret), sink.kind === 'webhook' ? overlapS : 0);
        return sinkOf(db, name);
      }),
    removeSink: async (name, author) => {
      const isGone = await change(author, (db) => deleteSink(db, name)).catch((error: unknown) => {
        if (sqlStateOf(error) !== sqlState.foreignKeyViolation) throw error;
        throw new AndonError('CONFLICT', `A route has a step for the sink ${name}: change or remove that route first.`);
      });
      if (!isGone) throw noSink(name);
    },
    setRoute: (input, author) => {
      const { steps, ...route } = checked(routeForm, input);
      return change(author, async (db) => {
        const ids = new Map((await listSinks(db)).map(({ sink }) => [sink.name, sink.sinkId]));
        const placed = steps.map(({ sink, afterS }) => {
          const sinkId = ids.get(sink);
          if (sinkId === undefined)
            throw new AndonError('BAD_USER_INPUT', `There is no sink ${sink}.`, { argument: 'steps' });
          return { sinkId, afterS };
        });
        const routes = await readRoutes(db);
        const isKnown = routes.some(({ name }) => name === route.name);
        if (!isKnown && routes.length >= maxNotifyRoutes) throw tooMany('routes', maxNotifyRoutes);
        await writeRoute(db, { ...route, steps: placed }, author.name);
        const written = (await listRoutes(db)).find(({ name }) => name === route.name);
        if (written === undefined) throw new Error('the route was written in this transaction');
        return written;
      });
    },
    removeRoute: async (name, author) => {
      if (await change(author, (db) => deleteRoute(db, name))) return;
      throw new AndonError('NOT_FOUND', `There is no route ${JSON.stringify(name)}; notifyRoutes lists them.`);
    },
    test: async (name, author) => {
      const sink = await readSinkToSend(pool, name);
      if (sink === null) throw noSink(name);
      return tryOut(sink, author.name, now(), send);
    },
    resend: async (which) => {
      const count = await resendDeliveries(pool, which, notifyGiveUpAfterMs);
      onChanged?.();
      return count;
    },
  };
}

function addressOf({ kind, settings }: SinkInput): SinkAddress {
  switch (kind) {
    case 'webhook':
      return { kind, settings: checked(webhookForm, settings) };
    case 'pagerduty':
      return { kind, settings: checked(pagerDutyForm, settings) };
    case 'email':
      return { kind, settings: checked(mailForm, settings) };
  }
}

/** Null: it keeps the one that it has, or needs none. */
function checkedSecret({ kind, secret }: SinkInput, address: SinkAddress, hasSecret: boolean): string | null {
  if (secret !== null) return checkedSecretOf(kind, secret);
  const needsNone = address.kind === 'email' && address.settings.user === null;
  if (hasSecret || needsNone) return null;
  throw new AndonError('BAD_USER_INPUT', 'A new sink of this kind needs a secret.', { argument: 'secret' });
}

/** What is wrong with a secret is said without a piece of it. */
function checkedSecretOf(kind: SinkKind, secret: string): string {
  const problem =
    kind === 'webhook'
      ? secretProblem(secret)
      : /^[\x21-\x7e]{1,1024}$/.test(secret)
        ? null
        : 'must be one word of letters, digits and signs';
  if (problem === null) return secret;
  throw new AndonError('BAD_USER_INPUT', `The secret ${problem}.`, { argument: 'secret' });
}

function noSink(name: string): AndonError {
  return new AndonError('NOT_FOUND', `There is no sink ${JSON.stringify(name)}; notifySinks lists them.`);
}

function tooMany(what: string, most: number): AndonError {
  return new AndonError('BAD_USER_INPUT', `There are ${most} ${what}, which is as many as there may be.`);
}

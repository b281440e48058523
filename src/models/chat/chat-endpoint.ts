/** An OpenAI-compatible chat-completions endpoint, behind a circuit breaker. */
import type { Logger } from '../../log.ts';
import { CircuitBreaker, type EndpointState } from '../circuit-breaker.ts';
import { ModelFailure } from '../model-failure.ts';
import { askModel, type ModelAddress } from '../model-request.ts';
import { type ChatPart, readChat } from './chat-stream.ts';

export interface ChatSettings extends ModelAddress {
  /** As the endpoint calls it. */
  readonly model: string;
  /** Most tokens of an answer. */
  readonly maxTokens: number;
}

export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** An answer of 4,000 tokens in events of one token each has some 1.5 MB. */
const mostBytes = 4_000_000;

export class ChatEndpoint {
  readonly settings: ChatSettings;
  readonly #breaker: CircuitBreaker;
  readonly #log: Logger;
  /** Some endpoints refuse a request that asks what it took: they are asked without, and what they took is estimated. */
  #asksForUsage = true;

  constructor(settings: ChatSettings, { now, log }: { readonly now: () => number; readonly log: Logger }) {
    this.settings = settings;
    this.#breaker = new CircuitBreaker(now);
    this.#log = log;
  }

  state(): EndpointState {
    return this.#breaker.state();
  }

  /** Throws a ModelFailure, also after some parts; or the signal's reason. */
  async *ask(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<ChatPart, void> {
    this.#breaker.enter();
    let hasEnded = false;
    try {
      yield* this.#answer(messages, signal);
      hasEnded = true;
      this.#succeeded();
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      hasEnded = true;
      this.#failed(error);
      throw error;
    } finally {
      if (!hasEnded) this.#breaker.leftAlone();
    }
  }

  async *#answer(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<ChatPart, void> {
    try {
      yield* this.#askOnce(messages, signal, this.#asksForUsage);
    } catch (error) {
      const isRefused = error instanceof ModelFailure && error.kind === 'refused' && error.status === 400;
      if (!isRefused || !this.#asksForUsage) throw error;
      // A request that is refused has had no part of an answer.
      yield* this.#askOnce(messages, signal, false);
      this.#asksForUsage = false;
    }
  }

  #askOnce(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    asksForUsage: boolean,
  ): AsyncGenerator<ChatPart, void> {
    const { model, maxTokens } = this.settings;
    const usage = asksForUsage ? { stream_options: { include_usage: true } } : {};
    const body = { model, messages, max_tokens: maxTokens, stream: true, ...usage };
    const wanted = 'text/event-stream';
    return readChat(askModel(this.settings, { body, accept: wanted, wanted, mostBytes, signal }));
  }

  #succeeded(): void {
    const { failingSince } = this.#breaker.state();
    this.#breaker.succeeded();
    if (failingSince !== null) {
      this.#log.info({ event: 'model.answers_again', since: failingSince }, 'the endpoint that explains answers again');
    }
  }

  #failed(failure: ModelFailure): void {
    const isFirst = this.#breaker.state().failingSince === null;
    this.#breaker.failed(failure);
    if (isFirst) {
      this.#log.warn(
        { event: 'model.failed', kind: failure.kind },
        `the endpoint that explains failed: ${failure.message}`,
      );
    }
  }
}

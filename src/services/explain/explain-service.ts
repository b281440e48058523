/** Explains recommendations in words: by a model that is given the evidence alone, or, without one, by the evidence itself. */
import type pg from 'pg';
import { type Reservation, reserveTokens, settleTokens, type TokenCaps } from '../../db/explain/explanation-usage.ts';
import type { SensorDefinition } from '../../domain/equipment/equipment.ts';
import type { ExplanationPiece } from '../../domain/recommendations/explanation.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { maxExplanationLength } from '../../limits.ts';
import type { Logger } from '../../log.ts';
import type { ChatEndpoint, ChatMessage } from '../../models/chat/chat-endpoint.ts';
import { ModelFailure, type ModelFailureKind } from '../../models/model-failure.ts';
import { AnswerText, type VettedText } from './answer-text.ts';
import { CallerLimits } from './caller-limits.ts';
import type { ExplanationService } from './explanation-service.ts';
import { promptOf, tokensOf, tokensOfText } from './prompt.ts';

/** Why an explanation ends: it is whole, it was cut off, or there is no model to be had, and why. */
export const explanationEnds = ['complete', 'cut_off', 'no_model', 'over_budget', 'empty', ...modelEnds()] as const;
export type ExplanationEnd = (typeof explanationEnds)[number];

/** One part of an explanation; their texts one after the other are the whole. */
export interface ExplanationPart {
  readonly recommendation: Recommendation;
  /** From 0. */
  readonly index: number;
  readonly text: string;
  /** The model that wrote it; null: the evidence itself. */
  readonly model: string | null;
  readonly cited: readonly ExplanationPiece[];
  readonly inventedCitations: number;
  /** Of the last part; null before. */
  readonly end: ExplanationEnd | null;
}

export interface Explained {
  readonly recommendation: Recommendation;
  readonly sensors: readonly SensorDefinition[];
  readonly question: string | null;
}

export interface ExplainService {
  /** The place that the caller takes until it is given back. Throws RATE_LIMITED. */
  enter(callerKey: string): () => void;
  /** Never throws for a model's sake. `signal` is aborted when the caller has gone. */
  explain(what: Explained, signal: AbortSignal): AsyncGenerator<ExplanationPart, void>;
}

export interface ExplainOptions {
  readonly pool: pg.Pool;
  readonly evidence: ExplanationService;
  /** Null: none is configured. */
  readonly endpoint: ChatEndpoint | null;
  readonly caps: TokenCaps;
  readonly perCallerAndMinute: number;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

function modelEnds() {
  return [
    'timed_out',
    'unreachable',
    'refused',
    'rate_limited',
    'redirected',
    'unexpected_answer',
    'too_large',
    'circuit_open',
  ] as const satisfies readonly ModelFailureKind[];
}

export function createExplainService(options: ExplainOptions): ExplainService {
  const { endpoint, perCallerAndMinute, elapsedMs } = options;
  const limits = new CallerLimits(perCallerAndMinute, elapsedMs);
  return {
    enter: (key) => limits.enter(key),
    explain: async function* ({ recommendation, sensors, question }, signal) {
      const pieces = await piecesOf(options.evidence, recommendation, sensors);
      const byId = new Map(pieces.map((piece) => [piece.pieceId, piece]));
      let index = 0;
      const part = (
        { text, cited, invented }: VettedText,
        model: string | null,
        end: ExplanationEnd | null,
      ): ExplanationPart => {
        const named = cited.flatMap((id) => byId.get(id) ?? []);
        return { recommendation, index: index++, text, model, cited: named, inventedCitations: invented, end };
      };
      let end: ExplanationEnd = 'no_model';
      if (endpoint !== null) {
        const { model } = endpoint.settings;
        const messages = promptOf(recommendation, pieces, question);
        const answer = answerOf(options, endpoint, messages, new AnswerText(byId.keys()), signal);
        for (;;) {
          const { done, value } = await answer.next();
          if (done) {
            end = value;
            break;
          }
          yield part(value, model, null);
        }
        // A model that has said something has the last word, too; else the evidence speaks for itself.
        if (index > 0) {
          yield part(nothing, model, end);
          return;
        }
      }
      yield part(evidenceText(pieces), null, end);
    },
  };
}

const nothing: VettedText = { text: '', cited: [], invented: 0 };

/** The model's answer, vetted, as it comes; returns how it ended. */
async function* answerOf(
  { pool, caps, now, log }: ExplainOptions,
  endpoint: ChatEndpoint,
  messages: readonly ChatMessage[],
  answer: AnswerText,
  signal: AbortSignal,
): AsyncGenerator<VettedText, ExplanationEnd> {
  const asked = tokensOf(messages);
  const reservation = await reserveTokens(pool, new Date(now()), asked + endpoint.settings.maxTokens, caps);
  if (reservation === null) return 'over_budget';
  let taken = asked;
  let reported: number | null = null;
  let length = 0;
  let end: ExplanationEnd = 'complete';
  try {
    for await (const part of endpoint.ask(messages, signal)) {
      if (part.kind === 'usage') reported = part.tokens;
      else if (part.kind === 'finish') end = part.reason === 'stop' ? 'complete' : 'cut_off';
      else {
        taken += tokensOfText(part.text);
        const vetted = answer.push(part.text);
        // Blanks before the first word say nothing.
        if (length === 0 && vetted.text.trim() === '') continue;
        length += vetted.text.length;
        if (length > maxExplanationLength) return 'cut_off';
        if (vetted.text !== '') yield vetted;
      }
    }
    const rest = answer.end();
    if (length === 0 && rest.text.trim() === '') return 'empty';
    if (rest.text !== '') yield rest;
    return end;
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    // Nothing was asked, or nothing can have come of it.
    if (error.kind === 'circuit_open' || (error.kind === 'unreachable' && length === 0)) taken = 0;
    return error.kind;
  } finally {
    await settle(pool, reservation, reported ?? taken, log);
  }
}

async function settle(pool: pg.Pool, reservation: Reservation, taken: number, log: Logger): Promise<void> {
  try {
    await settleTokens(pool, reservation, taken);
  } catch (error) {
    log.warn(
      { event: 'model.usage_write_failed', err: error },
      'what an explanation took of the model could not be stored: the most that it could take stays counted',
    );
  }
}

async function piecesOf(
  evidence: ExplanationService,
  recommendation: Recommendation,
  sensors: readonly SensorDefinition[],
): Promise<readonly ExplanationPiece[]> {
  const [series, neighbours, cases] = await Promise.all([
    evidence.series(recommendation, sensors),
    evidence.neighbours(recommendation),
    evidence.similarCases(recommendation),
  ]);
  return [
    ...evidence.findings(recommendation),
    ...evidence.limits(recommendation, sensors),
    ...series,
    ...neighbours,
    ...cases,
  ];
}

/** Every piece as its sentence, with its id. */
function evidenceText(pieces: readonly ExplanationPiece[]): VettedText {
  const lines = pieces.map(({ pieceId, text }) => `[${pieceId}] ${text}`);
  return { text: lines.join('\n'), cited: pieces.map(({ pieceId }) => pieceId), invented: 0 };
}

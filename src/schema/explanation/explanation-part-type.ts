/** The type ExplanationPart and the subscription `explainRecommendation`. */
import { explainRecommendation } from '../../resolvers/subscriptions/explain-subscription.ts';
import type { ExplanationPart } from '../../services/explain/explain-service.ts';
import { builder } from '../builder.ts';
import { explanationPieceType } from './explanation-piece.ts';
import { explanationType } from './explanation-type.ts';

const explanationEndType = builder.enumType('ExplanationEnd', {
  description: 'How an explanation ended: whole, cut off, or without a model’s word, and why.',
  values: {
    COMPLETE: { value: 'complete', description: 'It is whole.' },
    CUT_OFF: { value: 'cut_off', description: 'The model went on beyond the most that an answer may have.' },
    NO_MODEL: { value: 'no_model', description: 'No model is configured: the text is the evidence itself.' },
    OVER_BUDGET: {
      value: 'over_budget',
      description: 'The tokens of this hour or day are used up: the text is the evidence itself.',
    },
    EMPTY: { value: 'empty', description: 'The model said nothing: the text is the evidence itself.' },
    TIMED_OUT: { value: 'timed_out', description: 'The endpoint gave no whole answer in time.' },
    UNREACHABLE: { value: 'unreachable', description: 'The endpoint could not be reached, or failed.' },
    REFUSED: { value: 'refused', description: 'The endpoint refused the request: key or settings may be wrong.' },
    RATE_LIMITED: { value: 'rate_limited', description: 'The endpoint was asked too often.' },
    REDIRECTED: { value: 'redirected', description: 'The endpoint answered with a redirect, which is not followed.' },
    UNEXPECTED_ANSWER: {
      value: 'unexpected_answer',
      description: 'The answer was none of a chat completion, or broke off.',
    },
    TOO_LARGE: { value: 'too_large', description: 'The answer was larger than is read.' },
    CIRCUIT_OPEN: {
      value: 'circuit_open',
      description: 'The endpoint has failed repeatedly and is left alone for now.',
    },
  } as const,
});

const explanationPartType = builder.objectRef<ExplanationPart>('ExplanationPart').implement({
  description:
    'A part of an explanation in words, as it comes. The texts of all parts one after the other are the whole. Plain text: markup and links of a model are taken out.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Counts the parts, from 0.' }),
    text: t.exposeString('text', {
      description:
        'Goes behind the text of the parts before. Citations stand in square brackets, such as `[F1]`; `[?]` in place of one that the model invented.',
    }),
    isByModel: t.boolean({
      description:
        'Whether a model wrote it, which can be wrong. False: it is the evidence itself, one sentence a piece.',
      resolve: ({ model }) => model !== null,
    }),
    model: t.exposeString('model', { nullable: true, description: 'The model’s name; null where none wrote it.' }),
    citations: t.field({
      type: [explanationPieceType],
      description: 'The pieces of evidence that this text cites, which there are: each was looked up by the server.',
      resolve: ({ cited }) => cited,
    }),
    inventedCitations: t.exposeInt('inventedCitations', {
      description: 'Citations in this text of pieces that there are not.',
    }),
    end: t.expose('end', {
      type: explanationEndType,
      nullable: true,
      description: 'How the explanation ended; null until the last part.',
    }),
    explanation: t.field({
      type: explanationType,
      description: 'The evidence as structure.',
      resolve: ({ recommendation }) => recommendation,
    }),
  }),
});

builder.subscriptionField('explainRecommendation', (t) =>
  t.field({
    type: explanationPartType,
    description:
      'Explains a recommendation in words, part by part, then ends. By a model where one is configured, which is given the evidence alone; else the evidence speaks for itself. Errors: NOT_FOUND, RATE_LIMITED.',
    args: {
      id: t.arg.id({ required: true, description: 'The recommendation: its id, that of a snapshot, or its key.' }),
      question: t.arg.string({
        description: 'What the operator wants to know, at most 500 characters; absent: why it was raised.',
      }),
    },
    subscribe: (_, args, context) => explainRecommendation(args, context),
    resolve: (part) => part,
  }),
);

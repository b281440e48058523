/** The source of the subscription `explainRecommendation`. */
import { holderOf } from '../../domain/access.ts';
import { AndonError } from '../../errors.ts';
import { maxQuestionLength } from '../../limits.ts';
import type { ExplanationPart } from '../../services/explain/explain-service.ts';
import type { Context } from '../context.ts';
import { sensorsOf } from '../equipment/equipment-resolvers.ts';
import { recommendationById } from '../recommendations/recommendation-resolvers.ts';
import { eventStream } from './event-stream.ts';
import { tellMember } from './own-stream.ts';
import { SharedSource } from './shared-source.ts';

/** Throws NOT_FOUND, BAD_USER_INPUT and RATE_LIMITED. */
export async function explainRecommendation(
  { id, question }: { readonly id: string; readonly question?: string | null | undefined },
  context: Context,
): Promise<SharedSource<ExplanationPart>> {
  const asked = question?.trim() || null;
  if (asked !== null && asked.length > maxQuestionLength) {
    throw new AndonError('BAD_USER_INPUT', `question may have ${maxQuestionLength} characters.`, {
      argument: 'question',
    });
  }
  const recommendation = await recommendationById({ id }, context);
  if (recommendation === null) {
    throw new AndonError('NOT_FOUND', `There is no recommendation ${JSON.stringify(id.slice(0, 200))}.`);
  }
  const sensors = await sensorsOf(recommendation, context);
  const { explain, identity, stopping } = context;
  const what = { recommendation, sensors, question: asked };
  const open = async function* (signal: AbortSignal) {
    // Here, since a source that nobody comes to read is never told that it is not wanted.
    const leave = explain.enter(identity.credential === null ? '' : holderOf(identity.credential));
    try {
      yield* explain.explain(what, AbortSignal.any([signal, stopping]));
    } finally {
      leave();
    }
  };
  return new SharedSource(
    (member) => tellMember(open, member),
    () => eventStream(context, open),
  );
}

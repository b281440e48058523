/** Reads the streamed answer of an OpenAI-compatible chat-completions endpoint: server-sent events, one piece of text each. */
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { ModelFailure } from '../model-failure.ts';

/** Models that think aloud answer with a list of parts, of which those of type `text` are the answer; the others are thoughts. */
const contentForm = z.union([
  z.string(),
  z.array(z.object({ type: z.string().nullish(), text: z.string().nullish() })),
]);

/** What is read of a chunk; everything else in it is passed over. */
const chunkForm = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: contentForm.nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  /** An endpoint that fails behind its HTTP 200 says so here. */
  error: z.unknown().optional(),
  usage: z.object({ total_tokens: z.number().int().min(0).max(10_000_000) }).nullish(),
});

export type ChatPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Tokens of request and answer, where the endpoint says. */
  | { readonly kind: 'usage'; readonly tokens: number }
  /** `length`: the model was cut off at its most tokens. */
  | { readonly kind: 'finish'; readonly reason: string };

/** Longest event. */
const mostEventLength = 200_000;
const lastWord = '[DONE]';

/** Throws a ModelFailure for what is no such answer, and for a stream that breaks off before its end. */
export async function* readChat(body: AsyncIterable<Uint8Array>): AsyncGenerator<ChatPart, void> {
  const waiting: string[] = [];
  let broken = false;
  const parser = createParser({
    onEvent: ({ data }) => void waiting.push(data),
    onError: ({ type }) => {
      broken ||= type === 'max-buffer-size-exceeded';
    },
    maxBufferSize: mostEventLength,
  });
  const decoder = new TextDecoder('utf-8');
  let isFinished = false;
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (broken) throw new ModelFailure('too_large', `an event of the answer is longer than ${mostEventLength}`);
    for (const data of waiting.splice(0)) {
      if (data === lastWord) return;
      for (const part of partsOf(data)) {
        isFinished ||= part.kind === 'finish';
        yield part;
      }
    }
  }
  if (!isFinished) throw new ModelFailure('unexpected_answer', 'the answer breaks off before its end');
}

function partsOf(data: string): ChatPart[] {
  const chunk = chunkForm.safeParse(jsonOf(data));
  if (!chunk.success)
    throw new ModelFailure('unexpected_answer', 'an event of the answer is no chunk of a chat completion');
  if (chunk.data.error != null)
    throw new ModelFailure('unexpected_answer', 'the endpoint tells of an error within its answer');
  const [choice] = chunk.data.choices ?? [];
  const text = textOf(choice?.delta?.content ?? '');
  const parts: ChatPart[] = text === '' ? [] : [{ kind: 'text', text }];
  if (choice?.finish_reason != null) parts.push({ kind: 'finish', reason: choice.finish_reason });
  if (chunk.data.usage != null) parts.push({ kind: 'usage', tokens: chunk.data.usage.total_tokens });
  return parts;
}

function textOf(content: z.infer<typeof contentForm>): string {
  if (typeof content === 'string') return content;
  return content.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('');
}

function jsonOf(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

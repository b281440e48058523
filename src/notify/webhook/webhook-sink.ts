/** Sends a message to a webhook: a signed CloudEvent. */
import type { Message } from '../../domain/notify/message.ts';
import type { SendOutcome, WebhookSettings } from '../../domain/notify/sink.ts';
import { type PostLimits, post } from '../http/bounded-post.ts';
import { cloudEventOf, cloudEventType } from './cloud-event.ts';
import { signedHeaders } from './signature.ts';

/** This message is not one for them, now or later; anything else may be mended at their end. */
const refusals: ReadonlySet<number> = new Set([400, 410, 413, 415, 422]);

export function sendToWebhook(
  { url, certificateAuthority }: WebhookSettings,
  secrets: readonly string[],
  message: Message,
  limits: PostLimits,
): Promise<SendOutcome> {
  const body = cloudEventOf(message);
  const timestampS = Math.floor(limits.now() / 1_000);
  return post(
    {
      url,
      headers: { 'content-type': cloudEventType, ...signedHeaders(secrets, { id: message.id, timestampS, body }) },
      body,
      certificateAuthority,
    },
    limits,
    (status) => refusals.has(status),
  );
}

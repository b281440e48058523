/** Sends a message to PagerDuty, or to a program that speaks its Events API v2. */
import type { Message } from '../../domain/notify/message.ts';
import type { PagerDutySettings, SendOutcome } from '../../domain/notify/sink.ts';
import { type PostLimits, post } from '../http/bounded-post.ts';
import { pagerDutyEvent } from './pagerduty-event.ts';

export async function sendToPagerDuty(
  { url }: PagerDutySettings,
  secrets: readonly string[],
  message: Message,
  limits: PostLimits,
): Promise<SendOutcome> {
  const body = pagerDutyEvent(message, secrets[0] ?? '');
  if (body === null) return { kind: 'sent', status: null };
  const headers = { 'content-type': 'application/json' };
  return post({ url, headers, body, certificateAuthority: null }, limits, (status) => status === 400);
}

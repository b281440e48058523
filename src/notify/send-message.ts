/** Sends one message to a sink of any kind, once. */
import type { Message } from '../domain/notify/message.ts';
import type { SendOutcome, SinkToSend } from '../domain/notify/sink.ts';
import type { PostLimits } from './http/bounded-post.ts';
import { sendMail } from './mail/mail-sink.ts';
import { sendToPagerDuty } from './pagerduty/pagerduty-sink.ts';
import { sendToWebhook } from './webhook/webhook-sink.ts';

/** Never rejects for what is the receiver's fault. */
export function sendMessage(sink: SinkToSend, message: Message, limits: PostLimits): Promise<SendOutcome> {
  const { kind, settings, secrets } = sink;
  switch (kind) {
    case 'webhook':
      return sendToWebhook(settings, secrets, message, limits);
    case 'pagerduty':
      return sendToPagerDuty(settings, secrets, message, limits);
    case 'email':
      return sendMail(settings, secrets, message, limits);
  }
}

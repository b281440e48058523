/** Sinks: where alarms are told outside of the server, by webhook, PagerDuty or mail. */

export const sinkKinds = ['webhook', 'pagerduty', 'email'] as const;
export type SinkKind = (typeof sinkKinds)[number];

/** A receiver of signed requests. */
export interface WebhookSettings {
  readonly url: string;
  /** Certificates (PEM) that its certificate may come from, in the place of those that Node.js knows; null: these. */
  readonly certificateAuthority: string | null;
}

export interface PagerDutySettings {
  /** Where events are taken: PagerDuty’s own address, that of its EU region, or of a program that speaks as PagerDuty does. */
  readonly url: string;
}

export const mailSecurities = ['tls', 'starttls', 'none'] as const;

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, before anything is said, or not at all. */
  readonly security: (typeof mailSecurities)[number];
  /** Null: the server asks for no name. */
  readonly user: string | null;
  readonly from: string;
  readonly to: readonly string[];
  /** As of a webhook. */
  readonly certificateAuthority: string | null;
}

/** A sink with the settings of its kind. */
export type SinkAddress =
  | { readonly kind: 'webhook'; readonly settings: WebhookSettings }
  | { readonly kind: 'pagerduty'; readonly settings: PagerDutySettings }
  | { readonly kind: 'email'; readonly settings: MailSettings };

export type Sink = SinkAddress & {
  readonly sinkId: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly changedAt: Date;
  readonly changedBy: string;
};

/** How a sink does, for all servers together. */
export interface SinkState {
  /** One after the other, until it takes something again. */
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly retryAt: Date | null;
  readonly lastError: string | null;
  readonly lastSuccessAt: Date | null;
  /** Messages that wait to be sent to it, and those that were given up. */
  readonly waiting: number;
  readonly dead: number;
  readonly oldestWaitingAt: Date | null;
  /** When each secret that is in use was made, and until when it is used; the newest first. Never the secret. */
  readonly secrets: readonly { readonly madeAt: Date; readonly endsAt: Date | null }[];
}

/** What a message is sent with: the newest secret first. */
export type SinkToSend = SinkAddress & {
  readonly sinkId: number;
  readonly name: string;
  readonly secrets: readonly string[];
};

/** What came of one attempt. */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly status: number | null }
  /** The receiver will never take this message: it is not sent again by itself. */
  | { readonly kind: 'refused'; readonly status: number | null; readonly error: string }
  /** It may be taken later; `retryAfterMs` where the receiver says when. */
  | {
      readonly kind: 'failed';
      readonly status: number | null;
      readonly error: string;
      readonly retryAfterMs: number | null;
    };

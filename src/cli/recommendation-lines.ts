/** Follows recommendations by subscription and prints a line for each event. */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { z } from 'zod';

const operation = /* GraphQL */ `
  subscription DemoRecommendations {
    recommendationEvents {
      kind
      newStatus
      operatorId
      recommendation {
        equipmentId
        severity
        issueDescription
        recommendedAction
        anomaly {
          eventTime
        }
      }
    }
  }
`;

const eventSchema = z.object({
  recommendationEvents: z.object({
    kind: z.enum(['CREATED', 'STATUS_CHANGED']),
    newStatus: z.string().nullable(),
    operatorId: z.string().nullable(),
    recommendation: z.object({
      equipmentId: z.string(),
      severity: z.string(),
      issueDescription: z.string().nullable(),
      recommendedAction: z.string().nullable(),
      anomaly: z.object({ eventTime: z.string() }).nullable(),
    }),
  }),
});
type Event = z.infer<typeof eventSchema>['recommendationEvents'];

/** Subscribes over graphql-transport-ws, as a screen does, and hands on one line for each event. */
export function followRecommendations(websocketUrl: string, say: (line: string) => void): { close(): Promise<void> } {
  const client = createClient({ url: websocketUrl, webSocketImpl: WebSocket });
  let closing = false;
  client.subscribe(
    { query: operation },
    {
      next: ({ data, errors }) => {
        const receivedMs = Date.now();
        const event = eventSchema.safeParse(data);
        if (event.success) say(lineOf(event.data.recommendationEvents, receivedMs));
        for (const error of errors ?? []) say(`The subscription reports: ${error.message}`);
      },
      error: (error) => {
        if (!closing) say(`The subscription ended: ${reasonOf(error)}`);
      },
      complete: () => undefined,
    },
  );
  return {
    close: async () => {
      closing = true;
      await client.dispose();
    },
  };
}

function lineOf({ kind, newStatus, operatorId, recommendation }: Event, receivedMs: number): string {
  const { equipmentId, severity, issueDescription, recommendedAction, anomaly } = recommendation;
  const start = `${new Date(receivedMs).toISOString().slice(11, 19)}  ${severity.padEnd(8)} ${equipmentId}`;
  if (kind === 'STATUS_CHANGED')
    return `${start}  is now ${newStatus}${operatorId === null ? '' : ` by ${operatorId}`}`;
  const latency = anomaly === null ? '' : `  [reading to screen: ${receivedMs - Date.parse(anomaly.eventTime)} ms]`;
  return `${start}  ${issueDescription ?? ''}${latency}\n          → ${recommendedAction ?? ''}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'reason' in error) return String(error.reason);
  return String(error);
}

/** Opens screens that subscribe to everything that the operator console subscribes to. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** What a screen of the operator console subscribes to. */
const subscriptions = [
  `subscription { recommendationEvents { cursor kind occurredAt newStatus operatorId recommendation {
     recommendationId siteId equipmentId issueType severity status version issueDescription recommendedAction confidenceScore
     equipment { equipmentType location } anomaly { sensorType eventTime } } } }`,
  'subscription { equipmentStatus(minIntervalMs: 1000) { siteId equipmentId sensorType value units quality lastUpdated } }',
  'subscription { pipelineHealth(intervalMs: 5000) { status reasons } }',
];
const speaksFirst = subscriptions.length - 1;

/** Opens screens with their subscriptions; returns how to close them. */
export async function openConsoleScreens(url: string, count: number): Promise<() => void> {
  const screens = await Promise.all(Array.from({ length: count }, () => openConsoleScreen(url)));
  return () => {
    for (const screen of screens) screen.terminate();
  };
}

async function openConsoleScreen(url: string): Promise<WebSocket> {
  const screen = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(screen, 'open');
  screen.send('{"type":"connection_init"}');
  await once(screen, 'message');
  const answered = new Promise<void>((resolve) => {
    const silent = new Set(subscriptions.map((_, i) => `"id":"${i}"`).slice(-speaksFirst));
    screen.on('message', (data: Buffer) => {
      for (const id of silent) if (data.includes(id)) silent.delete(id);
      if (silent.size === 0) resolve();
    });
  });
  for (const [i, query] of subscriptions.entries()) {
    screen.send(JSON.stringify({ id: String(i), type: 'subscribe', payload: { query } }));
  }
  await answered;
  return screen;
}

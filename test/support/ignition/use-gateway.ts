/** Lends a gateway to one test. */
import { onTestFinished } from 'vitest';
import { type Gateway, type GatewayOptions, type Settings, startGateway } from './gateway.ts';

/** For one test: ends with it, and shows its log when the test fails. */
export async function useGateway(settings: Settings, options?: GatewayOptions): Promise<Gateway> {
  const gateway = await startGateway(settings, options);
  onTestFinished(async ({ task }) => {
    try {
      if (task.result?.state === 'fail') console.error((await gateway.ask<string[]>('logs')).slice(-30).join('\n'));
    } finally {
      await gateway.close();
    }
  });
  return gateway;
}

/** What a long run has seen, for those who watch it. */
export function tell(seen: string): void {
  console.info(seen);
}

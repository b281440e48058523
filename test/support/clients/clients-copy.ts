import type pg from 'pg';

/** PostgreSQL's COPY … FROM STDIN as psql or a bulk loader speaks it; the driver itself does not. */
export function copyIn(client: pg.Client, statement: string, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: Error | null = null;
    const copy = {
      submit: (connection: CopyConnection) => connection.query(statement),
      handleCopyInResponse: (connection: CopyConnection) => {
        connection.sendCopyFromChunk(Buffer.from(lines.map((line) => `${line}\n`).join('')));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => {
        failed = error;
      },
      handleReadyForQuery: () => (failed === null ? resolve() : reject(failed)),
    };
    client.query(copy as { submit: unknown } as pg.Submittable);
  });
}

interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

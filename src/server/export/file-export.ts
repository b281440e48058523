/** What exports have in common. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identity } from '../../auth/identity.ts';

/** Answers with a file; the caller may read. */
export type FileExport = (request: IncomingMessage, response: ServerResponse, identity: Identity) => Promise<void>;

import { builder } from '../builder.ts';

export const scopeType = builder.enumType('Scope', {
  description: 'A scope of a key or token: what its holder may do.',
  values: {
    READ: { value: 'read', description: 'Queries, subscriptions, the export and the metrics.' },
    DECIDE: { value: 'decide', description: 'Approve, reject, defer and complete recommendations.' },
    INGEST: { value: 'ingest', description: 'Send readings.' },
    CONFIGURE: { value: 'configure', description: 'Register equipment, and replay readings of quarantine.' },
    ACT_AS: {
      value: 'act_as',
      description: 'Name the operator who decides: for a gateway or a shared screen that knows its operator.',
    },
  } as const,
});

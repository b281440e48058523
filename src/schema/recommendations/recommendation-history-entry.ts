import type { RecommendationHistoryEntry } from '../../domain/recommendations/recommendation.ts';
import { provenCredentialType } from '../access/proven-credential-type.ts';
import { builder } from '../builder.ts';
import { recommendationEventKindType } from './recommendation-event-kind.ts';
import { recommendationStatusType } from './recommendation-status.ts';

export const recommendationHistoryEntryType = builder
  .objectRef<RecommendationHistoryEntry>('RecommendationHistoryEntry')
  .implement({
    description: 'One entry of the append-only audit of a recommendation.',
    fields: (t) => ({
      version: t.exposeInt('version', { description: 'The recommendation’s version after this change, from 1.' }),
      occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
      kind: t.expose('kind', {
        type: recommendationEventKindType,
        description:
          'What happened; CHANGED is not listed. After DELETED it is there only because it was inserted anew, or moved here.',
      }),
      oldStatus: t.expose('oldStatus', {
        type: recommendationStatusType,
        nullable: true,
        description: 'Status before; null when it was raised.',
      }),
      newStatus: t.expose('newStatus', {
        type: recommendationStatusType,
        description: 'Status after; the last one for DELETED.',
      }),
      operatorId: t.exposeString('operatorId', {
        nullable: true,
        description: 'The operator who decided; null for changes without an operator.',
      }),
      operatorNotes: t.exposeString('operatorNotes', { nullable: true, description: 'The operator’s notes.' }),
      rejectionReason: t.exposeString('rejectionReason', { nullable: true, description: 'Why it was rejected.' }),
      deferUntil: t.expose('deferUntil', {
        type: 'DateTime',
        nullable: true,
        description: 'The time until which it was deferred.',
      }),
      outcome: t.exposeString('outcome', { nullable: true, description: 'The result of the work.' }),
      credential: t.expose('credential', {
        type: provenCredentialType,
        nullable: true,
        description:
          'The credential by which it was done, beside the operator for whom it spoke; null without authentication, and for what did not come by this API.',
      }),
      databaseUser: t.exposeString('databaseUser', {
        description: 'The database user whose session wrote it: the server’s own for what came by this API.',
      }),
    }),
  });

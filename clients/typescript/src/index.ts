/** What @andon/client offers to its users. */

export {
  type AndonClient,
  type ClientOptions,
  createAndonClient,
  type FeedOptions,
  type Surroundings,
} from './client.ts';
export type { ConnectionState } from './connection.ts';
export { type CursorStore, storageCursor } from './cursor-store.ts';
export { AndonError, type ErrorCode, type GraphqlFailure, type ServerErrorCode, serverErrorCodes } from './errors.ts';
export type { Observed, StopObserving } from './observed.ts';
export type { Operation, TypedDocument } from './operation.ts';
export type {
  FeedMessage,
  RecommendationEvent,
  RecommendationEventKind,
  RecommendationFields,
  RecommendationFilter,
  RecommendationFragment,
  RecommendationStatus,
  ResetReason,
  Severity,
} from './recommendation-events.ts';
export type { FeedState, RecommendationFeed } from './recommendation-feed.ts';
export type { RequestOptions } from './request.ts';
export type { Token } from './token.ts';

/** Names what a finding is about. */
import type { Finding } from './detector.ts';

/** What is wrong, without its level: the problem of an alarm, and the beginning of a recommendation's issue type. */
export function issueOf(
  { issue, direction }: Pick<Finding, 'issue' | 'direction'>,
  { issueName }: { readonly issueName: string },
): string {
  return issue ?? `${issueName}_${direction}`;
}

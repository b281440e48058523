/** The GraphQL operations of the page that are about alarms. */

/** What the page shows of an alarm, however it came: read, told by the feed, or answered after an action. */
const alarmFields = /* GraphQL */ `
  fragment ShownAlarm on Alarm {
    id: alarmId siteId equipmentId problem sentence severity state version isActive isAcknowledged isConfirmed isSilenced activeSince returnedAt
    acknowledgedAt acknowledgedBy confirmedAt confirmedBy shelving shelvedUntil shelvedBy shelvedReason outOfServiceBy outOfServiceReason
    suppressedBy groupId isFolded
  }
`;

export const alarmHead = /* GraphQL */ `query AlarmHead { alarmEventHead }`;

export const alarmPage = /* GraphQL */ `
  query Alarms($first: Int, $after: String) {
    alarms(first: $first, after: $after) {
      edges { node { ...ShownAlarm } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${alarmFields}
`;

export const alarmEvents = /* GraphQL */ `
  subscription AlarmEvents($after: String) {
    event: alarmEvents(after: $after) { cursor previousCursor number kind alarm { ...ShownAlarm } }
  }
  ${alarmFields}
`;

/** What happens to each alarm is in `results`, in their order. @param {string} name @param {string} mutation @param {string} [variables] @param {string} [given] */
const action = (name, mutation, variables = '', given = '') => /* GraphQL */ `
  mutation ${name}($alarms: [AlarmReference!]!${variables}) {
    results: ${mutation}(alarms: $alarms${given}) { id alarm { ...ShownAlarm } code message }
  }
  ${alarmFields}
`;
const withReason = /** @type {const} */ ([', $reason: String!', ', reason: $reason']);

export const acknowledge = action('Acknowledge', 'acknowledgeAlarms');
export const confirm = action('Confirm', 'confirmAlarms');
export const comment = action('Comment', 'commentAlarms', ', $note: String!', ', note: $note');
export const shelve = action(
  'Shelve',
  'shelveAlarms',
  ', $reason: String!, $until: DateTime',
  ', reason: $reason, until: $until',
);
export const unshelve = action('Unshelve', 'unshelveAlarms');
export const silence = action('Silence', 'silenceAlarms');
export const reset = action('Reset', 'resetAlarms');
export const takeOut = action('TakeOut', 'takeOutOfService', ...withReason);
export const putBack = action('PutBack', 'returnToService', ...withReason);

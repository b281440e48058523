/** The GraphQL operations of the page that are about alarms. */

/** What the page shows of an alarm, however it came: read, told by the feed, or answered after an action. */
const alarmFields = /* GraphQL */ `
  fragment ShownAlarm on Alarm {
    id: alarmId siteId equipmentId problem sentence severity state version isActive isAcknowledged activeSince returnedAt
    acknowledgedAt acknowledgedBy shelving shelvedUntil shelvedBy shelvedReason outOfServiceBy outOfServiceReason suppressedBy
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

export const acknowledge = /* GraphQL */ `
  mutation Acknowledge($alarms: [AlarmReference!]!) {
    results: acknowledgeAlarms(alarms: $alarms) { alarm { ...ShownAlarm } code message }
  }
  ${alarmFields}
`;

export const shelve = /* GraphQL */ `
  mutation Shelve($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {
    results: shelveAlarms(alarms: $alarms, reason: $reason, until: $until) { alarm { ...ShownAlarm } code message }
  }
  ${alarmFields}
`;

export const unshelve = /* GraphQL */ `
  mutation Unshelve($alarms: [AlarmReference!]!) {
    results: unshelveAlarms(alarms: $alarms) { alarm { ...ShownAlarm } code message }
  }
  ${alarmFields}
`;

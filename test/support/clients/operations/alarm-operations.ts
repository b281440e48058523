import { graphql } from '../../gen/gql.ts';

// Operations about alarms: what is active, what is done about it, and what screens are told.

export const ActiveAlarms = graphql(`
  query ActiveAlarms($filter: AlarmFilter) {
    alarmEventHead
    alarms(filter: $filter) {
      edges {
        node {
          alarmId
          version
          equipmentId
          problem
          severity
          state
          isActive
          isAcknowledged
        }
      }
    }
  }
`);

export const AcknowledgeAlarms = graphql(`
  mutation AcknowledgeAlarms($alarms: [AlarmReference!]!, $note: String) {
    acknowledgeAlarms(alarms: $alarms, note: $note) {
      id
      code
      alarm {
        version
        state
      }
    }
  }
`);

export const ShelveAlarms = graphql(`
  mutation ShelveAlarms($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {
    shelveAlarms(alarms: $alarms, reason: $reason, until: $until) {
      id
      code
      alarm {
        version
        state
      }
    }
  }
`);

export const AlarmEvents = graphql(`
  subscription AlarmEvents($after: String, $kinds: [AlarmEventKind!], $filter: AlarmEventFilter) {
    alarmEvents(after: $after, kinds: $kinds, filter: $filter) {
      cursor
      previousCursor
      number
      kind
      operatorId
      note
      alarm {
        alarmId
        version
        equipmentId
        problem
        severity
        state
        isActive
        isAcknowledged
      }
    }
  }
`);

export const PlanMaintenance = graphql(`
  mutation PlanMaintenance($equipmentIds: [ID!]!, $until: DateTime!, $reason: String!) {
    planMaintenance(equipmentIds: $equipmentIds, until: $until, reason: $reason) { id code suppression { suppressionId isInForce } }
  }
`);

export const EndMaintenance = graphql(`
  mutation EndMaintenance($ids: [ID!]!) {
    endMaintenance(ids: $ids) { id code suppression { suppressionId endedAt } }
  }
`);

export const WorkOnAlarms = graphql(`
  mutation WorkOnAlarms($alarms: [AlarmReference!]!) {
    confirmAlarms(alarms: $alarms) { id alarm { version } }
    commentAlarms(alarms: $alarms, note: "x") { id alarm { version } }
    silenceAlarms(alarms: $alarms) { id alarm { version } }
    takeOutOfService(alarms: $alarms, reason: "x") { id alarm { version } }
    returnToService(alarms: $alarms, reason: "x") { id alarm { version } }
  }
`);

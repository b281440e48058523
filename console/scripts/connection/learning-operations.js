/** The GraphQL operations of the page that are about what was learnt from decisions. */

export const learntSilences = /* GraphQL */ `
  query LearntSilences {
    silences: learntSilences {
      silenceId siteId equipmentType issueType detector summary since lapsesAt withheld lastWithheldAt
      rejectedBy { operatorId rejections }
    }
  }
`;

export const liftSilence = /* GraphQL */ `
  mutation LiftSilence($silenceId: ID!, $reason: String) { lifted: liftSilence(silenceId: $silenceId, reason: $reason) { silenceId } }
`;

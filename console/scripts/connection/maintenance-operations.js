/** The GraphQL operations of the page that are about planned maintenance. */

export const plannedMaintenance = /* GraphQL */ `
  query PlannedMaintenance($siteId: ID!, $equipmentId: ID!) {
    suppressions(first: 50, filter: { siteIds: [$siteId], equipmentIds: [$equipmentId], isOver: false }) {
      edges { node { suppressionId kind from until reason madeBy } }
    }
  }
`;

export const planMaintenance = /* GraphQL */ `
  mutation PlanMaintenance($siteId: ID!, $equipmentId: ID!, $from: DateTime!, $until: DateTime!, $reason: String!) {
    results: planMaintenance(siteId: $siteId, equipmentIds: [$equipmentId], from: $from, until: $until, reason: $reason) { code message }
  }
`;

export const endMaintenance = /* GraphQL */ `
  mutation EndMaintenance($id: ID!) {
    results: endMaintenance(ids: [$id]) { code message }
  }
`;

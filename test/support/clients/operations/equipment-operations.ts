import { graphql } from '../../gen/gql.ts';

// Operations about equipment: its master data and the current status of its sensors.
// `id` is the plant's own key under this name: tests compare it with what they wrote by SQL.

export const RegisterEquipment = graphql(`
  mutation RegisterEquipment($equipment: [EquipmentInput!]!) {
    registerEquipment(equipment: $equipment) {
      id: equipmentId
      equipmentType
      manufacturer
      criticality
    }
  }
`);

export const SetDetection = graphql(`
  mutation SetDetection($input: DetectionInput!) {
    setDetection(input: $input) {
      settingId
    }
  }
`);

export const EquipmentQuery = graphql(`
  query Equipment($id: ID!, $siteId: ID) {
    equipment(id: $id, siteId: $siteId) {
      id: equipmentId
      equipmentType
    }
  }
`);

export const EquipmentIds = graphql(`
  query EquipmentIds {
    equipmentList(first: 500) {
      edges {
        node {
          id: equipmentId
        }
      }
    }
  }
`);

export const CurrentStatus = graphql(`
  query CurrentStatus($filter: StatusFilter) {
    currentStatus(filter: $filter, first: 500) {
      edges {
        node {
          equipmentId
          sensorType
          value
          units
          quality
          lastUpdated
          lastReported
          freshness
        }
      }
    }
  }
`);

export const EquipmentStatus = graphql(`
  subscription EquipmentStatus($equipmentIds: [ID!], $minIntervalMs: Int) {
    equipmentStatus(equipmentIds: $equipmentIds, minIntervalMs: $minIntervalMs) {
      equipmentId
      sensorType
      value
      units
      quality
      lastUpdated
      lastReported
      freshness
      isActive
    }
  }
`);

export const RemoveSensors = graphql(`
  mutation RemoveSensors(
    $filter: SensorRemovalFilter
    $sensors: [SensorToRemoveInput!]
    $reason: String
    $dryRun: Boolean
  ) {
    removeSensors(filter: $filter, sensors: $sensors, reason: $reason, dryRun: $dryRun) {
      sensors
      equipment
      recommendations
      hasMore
      examples {
        siteId
        equipmentId
        sensorType
      }
      results {
        siteId
        equipmentId
        sensorType
        outcome
      }
    }
  }
`);

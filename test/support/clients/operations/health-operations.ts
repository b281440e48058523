import { graphql } from '../../gen/gql.ts';

// Operations about the pipeline's health: queues, latencies, and senders that look wrong.

export const PipelineHealthQuery = graphql(`
  query PipelineHealth {
    pipelineHealth {
      status
      reasons
      feed {
        subscribers
        head
        headCursor
        oldestCursor
      }
      queues {
        name
        depth
        holds
        oldestMs
      }
      readings {
        since
        received
        stored
        goodPercent
        uncertainPercent
        badPercent
        duplicatePercent
        droppedPercent
        warnedPercent
      }
      stages {
        stage
        count
      }
      equipmentCount
      sensorCount
      reportingEquipmentCount
      reportingSensorCount
      watermarkAgeMs
      quarantinedLastHour {
        code
        count
      }
    }
  }
`);

export const PipelineHealthUpdates = graphql(`
  subscription PipelineHealthUpdates($intervalMs: Int) {
    pipelineHealth(intervalMs: $intervalMs) {
      status
    }
  }
`);

export const LatencyQuery = graphql(`
  query Latency {
    latency {
      stage
      count
      p50Ms
      p95Ms
      p99Ms
      maxMs
    }
  }
`);

export const LookAlikesQuery = graphql(`
  query LookAlikes {
    pipelineHealth {
      status
      warnings
      lookAlikes {
        siteId
        equipmentId
        sensorType
        likeSiteId
        likeEquipmentId
        likeSensorType
        since
      }
    }
  }
`);

export const NewSensorsQuery = graphql(`
  query NewSensors {
    pipelineHealth {
      status
      reasons
      newSensors {
        siteId
        count
        since
        examples {
          equipmentId
          sensorType
        }
      }
    }
  }
`);

export const LaggingQuery = graphql(`
  query Lagging {
    pipelineHealth {
      status
      reasons
      warnings
      lagging {
        equipmentId
        lagMs
        since
        readings
      }
    }
  }
`);

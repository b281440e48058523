/** Makes the services that resolvers call. */
import type pg from 'pg';
import { type AlarmLoadService, createAlarmLoadService } from './alarm-load/alarm-load-service.ts';
import { type AlarmService, createAlarmService } from './alarm-service.ts';
import { type AlarmSettingsService, createAlarmSettingsService } from './alarms/alarm-settings-service.ts';
import { createSuppressionService, type SuppressionService } from './alarms/suppression-service.ts';
import type { DecisionService } from './decision-service.ts';
import { createDetectionService, type DetectionService } from './detection-service.ts';
import { createEquipmentService, type EquipmentService } from './equipment/equipment-service.ts';
import { createSensorRemovalService, type SensorRemovalService } from './equipment/sensor-removal-service.ts';
import { createExpectationService, type ExpectationService } from './expectation-service.ts';
import { createExplanationService, type ExplanationService } from './explain/explanation-service.ts';
import { createKnowledgeService, type KnowledgeService } from './knowledge/knowledge-service.ts';
import { createLatencyService, type LatencyService } from './latency-service.ts';
import { createLearningService, type LearningService } from './learning/learning-service.ts';
import { createPerformanceService, type PerformanceService } from './performance-service.ts';
import { createQueries, type Queries } from './queries.ts';

/** The services that resolvers may call. */
export interface Services extends Queries {
  readonly equipment: EquipmentService;
  readonly performance: PerformanceService;
  readonly decisions: DecisionService;
  readonly alarms: AlarmService;
  readonly alarmSettings: AlarmSettingsService;
  readonly suppressions: SuppressionService;
  readonly detection: DetectionService;
  readonly knowledge: KnowledgeService;
  readonly learning: LearningService;
  readonly latency: LatencyService;
  readonly alarmLoad: AlarmLoadService;
  readonly expectations: ExpectationService;
  readonly explanations: ExplanationService;
  readonly sensorRemoval: SensorRemovalService;
}

export interface ServiceSettings {
  /** A window is final once its equipment's newest event time is this far past its end. */
  readonly watermarkMs: number;
  /** Epoch ms. */
  readonly now: () => number;
  /** Brings the counts of readings that are still in memory to the database. */
  readonly writeCounts: () => Promise<void>;
  readonly decisions: DecisionService;
  readonly onMasterDataChanged: () => void;
  /** Called after sensors were removed, for those who keep their keys or values in memory. */
  readonly onSensorsRemoved?: () => void;
  /** Called after somebody did something about alarms, because its events exist even if their signal is lost. */
  readonly onAlarmsChanged?: () => void;
  /** Called after something was put into the queue or forgotten, because its signal may be lost. */
  readonly onLearningChanged?: () => void;
}

export function createServices(pool: pg.Pool, settings: ServiceSettings): Services {
  const { watermarkMs, now, writeCounts, decisions, onMasterDataChanged, onSensorsRemoved, onAlarmsChanged } = settings;
  const { onLearningChanged } = settings;
  return {
    ...createQueries(pool, now),
    // Pipelines need no callback: they notice changed master data by its version in the database, as they must for changes made by SQL and
    // by other servers.
    equipment: createEquipmentService(pool, onMasterDataChanged),
    performance: createPerformanceService(pool, { watermarkMs }),
    decisions,
    alarms: createAlarmService(pool, onAlarmsChanged),
    alarmSettings: createAlarmSettingsService(pool),
    suppressions: createSuppressionService(pool, now, onAlarmsChanged),
    detection: createDetectionService(pool, onMasterDataChanged),
    knowledge: createKnowledgeService(pool, onMasterDataChanged),
    learning: createLearningService(pool, now, onLearningChanged),
    latency: createLatencyService(pool, now),
    alarmLoad: createAlarmLoadService(pool, now),
    expectations: createExpectationService(pool, now, writeCounts),
    explanations: createExplanationService(pool),
    sensorRemoval: createSensorRemovalService(pool, onSensorsRemoved),
  };
}

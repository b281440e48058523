/** Makes the loaders of one operation, which read rows for nested fields together. */
import DataLoader from 'dataloader';
import type { Alarm } from '../domain/alarms/alarm.ts';
import type { Equipment, EquipmentKey, SensorDefinition } from '../domain/equipment/equipment.ts';
import type { SensorStatus } from '../domain/equipment/status.ts';
import type { Anomaly } from '../domain/recommendations/anomaly.ts';
import type { Recommendation, RecommendationHistoryEntry } from '../domain/recommendations/recommendation.ts';
import type { QuarantinedReading } from '../services/queries.ts';
import type { Services } from '../services/services.ts';

/** Nested fields of one operation, gathered: each loader costs one statement a level, however many rows ask. */
export interface Loaders {
  readonly equipment: DataLoader<EquipmentKey, Equipment | null, string>;
  readonly sensors: DataLoader<EquipmentKey, readonly SensorDefinition[], string>;
  readonly status: DataLoader<EquipmentKey, readonly SensorStatus[], string>;
  readonly anomaly: DataLoader<number, Anomaly | null>;
  readonly history: DataLoader<string, readonly RecommendationHistoryEntry[]>;
  /** With which a recommendation was raised. */
  readonly evidence: DataLoader<string, unknown>;
  readonly recommendation: DataLoader<string, Recommendation | null>;
  /** By the number of their event. */
  readonly snapshot: DataLoader<number, Recommendation | null>;
  readonly quarantined: DataLoader<number, QuarantinedReading | null>;
  readonly alarm: DataLoader<number, Alarm | null>;
  /** By the number of their event. */
  readonly alarmSnapshot: DataLoader<number, Alarm | null>;
  readonly worstAlarm: DataLoader<EquipmentKey, Alarm | null, string>;
  /** How many alarms of a group of a flood are shown. */
  readonly alarmGroupSize: DataLoader<string, number>;
  readonly alarmsOfRecommendation: DataLoader<string, readonly Alarm[]>;
  readonly recommendationsOfAlarm: DataLoader<number, readonly Recommendation[]>;
  /** To be called before each event of a subscription, which would otherwise answer with rows loaded for an earlier one. */
  forget(): void;
}

export function createLoaders(services: Services): Loaders {
  const made: { clearAll(): unknown }[] = [];
  /** Made when a field first asks: a mutation from a gateway, of which there are thousands, asks for none. */
  const lazily = <Loader extends { clearAll(): unknown }>(make: () => Loader): (() => Loader) => {
    let loader: Loader | undefined;
    return () => {
      if (loader === undefined) {
        loader = make();
        made.push(loader);
      }
      return loader;
    };
  };
  const byEquipment = { cacheKeyFn: (key: EquipmentKey) => JSON.stringify([key.siteId, key.equipmentId]) };
  const equipment = lazily(() => new DataLoader(services.equipment.byKeys, byEquipment));
  const sensors = lazily(() => new DataLoader(services.equipment.sensorsByEquipment, byEquipment));
  const status = lazily(() => new DataLoader(services.status.byEquipment, byEquipment));
  const anomaly = lazily(() => new DataLoader(services.anomalies.byIds));
  const history = lazily(() => new DataLoader(services.recommendations.historyByIds));
  const evidence = lazily(() => new DataLoader(services.recommendations.evidenceByIds));
  const recommendation = lazily(() => new DataLoader(services.recommendations.byIds));
  const snapshot = lazily(() => new DataLoader(services.recommendations.snapshotsByNumbers));
  const quarantined = lazily(() => new DataLoader(services.quarantine.byIds));
  const alarm = lazily(() => new DataLoader(services.alarms.byIds));
  const alarmSnapshot = lazily(() => new DataLoader(services.alarms.snapshotsByNumbers));
  const worstAlarm = lazily(() => new DataLoader(services.alarms.worstOfEquipment, byEquipment));
  const alarmGroupSize = lazily(() => new DataLoader(services.alarms.groupSizes));
  const alarmsOfRecommendation = lazily(() => new DataLoader(services.alarms.ofRecommendations));
  const recommendationsOfAlarm = lazily(() => new DataLoader(services.alarms.recommendationsOf));
  return {
    get equipment() {
      return equipment();
    },
    get sensors() {
      return sensors();
    },
    get status() {
      return status();
    },
    get anomaly() {
      return anomaly();
    },
    get history() {
      return history();
    },
    get evidence() {
      return evidence();
    },
    get recommendation() {
      return recommendation();
    },
    get snapshot() {
      return snapshot();
    },
    get quarantined() {
      return quarantined();
    },
    get alarm() {
      return alarm();
    },
    get alarmSnapshot() {
      return alarmSnapshot();
    },
    get worstAlarm() {
      return worstAlarm();
    },
    get alarmGroupSize() {
      return alarmGroupSize();
    },
    get alarmsOfRecommendation() {
      return alarmsOfRecommendation();
    },
    get recommendationsOfAlarm() {
      return recommendationsOfAlarm();
    },
    forget: () => {
      for (const loader of made) loader.clearAll();
    },
  };
}

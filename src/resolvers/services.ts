import type { AlarmLoadService } from '../services/alarm-load-service.ts';
import type { AnomalyService } from '../services/anomaly-service.ts';
import type { DecisionService } from '../services/decision-service.ts';
import type { EquipmentService } from '../services/equipment-service.ts';
import type { LatencyService } from '../services/latency-service.ts';
import type { PerformanceService } from '../services/performance-service.ts';
import type { QuarantineService } from '../services/quarantine-service.ts';
import type { RecommendationService } from '../services/recommendation-service.ts';
import type { StatusService } from '../services/status-service.ts';

/** What resolvers may call. */
export interface Services {
  readonly equipment: EquipmentService;
  readonly status: StatusService;
  readonly performance: PerformanceService;
  readonly anomalies: AnomalyService;
  readonly recommendations: RecommendationService;
  readonly decisions: DecisionService;
  readonly quarantine: QuarantineService;
  readonly latency: LatencyService;
  readonly alarmLoad: AlarmLoadService;
}

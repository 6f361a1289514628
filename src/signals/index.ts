export { type AnalyticsKpis, analyticsKpis } from './analytics-kpis.ts';
export { type HorizonPrediction, OCCUPANCY_RULE, occupancyRule, type Prediction } from './occupancy-rule.ts';
export { matchPlan, type PlanCoverage, type Planned } from './planned.ts';
export { abandonmentRatio, effectiveWindow, serviceLevelRatio } from './service-level.ts';
export {
  type BrierScores,
  PREDICTION_METHODS,
  type PredictionMethod,
  type QueueForecast,
  type QueueView,
  snapshotOf,
  type TenantForecast,
  type TenantSnapshot,
  withForecast,
} from './snapshot.ts';
export {
  agentsShort,
  MIN_ABANDONMENTS,
  MIN_CONTACTS,
  type StaffingEstimate,
  servingAgents,
} from './staffing.ts';

/**
 * Breach prediction. How a forecast is made, in the order of the folders (each imports only those above it):
 *
 * 1. `model/` learns from each poll: the posterior of the arrival rate, handling time, patience, staffing, the recent
 *    outcomes and the day profile; with a plan, the trust in it (plan-record.ts). `forecast-inputs.ts` turns it into a state now and a posterior of the parameters.
 * 2. `queueing/` holds the exact Erlang A formulas, which explanations and tests use.
 * 3. `sampling/` simulates sample paths of the queue up to the horizon and counts those in breach.
 * 4. `calibration/` turns that share into a probability: base-calibration.ts for every tenant, tenant-calibration.ts
 *    learned from resolved predictions. decision.ts compares it with the threshold.
 * 5. `explanation/` states the estimates, the course, the agents needed against a breach, and the staff that the load
 *    requires (staffing.ts).
 * 6. `predictor.ts` runs these steps for all queues and owns their state and `PredictionScratch`.
 * 7. `service/` runs the predictor, in a thread of its own when there are many queues, with deadlines, restarts and the state file.
 */

export { CLEARED_BELOW, DEFAULT_THRESHOLD, isPredicted } from './calibration/decision.ts';
export type { Explanation } from './explanation/explanation.ts';
export { countedOutcomes } from './model/history.ts';
export type { QueueName, QueueObservation } from './model/observation.ts';
export { planAround } from './model/plan-shape.ts';
export { createPredictor, type QueuePrediction } from './predictor.ts';
export { observationsOf } from './service/observations.ts';
export { type PredictionService, startPredictionService } from './service/prediction-service.ts';
export {
  type ForecastRecord,
  fromSharedForecast,
  type SharedForecast,
  toSharedForecast,
} from './service/shared-forecast.ts';
export { statePathProblem } from './service/state-file.ts';

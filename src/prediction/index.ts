export { CLEARED_BELOW, DEFAULT_THRESHOLD, isPredicted } from './calibration/decision.ts';
export type { Explanation } from './explanation/explanation.ts';
export type { QueueName } from './model/kept-queues.ts';
export type { QueueObservation } from './model/observation.ts';
export { createPredictor, type QueuePrediction } from './model/predictor.ts';
export { observationsOf } from './service/observations.ts';
export { type PredictionService, startPredictionService } from './service/prediction-service.ts';
export { statePathProblem } from './service/state-file.ts';

export { observationsOf } from './observations.ts';
export {
  type PredictionOptions,
  type PredictionService,
  startPredictionService,
} from './prediction-service.ts';
export { statePathProblem } from './state-file.ts';

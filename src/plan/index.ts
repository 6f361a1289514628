export { formatPlan } from './format-plan.ts';
export { type ParsedPlan, parsePlan } from './parse-plan.ts';
export { planCollector } from './plan-collector.ts';
export { PlanError } from './plan-error.ts';
export { readPlanFile } from './plan-file.ts';
export type { PlanSource } from './plan-source.ts';

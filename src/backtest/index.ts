export * from './backtest.ts';
export * from './plot.ts';
export * from './report.ts';
export * from './run.ts';
export * from './score-card.ts';
export * from './trace.ts';
export * from './trace-line.ts';

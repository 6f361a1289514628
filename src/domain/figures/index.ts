export { originOf, type QueueRow, rowsOf } from './origin.ts';
export {
  type FactFigure,
  type FigureSource,
  type FigureSources,
  factAt,
  factFigures,
  type QueueFigure,
} from './queue-figure.ts';

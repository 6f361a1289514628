import { z } from 'zod';
import { ABANDON_RULES, COLLECTORS, MEDIA } from '../../domain/index.ts';
import { collectorSchema } from '../queues-schema.ts';

/** The schema of `/api/v1/queues/{tenant}/{id}`. */

const value = z
  .union([
    z.number(),
    z.boolean(),
    z.enum(ABANDON_RULES),
    z.record(z.string(), z.number()).describe('Counts by action'),
    z.strictObject({
      upper_bounds: z.array(z.union([z.number(), z.literal('+Inf')])),
      counts: z.array(z.number()),
    }),
  ])
  .describe('As in /api/v1/queues');

const figure = z.string().describe('Name in /api/v1/queues, with dots between levels: windows.15m.answered');
const metric = z.string().optional().describe('The metric that exports it, with its labels');
const collector = z.enum(COLLECTORS).optional();
const polledAt = z.number().optional().describe('When the value was polled, Unix seconds');
const endpoint = z.string().optional().describe('Method and path of the platform');
const fields = z.array(z.string()).optional().describe('Fields of its response');

const inputSchema = z.strictObject({
  figure,
  media: z.enum(MEDIA),
  value: value.optional(),
  collector,
  polled_at: polledAt,
});

export const ORIGINS = ['platform', 'derived', 'configuration', 'plan'] as const;

const figureSchema = z
  .strictObject({
    figure,
    metric,
    value,
    origin: z.enum(ORIGINS),
    collector,
    polled_at: polledAt.describe('When the value, or the oldest of its inputs, was polled, Unix seconds'),
    endpoint,
    fields,
    formula: z.string().optional().describe('How the value follows from the fields or inputs'),
    inputs: z.array(inputSchema).optional(),
  })
  .describe('A figure and where it comes from');

export const ABSENCES = [
  'not_reported',
  'not_configured',
  'collector_disabled',
  'not_polled',
  'collector_failed',
  'other_media',
  'no_value',
  'not_derivable',
] as const;

const absentSchema = z
  .strictObject({
    figure,
    metric,
    reason: z.enum(ABSENCES),
    message: z.string(),
    collector,
    endpoint,
    fields,
  })
  .describe('A figure without a value');

export const figuresSchema = z
  .strictObject({
    tenant: z.string(),
    platform: z.string(),
    api: z.string(),
    queue_id: z.string(),
    updated_at: z.number().describe('Unix seconds'),
    collectors: z.array(collectorSchema),
    media: z.array(
      z.strictObject({
        queue: z.string().describe('Name'),
        media: z.enum(MEDIA),
        figures: z.array(figureSchema),
        absent: z.array(absentSchema),
      }),
    ),
  })
  .describe('Origin of each figure of a queue, by medium');

export type FiguresJson = z.input<typeof figuresSchema>;
export type FigureJson = z.input<typeof figureSchema>;
export type AbsentJson = z.input<typeof absentSchema>;
export type InputJson = z.input<typeof inputSchema>;
export type ValueJson = z.input<typeof value>;

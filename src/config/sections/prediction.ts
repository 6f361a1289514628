import { z } from 'zod';
import { booleanFromEnv } from '../../settings/index.ts';

/** The top-level section: prediction of service level breaches. */
export const predictionSection = z
  .object({
    enabled: booleanFromEnv().prefault(true).describe('Whether breaches are predicted'),
    state_path: z
      .string()
      .min(1)
      .optional()
      .describe('File that stores the learned parameters; without it, each start learns from the beginning'),
  })
  .prefault({})
  .describe('Prediction of service level breaches; only read at startup');

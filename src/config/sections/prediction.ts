import { z } from 'zod';
import { booleanFromEnv } from '../../settings/index.ts';

/** The top-level section: how breaches are predicted. */
export const predictionSection = z
  .object({
    enabled: booleanFromEnv().prefault(true).describe('Whether breaches are predicted at all'),
    state_path: z
      .string()
      .min(1)
      .optional()
      .describe('File in which the exporter keeps what it has learned; without it, each start learns anew'),
  })
  .prefault({})
  .describe('How breaches of the service level are predicted; read at the start alone');

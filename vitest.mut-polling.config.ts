import { defineConfig } from 'vitest/config';
import config from './vitest.mutation.config.ts';
export default defineConfig({ ...config, test: { ...config.test, include: ['test/polling/**/*.test.ts'] } });

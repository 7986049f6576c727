import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// A busy machine must not look like a fault.
const expect = { poll: { timeout: 20_000 } };

const unit = {
  environment: 'node',
  expect,
  pool: 'forks',
  maxWorkers: 2,
  // Interpreters boot in seconds on a quiet machine only.
  testTimeout: 90_000,
  hookTimeout: 120_000,
} as const;

// `unit` stands beside the code (contract suites included); `node` is what of it the version of Node could change; `e2e` starts
// real processes and windows, and runs the fault campaigns in short; `faults` runs them at full length.
export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...unit,
          name: 'unit',
          include: ['{protocol,main,preload,renderer,environments}/**/*.test.{ts,tsx}', 'tests/contract/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...unit,
          name: 'node',
          include: ['{protocol,main}/**/*.test.ts', 'tests/contract/**/*.test.ts'],
          // It runs in Chromium.
          exclude: ['tests/contract/runnerWeb.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/{e2e,ui,netns,faults}/**/*.test.ts'],
          // Its short form is a contract test of the targets.
          exclude: ['tests/faults/sync.test.ts'],
          env: { CUBICLE_FAULT_CYCLES: '20' },
          expect,
          environment: 'node',
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      reportsDirectory: 'coverage',
      include: ['protocol/**', 'main/**', 'renderer/**'],
    },
  },
});

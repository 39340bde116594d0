import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/no-network.ts'],
    pool: 'forks',
    // Tests wait for the database most of the time, so that a worker for each core is not too many.
    maxWorkers: '100%',
    // Browsers and child processes may be late on a loaded machine; a defect fails twice.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // Nothing of the developer's own settings may reach the tests.
    env: { NODE_ENV: 'test', TZ: 'UTC', LOG_LEVEL: 'silent' },
  },
});

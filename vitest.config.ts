import { defineConfig } from 'vitest/config';

/** Tests that use services only share the loaded modules of their worker: loading them anew takes longer than most tests. */
const sharing = ['tests/core/**/*.test.ts', 'tests/admin-api/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/no-network.ts'],
    pool: 'forks',
    // Tests wait for the database most of the time, so that a worker for each core is not too many.
    maxWorkers: '100%',
    // Browsers and child processes may be late on a loaded machine; a defect fails twice.
    retry: process.env['CI'] ? 1 : 0,
    // Limits end what hangs. A machine with much to do is late, and what is late is not wrong.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // Nothing of the developer's own settings may reach the tests.
    env: { NODE_ENV: 'test', TZ: 'UTC', LOG_LEVEL: 'silent' },
    projects: [
      { extends: true, test: { name: 'services', include: sharing, isolate: false } },
      { extends: true, test: { name: 'doors', include: ['tests/**/*.test.ts'], exclude: sharing } },
    ],
  },
});

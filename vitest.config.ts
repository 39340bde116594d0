import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/no-network.ts'],
    pool: 'forks',
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // Nothing of the developer's own settings may reach the tests.
    env: { NODE_ENV: 'test', TZ: 'UTC', LOG_LEVEL: 'silent' },
  },
});

import { defineConfig } from 'vitest/config';

/** Apart from the tests of the program: these need the packages of this folder, and Chromium. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    env: { NODE_ENV: 'production' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One waits for a browser while the other compiles.
    maxWorkers: 2,
  },
});

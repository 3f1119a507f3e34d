import { defineConfig } from 'vitest/config';

/**
 * `python` needs an interpreter with MLflow (MLINVOKE_TEST_PYTHON), `image` podman and a base;
 * `sweep` compares what `npm run sweep` has just made.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'] } },
      { test: { name: 'sweep', include: ['test/sweep/**/*.test.ts'] } },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          css: true,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          css: true,
          testTimeout: 60_000,
        },
      },
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'python', include: ['test/python/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'image', include: ['test/image/**/*.test.ts'], testTimeout: 600_000 } },
    ],
  },
});

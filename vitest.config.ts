import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['tests/js/**/*.test.{ts,mjs}'], environment: 'node', testTimeout: 10_000 },
});

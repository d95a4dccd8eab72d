const swcOptions = require('./test/swc-options.cjs');

// Packages that are ES modules, or import() some: jest has to compile them.
const esModules =
  '@nestjs|mongodb|temporal-polyfill|temporal-utils|@fastify|fastify|light-my-request|cookie|content-disposition|jose|load-esm|file-type|strtok3|token-types|uint8array-extras|@borewit|@tokenizer';

// The SDK's other supported version is installed under another name: see test/with-versions.cjs.
const openai =
  process.env['TESTED_OPENAI'] === '7' ? { '^openai$': 'openai7', '^openai/(.*)$': 'openai7/$1' } : {};

module.exports = {
  testEnvironment: 'node',
  // Stories start whole services. What takes its time on a busy machine is no failure: nothing here measures speed.
  testTimeout: 60_000,
  // Jest itself would leave one core idle.
  maxWorkers: '100%',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  transform: {
    // The first pattern that fits decides.
    '/src/.+\\.(dto|controller)\\.ts$': '<rootDir>/test/compile-described.cjs',
    '^.+\\.(t|j|mj)s$': ['@swc/jest', { ...swcOptions, swcrc: false }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', ...openai },
};

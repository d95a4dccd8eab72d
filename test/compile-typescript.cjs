// Preloaded by `npm test`: a worker thread started by a test loads our TypeScript through Node itself, not through jest.
const { transformFileSync } = require('@swc/core');
const swcOptions = require('./swc-options.cjs');

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformFileSync(filename, { ...swcOptions, swcrc: false }).code, filename);
};

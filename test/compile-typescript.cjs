// Preloaded by `npm test`: a worker thread started by a test loads our TypeScript through Node itself, not through jest.
// COMPILED_TYPESCRIPT names a folder for what was compiled, for a program that is started hundreds of times from the same files.
const { createHash } = require('node:crypto');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const swcOptions = require('./swc-options.cjs');

const folder = process.env.COMPILED_TYPESCRIPT;

require.extensions['.ts'] = (module, filename) => {
  module._compile(folder === undefined ? compile(filename) : compileOnce(filename), filename);
};

function compile(filename) {
  const { transformFileSync } = require('@swc/core');
  return transformFileSync(filename, { ...swcOptions, swcrc: false }).code;
}

function compileOnce(filename) {
  const compiled = join(folder, createHash('sha256').update(filename).digest('hex'));
  try {
    return readFileSync(compiled, 'utf8');
  } catch {
    const code = compile(filename);
    // Another process may read it meanwhile.
    writeFileSync(`${compiled}.${process.pid}`, code);
    renameSync(`${compiled}.${process.pid}`, compiled);
    return code;
  }
}

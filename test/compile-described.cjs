// Compiles DTOs and controllers as `nest build` does: with the plugin that writes their types and comments into the description of the
// API. So the tests see the description that the service gives, and can hold the service to it.
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { before } = require('@nestjs/swagger/plugin');
const ts = require('typescript');
const nestCli = require('../nest-cli.json');

const ROOT = join(__dirname, '..');
const SOURCES = join(ROOT, 'src');
const [{ options: pluginOptions }] = nestCli.compilerOptions.plugins;

let program;
let sources;

module.exports = {
  process(_text, path) {
    program ??= ts.createProgram(describedFiles(), compilerOptions());
    let code = '';
    const write = (name, text) => {
      if (name.endsWith('.js')) code = text;
    };
    program.emit(program.getSourceFile(path), write, undefined, false, {
      before: [before(pluginOptions, program)],
    });
    return { code };
  },
  // The types of a DTO may come from any other file.
  getCacheKey(text, path) {
    sources ??= typescriptFiles().map((file) => readFileSync(file, 'utf8'));
    const hash = createHash('sha1').update(
      `${path}\n${text}\n${JSON.stringify(pluginOptions)}\n${ts.version}`,
    );
    for (const source of sources) hash.update(source);
    return hash.digest('hex');
  },
};

const typescriptFiles = () =>
  readdirSync(SOURCES, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .sort()
    .map((name) => join(SOURCES, name));

const describedFiles = () => typescriptFiles().filter((name) => /\.(dto|controller)\.ts$/.test(name));

function compilerOptions() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return { ...options, noEmit: false, inlineSourceMap: true, inlineSources: true };
}

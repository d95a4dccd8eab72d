import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The variables of this process, with those of the file `.env` in `directory` for what is not set (or set to nothing).
 * `process.env` itself is left alone, so that two readers in one process (tests) do not meet.
 */
export function readEnvironment(directory = process.cwd()): NodeJS.ProcessEnv {
  const file = join(directory, '.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...written, ...withoutEmpty(process.env) };
}

/** An empty value counts as unset: `PORT= npm start` and a line `PORT=` in a file both mean "not set". */
export function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

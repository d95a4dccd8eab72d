import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NoMongoDBError, OwnMongod } from './own-mongod';
import { familyOf } from './process-family';
import { FULL, SHORT } from './profile';
import { brokenOff, type Scenario, type Stage } from './scenario';
import { SCENARIOS } from './scenarios';
import { type Row, tableOf } from './table';

const NO_MONGODB = 75;

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    markdown: { type: 'string' },
  },
});

async function run(): Promise<void> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const profile = values.short ? SHORT : FULL;
  const isChosen = ({ id }: Scenario) =>
    values.only?.split(',').some((part) => id.split(', ').includes(part)) ?? true;
  const directory = await mkdtemp(join(tmpdir(), 'token-ledger-crash-'));
  say(`The crash suite, ${profile.name}, seed ${seed}`);
  const mongod = await OwnMongod.start(join(directory, 'mongod'));
  const rows: Row[] = [];
  try {
    for (const group of SCENARIOS) {
      const chosen = group.filter(isChosen);
      const stage = { mongod, directory, profile, seed };
      rows.push(...(await Promise.all(chosen.map((scenario) => rowOf(scenario, stage)))));
    }
  } finally {
    await mongod.kill();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  const table = tableOf(rows);
  say(`\n${table}`);
  if (values.markdown !== undefined) await writeFile(values.markdown, `${table}\n`);
  if (rows.every(({ told }) => told.violations.length === 0)) return;
  say(`\nTo see it again: npm run test:crash -- ${values.short ? '--short ' : ''}--seed ${seed}`);
  process.exitCode = 1;
}

async function rowOf(scenario: Scenario, stage: Stage): Promise<Row> {
  const start = performance.now();
  const told = await scenario.run(stage).catch(brokenOff);
  const seconds = (performance.now() - start) / 1_000;
  say(`${scenario.id}: ${scenario.promise} (${seconds.toFixed(0)} s)`);
  for (const violation of told.violations) say(`  BROKEN: ${violation}`);
  for (const remark of told.remarks) say(`  ${remark}`);
  if (told.skipped !== undefined) say(`  skipped: ${told.skipped}`);
  return { scenario, told, seconds };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Nothing that was started here may stay when this process is told to go. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const pid of familyOf(process.pid)) if (pid !== process.pid) process.kill(pid, 'SIGKILL');
    process.exit(1);
  });
}

run().catch((error: unknown) => {
  const isMissing = error instanceof NoMongoDBError;
  process.stderr.write(
    isMissing
      ? `The crash suite needs a MongoDB that it can kill: set MONGOMS_SYSTEM_BINARY to one. ${error.message}\n`
      : `${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
  );
  process.exit(isMissing ? NO_MONGODB : 1);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnreachableError, isStillToBeMade, withDatabase } from '../../database';
import { schemaStatus } from '../../migrations';
import { sentenceOf } from '../run-command';
import { CHECKS } from './all-checks';
import { type Check, fail, type Finding, type Outside, skip, warn } from './check';
import { askRecent } from './records';

export interface Result {
  readonly name: string;
  readonly finding: Finding;
}

/** Goes through all checks, one after the other. */
export async function examine(patient: Outside): Promise<readonly Result[]> {
  const { settings } = patient;
  if (isStillToBeMade(settings))
    return withoutDatabase(
      patient,
      warn(`There is no embedded store in ${settings.dataDir} yet`, 'npm start makes it.'),
    );
  try {
    return await withDatabase(settings, (database) => {
      const schema = once(() => schemaStatus(database.db, settings));
      const recent = once(() => askRecent(database));
      return inTurn(CHECKS, ({ look }) => look({ ...patient, database, schema, recent }));
    });
  } catch (error) {
    return withoutDatabase(patient, unreachableFinding(error));
  }
}

function unreachableFinding(error: unknown): Finding {
  if (error instanceof DatabaseUnreachableError) return fail(error.reason, error.fix);
  return fail(sentenceOf(error), 'Correct the settings, or what they name.');
}

async function withoutDatabase(patient: Outside, finding: Finding): Promise<readonly Result[]> {
  const possible = CHECKS.filter((check) => check.needs === 'settings' || check.name === 'database');
  const others = CHECKS.filter((check) => !possible.includes(check)).map(({ name }) => name);
  const results = await inTurn(possible, (check) =>
    check.needs === 'settings' ? check.look(patient) : finding,
  );
  return [...results, { name: 'the others', finding: skip(`They need the database: ${others.join(', ')}`) }];
}

const PATIENCE_MS = 10_000;

async function inTurn(
  checks: readonly Check[],
  look: (check: Check) => Finding | Promise<Finding>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const check of checks) results.push({ name: check.name, finding: await finished(() => look(check)) });
  return results;
}

/** A check that fails has found something, too. */
async function finished(look: () => Finding | Promise<Finding>): Promise<Finding> {
  const tooLong = sleep(PATIENCE_MS, undefined, { ref: false });
  try {
    const finding = await Promise.race([look(), tooLong]);
    return (
      finding ??
      fail(
        `No answer within ${PATIENCE_MS / 1000} seconds`,
        'Try again. If it stays, restart what was asked.',
      )
    );
  } catch (error) {
    return fail(
      sentenceOf(error),
      'Put that right and try again. If it stays, look at the log of the service.',
    );
  }
}

function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => (answer ??= ask());
}

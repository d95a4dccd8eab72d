import { mongo } from 'mongoose';
import { unsummedIds } from '../../ledger';
import { type Finding, type Inside, ok, skip, warn } from './check';

const PATIENCE_MS = 5_000;
const MAX_TIME_EXPIRED = 50;
const MOST = 1_000;
const SHOWN = 3;

/** Records that no sum has: questions are answered from sums. */
export async function lookAtSums({ database }: Inside): Promise<Finding> {
  try {
    const ids = await unsummedIds(database.db, MOST, PATIENCE_MS);
    if (ids.length === 0) return ok('Every record is part of the sums that questions are answered from');
    const count = ids.length < MOST ? String(ids.length) : `${MOST} or more`;
    return warn(
      `${count} records are part of no sum, so that no question sees them: ${listOf(ids)}`,
      'npm run rebuild adds them up. Those that another program has written: npm run migrate -- --adopt',
    );
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && error.code === MAX_TIME_EXPIRED)) throw error;
    return skip('It takes too long to find out: GET /admin/openai/verify looks at all, in steps');
  }
}

const listOf = (ids: readonly unknown[]) =>
  `${ids.slice(0, SHOWN).map(String).join(', ')}${ids.length > SHOWN ? ', …' : ''}`;

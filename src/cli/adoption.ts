import { mongo } from 'mongoose';
import { adopt, type Adopted, countForeign, rebuild } from '../ledger';
import { rebuiltLines, tellProgress } from './rebuilt-lines';

const PATIENCE_MS = 30_000;
const MAX_TIME_EXPIRED = 50;

/** What `migrate --status` says of records that another program has written; nothing where there are none. */
export async function foreignLines({ db }: { readonly db: mongo.Db }): Promise<readonly string[]> {
  try {
    const count = await countForeign(db, PATIENCE_MS);
    if (count === 0) return [];
    return [`To be adopted: ${count} records that another program has written. npm run migrate -- --adopt`];
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && error.code === MAX_TIME_EXPIRED)) throw error;
    return [
      `Whether records are to be adopted could not be found out within ${PATIENCE_MS / 1_000} seconds.`,
    ];
  }
}

/** Takes over what another program has written, and adds it up: what an adoption that was stopped has taken over, too. */
export async function adoptAll(
  db: mongo.Db,
): Promise<{ readonly lines: readonly string[]; readonly isWell: boolean }> {
  const adopted = await adopt(db, (count) => {
    if (count % TOLD_EACH === 0) process.stderr.write(`${count} records adopted\n`);
  });
  const rebuilt = await rebuild(db, {}, tellProgress());
  return { lines: [...adoptedLines(adopted), ...rebuiltLines(rebuilt)], isWell: adopted.left === 0 };
}

const TOLD_EACH = 50_000;

function adoptedLines({ adopted, unpriced, left, obstacles }: Adopted): readonly string[] {
  const unknown = `${unpriced} of them at an unknown cost (it was missing, negative or no number), which is none, not 0.`;
  return [
    `Adopted: ${adopted} records.${unpriced > 0 ? ` ${unknown}` : ''}`,
    ...(left > 0 ? [`Left as they are, and part of no sum: ${left} records.`] : []),
    ...obstacles.map(({ _id, obstacle }) => `  ${String(_id)}: ${obstacle}`),
    ...(left > obstacles.length ? [`  and ${left - obstacles.length} more`] : []),
  ];
}

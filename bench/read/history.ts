import { type HistoryPage, type UsageQuestions } from '../../src/analytics';
import { naiveUsageModel } from '../naive-usage';
import { type PartReport } from '../part';
import { table } from '../report';
import { atLeast, atMost, short } from '../targets';
import { BUSIEST_USER } from '../traffic';
import { askInTurns, medianOf, ratioOf, type Round } from './asking';
import { usageOfOne } from './data-set';
import { type DataSets } from './data-sets';
import { NaiveAnswers, type NaiveRecord } from './naive-answers';
import { type Options } from './options';
import { ourAnswers } from './our-answers';
import { assertSame } from './same';

const NAMES = [
  'naive, page 1',
  'naive, page at depth',
  'naive, page at depth, without the total',
  'token-ledger, page 1',
  'token-ledger, cursor at depth',
  'token-ledger, page at depth',
] as const;
type Name = (typeof NAMES)[number];

const LIMIT = 50;
// The history of one user, however large the rest is: a million calls are many for one.
const MOST_RECORDS = 1_000_000;

/** A page that lies behind nine tenths of a history. */
export async function history(dataSets: DataSets, { size, rounds }: Options): Promise<PartReport> {
  const records = Math.min(size, MOST_RECORDS);
  const { connection } = await dataSets.open(usageOfOne(records));
  const ours = await ourAnswers(connection, 'UTC');
  const naive = new NaiveAnswers(naiveUsageModel(connection));
  const page = Math.floor((0.9 * records) / LIMIT) + 1;
  const cursor = await comparedCursor(ours, naive, page);
  const measured = await askInTurns<Name>(
    {
      'naive, page 1': () => naive.history(BUSIEST_USER, 1, LIMIT),
      'naive, page at depth': () => naive.history(BUSIEST_USER, page, LIMIT),
      'naive, page at depth, without the total': () => naive.historyRows(BUSIEST_USER, page, LIMIT),
      'token-ledger, page 1': () => ours.userHistory(BUSIEST_USER, { limit: LIMIT }),
      'token-ledger, cursor at depth': () => ours.userHistory(BUSIEST_USER, { cursor, limit: LIMIT }),
      'token-ledger, page at depth': () => ours.userHistory(BUSIEST_USER, { page, limit: LIMIT }),
    },
    rounds,
  );
  return {
    heading: `History of a user with ${records} records, ${LIMIT} from record ${(page - 1) * LIMIT} on; medians of ${rounds} rounds, ms`,
    table: historyTable(measured),
    targets: targetsOf(measured),
    measured,
  };
}

/** @returns the cursor of the page before, which asks for the same page */
async function comparedCursor(ours: UsageQuestions, naive: NaiveAnswers, page: number): Promise<string> {
  const { cursor } = await ours.userHistory(BUSIEST_USER, { page: page - 1, limit: LIMIT });
  if (cursor === null) throw new Error('The history ends before it should.');
  const { data, total } = await naive.history(BUSIEST_USER, page, LIMIT);
  const expected = [total, ...data.map(lineOfRecord)];
  for (const how of [{ page }, { cursor }])
    assertSame(
      'The page at depth',
      linesOf(await ours.userHistory(BUSIEST_USER, { ...how, limit: LIMIT })),
      expected,
    );
  return cursor;
}

const linesOf = ({ total, data }: HistoryPage) => [total, ...data.map(lineOfEntry)];

/** Without ids, which are not the same on both sides. */
const lineOfEntry = ({ timestamp, modelName, operation, totalTokens, cost }: HistoryPage['data'][number]) =>
  [timestamp, modelName, operation, totalTokens, cost].join(' ');

const lineOfRecord = ({ timestamp, modelName, operation, totalTokens, cost }: NaiveRecord) =>
  [timestamp.toISOString(), modelName, operation, totalTokens, cost].join(' ');

function historyTable(rounds: readonly Round<Name>[]): string {
  const rows = NAMES.map((name) => [
    name,
    short(medianOf(rounds, name)),
    short(ratioOf(rounds, name, 'token-ledger, page 1')),
    short(ratioOf(rounds, 'naive, page at depth', name)),
  ]);
  return table(['', 'ms', 'its / our page 1', 'naive at depth / its'], rows);
}

function targetsOf(rounds: readonly Round<Name>[]) {
  const besidePage1 = (name: Name) => ratioOf(rounds, name, 'token-ledger, page 1');
  return [
    atMost(
      1.3,
      'P8 history at depth, by cursor: ours / our page 1',
      besidePage1('token-ledger, cursor at depth'),
    ),
    atLeast(
      100,
      'P8 history at depth, by cursor: naive skip, without the total / ours',
      ratioOf(rounds, 'naive, page at depth, without the total', 'token-ledger, cursor at depth'),
    ),
    atMost(10, 'P8 history at depth, by page: ours / our page 1', besidePage1('token-ledger, page at depth')),
  ];
}

import { intervalOf } from '../../src/calendar';
import { naiveUsageModel } from '../naive-usage';
import { type PartReport } from '../part';
import { table } from '../report';
import { atLeast, short } from '../targets';
import { askInTurns, medianOf, ratioOf, type Round } from './asking';
import { usageOfMany } from './data-set';
import { type DataSets, type LoadedDataSet } from './data-sets';
import { NaiveAnswers } from './naive-answers';
import { type Options } from './options';
import { ourAnswers } from './our-answers';
import { type DateRange, datesOf, LAST_MONTH, RANGES, TIME_ZONE } from './ranges';
import { assertSame } from './same';

type Rounds = readonly Round<'naive' | 'token-ledger'>[];

interface Question {
  readonly name: string;
  readonly dates: DateRange;
  readonly timeZone: string;
  /** How many times as fast as the naive answer it has to be. */
  readonly least: number;
}

const LIMIT = 10;

/** Who used the most. */
export async function topUsers(dataSets: DataSets, { size, rounds }: Options): Promise<PartReport> {
  const set = await dataSets.open(usageOfMany(size));
  const measured: [Question, Rounds][] = [];
  for (const question of questionsOf(set)) measured.push([question, await race(question, set, rounds)]);
  return {
    heading: `Top ${LIMIT} users of ${size} records; medians of ${rounds} rounds, ms`,
    table: topUsersTable(measured),
    targets: measured.map(([{ name, least }, ofQuestion]) =>
      atLeast(
        least,
        `P7 top ${LIMIT} users, ${name}: naive / ours`,
        ratioOf(ofQuestion, 'naive', 'token-ledger'),
      ),
    ),
    measured: Object.fromEntries(measured.map(([{ name }, ofQuestion]) => [name, ofQuestion])),
  };
}

/** Months of users are those of UTC: of a month of another zone, only records tell the first and the last hours. */
function questionsOf({ course }: LoadedDataSet): readonly Question[] {
  return [
    { name: 'a month of UTC', dates: LAST_MONTH, timeZone: 'UTC', least: 1_000 },
    { name: `a month of ${TIME_ZONE}`, dates: LAST_MONTH, timeZone: TIME_ZONE, least: 40 },
    ...RANGES.map((range) => ({
      name: range,
      dates: datesOf(range, course),
      timeZone: TIME_ZONE,
      least: 40,
    })),
  ];
}

async function race(
  { name, dates, timeZone }: Question,
  set: LoadedDataSet,
  rounds: number,
): Promise<Rounds> {
  const questions = await ourAnswers(set.connection, timeZone);
  const naiveAnswers = new NaiveAnswers(naiveUsageModel(set.connection));
  const ours = () => questions.topUsers(dates, LIMIT);
  const naive = () => naiveAnswers.topUsers(intervalOf(dates, timeZone), LIMIT);
  assertSame(
    `The top users of ${name}`,
    (await ours()).map((user) => [user._id, user.totalTokens, user.totalRequests + user.failedRequests]),
    (await naive()).map((user) => [String(user._id), user.totalTokens, user.totalRequests]),
  );
  return askInTurns({ naive, 'token-ledger': ours }, rounds);
}

function topUsersTable(measured: readonly [Question, Rounds][]): string {
  const rows = measured.map(([{ name }, rounds]) => [
    name,
    short(medianOf(rounds, 'naive')),
    short(medianOf(rounds, 'token-ledger')),
    short(ratioOf(rounds, 'naive', 'token-ledger')),
  ]);
  return table(['', 'naive', 'token-ledger', 'naive / ours'], rows);
}

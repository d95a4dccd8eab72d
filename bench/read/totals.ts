import { type UsageQuestions } from '../../src/analytics';
import { type Interval, intervalOf } from '../../src/calendar';
import { median } from '../measure';
import { naiveUsageModel } from '../naive-usage';
import { type PartReport } from '../part';
import { table } from '../report';
import { atLeast, atMost, short } from '../targets';
import { askInTurns, medianOf, ratioOf, type Round } from './asking';
import { tenthOf, usageOfMany } from './data-set';
import { type DataSets, type LoadedDataSet } from './data-sets';
import { NaiveAnswers } from './naive-answers';
import { type Options } from './options';
import { ourAnswers, withoutUserSets } from './our-answers';
import { type DateRange, datesOf, type RangeName, RANGES, TIME_ZONE } from './ranges';
import { assertSame, microUsd } from './same';

const WITHOUT_USERS = 'token-ledger, without users';
const A_TENTH = 'token-ledger, a tenth of the records';
type Name = 'naive' | 'token-ledger' | typeof WITHOUT_USERS | typeof A_TENTH;

type Rounds = readonly Round<Name>[];

/** The totals of the dashboard, with exactly as many users as there are. */
export async function totals(dataSets: DataSets, { size, rounds }: Options): Promise<PartReport> {
  const whole = await sidesOf(await dataSets.open(usageOfMany(size)));
  const tenth = await sidesOf(await dataSets.open(tenthOf(size)));
  const measured: [RangeName, Rounds][] = [];
  for (const range of RANGES) measured.push([range, await race(range, whole, tenth, rounds)]);
  return {
    heading: `Dashboard totals of ${size} records; medians of ${rounds} rounds, ms`,
    table: totalsTable(measured),
    targets: measured.flatMap(([range, ofRange]) => targetsOf(range, ofRange)),
    measured: Object.fromEntries(measured),
  };
}

interface Sides {
  readonly set: LoadedDataSet;
  readonly ours: UsageQuestions;
  readonly withoutUsers: UsageQuestions;
  readonly naive: NaiveAnswers;
}

async function sidesOf(set: LoadedDataSet): Promise<Sides> {
  const { connection } = set;
  return {
    set,
    ours: await ourAnswers(connection, TIME_ZONE),
    withoutUsers: await ourAnswers(withoutUserSets(connection), TIME_ZONE),
    naive: new NaiveAnswers(naiveUsageModel(connection)),
  };
}

async function race(range: RangeName, whole: Sides, tenth: Sides, rounds: number): Promise<Rounds> {
  for (const sides of [whole, tenth]) await compare(range, sides);
  const { dates, interval } = asked(range, whole);
  const ofTenth = asked(range, tenth).dates;
  return askInTurns<Name>(
    {
      naive: () => whole.naive.dashboard(interval),
      'token-ledger': () => whole.ours.dashboardTotals(dates),
      [WITHOUT_USERS]: () => whole.withoutUsers.dashboardTotals(dates),
      [A_TENTH]: () => tenth.ours.dashboardTotals(ofTenth),
    },
    rounds,
  );
}

function asked(range: RangeName, { set }: Sides): { readonly dates: DateRange; readonly interval: Interval } {
  const dates = datesOf(range, set.course);
  return { dates, interval: intervalOf(dates, TIME_ZONE) };
}

/** The documents know no failed calls, and count them as any other. */
async function compare(range: RangeName, sides: Sides): Promise<void> {
  const { dates, interval } = asked(range, sides);
  const ours = await sides.ours.dashboardTotals(dates);
  const naive = await sides.naive.dashboard(interval);
  assertSame(
    `The dashboard of ${range}`,
    [ours.totalRequests + ours.failedRequests, ours.totalTokens, microUsd(ours.totalCost), ours.uniqueUsers],
    naive && [naive.totalRequests, naive.totalTokens, microUsd(naive.totalCost), naive.uniqueUsers],
  );
}

function totalsTable(measured: readonly [RangeName, Rounds][]): string {
  const rows = measured.map(([range, rounds]) => [
    range,
    ...(['naive', 'token-ledger', WITHOUT_USERS, A_TENTH] as const).map((name) =>
      short(medianOf(rounds, name)),
    ),
    short(ratioOf(rounds, 'naive', 'token-ledger')),
  ]);
  return table(
    ['', 'naive', 'token-ledger', 'without users', 'of a tenth of the records', 'naive / ours'],
    rows,
  );
}

function targetsOf(range: RangeName, rounds: Rounds) {
  const addedMs = median(rounds.map((round) => round['token-ledger'] - round[WITHOUT_USERS]));
  return [
    atLeast(300, `P5 dashboard, ${range}: naive / ours`, ratioOf(rounds, 'naive', 'token-ledger')),
    atMost(1.2, `P5 dashboard, ${range}: ours / ours of a tenth`, ratioOf(rounds, 'token-ledger', A_TENTH)),
    atMost(2, `P6 users of the dashboard, ${range}: ms that they add`, addedMs),
  ];
}

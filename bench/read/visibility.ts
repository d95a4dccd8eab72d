import { setTimeout as sleep } from 'node:timers/promises';
import { type UsageQuestions } from '../../src/analytics';
import { migrate } from '../../src/migrations';
import { type UsageRecord } from '../../src/usage';
import { quantile } from '../measure';
import { type PartReport } from '../part';
import { table } from '../report';
import { newSpoolFolder, SpooledLedger } from '../spooled-ledger';
import { atMost, short } from '../targets';
import { Traffic } from '../traffic';
import { type DataSets } from './data-sets';
import { type Options } from './options';
import { ourAnswers } from './our-answers';

const SECONDS_A_DAY = 24 * 60 * 60;
const TICK_MS = 5;

/** How long after a call is acknowledged, its record handed to the operating system, it is part of the dashboard. */
export async function visibility(dataSets: DataSets, { rate, seconds }: Options): Promise<PartReport> {
  const { connection, db } = await dataSets.empty('visibility');
  await migrate(db, { indexProfile: 'seed' });
  const ledger = await SpooledLedger.open(connection, await newSpoolFolder());
  try {
    const questions = await ourAnswers(connection, 'UTC');
    const { lagsMs, eventsPerSecond } = await watch(ledger, questions, { rate, seconds });
    const [p50, p99, most] = [quantile(lagsMs, 0.5), quantile(lagsMs, 0.99), quantile(lagsMs, 1)];
    return {
      heading: `Acknowledged to visible, ${seconds} s of ${short(eventsPerSecond)} events/s, ms`,
      table: table(['p50', 'p99', 'most'], [[short(p50), short(p99), short(most)]]),
      targets: [atMost(1_000, `P14 acknowledged to visible at ${rate} events/s, p99, ms`, p99)],
      measured: { eventsPerSecond, p50, p99, most },
    };
  } finally {
    await ledger.close();
    await connection.dropDatabase();
  }
}

interface Watched {
  readonly lagsMs: readonly number[];
  /** As it was, which is less than what was asked for where the machine is too slow. */
  readonly eventsPerSecond: number;
}

/** A record is visible when an answer counts as many records as were acknowledged up to it: they are counted in their order. */
async function watch(
  ledger: SpooledLedger,
  questions: UsageQuestions,
  { rate, seconds }: Pick<Options, 'rate' | 'seconds'>,
): Promise<Watched> {
  const calls = rate * seconds;
  const course = { start: new Date(), days: seconds / SECONDS_A_DAY, calls, lateShare: 0 };
  const records = new Traffic(course).next(calls);
  const acknowledged: number[] = [];
  const given = giveSteadily(ledger, records, rate, acknowledged);
  const lagsMs: number[] = [];
  while (lagsMs.length < calls) {
    const { totalRequests, failedRequests } = await questions.dashboardTotals({});
    const seen = performance.now();
    const shown = acknowledged.slice(lagsMs.length, totalRequests + failedRequests);
    lagsMs.push(...shown.map((at) => seen - at));
    await sleep(TICK_MS);
  }
  return { lagsMs, eventsPerSecond: (calls / (await given)) * 1_000 };
}

/** @returns the milliseconds that it took */
async function giveSteadily(
  ledger: SpooledLedger,
  records: readonly UsageRecord[],
  rate: number,
  acknowledged: number[],
): Promise<number> {
  const begin = performance.now();
  while (acknowledged.length < records.length) {
    const due = Math.floor(((performance.now() - begin) / 1_000) * rate);
    const some = records.slice(acknowledged.length, due);
    await ledger.give(some);
    const at = performance.now();
    acknowledged.push(...some.map(() => at));
    await sleep(TICK_MS);
  }
  return performance.now() - begin;
}

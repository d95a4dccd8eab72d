import { type Course } from '../traffic';

// The same for every size, so that the calls of a smaller data set are the last days of those of a larger one.
const END = new Date('2025-12-01');
const DAY_MS = 24 * 60 * 60_000;

/** A million calls are those of a month, and ten million those of ten: of fewer, there are fewer each day. */
const RECORDS_A_DAY = 1_000_000 / 30;
const LEAST_DAYS = 30;

/** Calls that both sides hold. */
export interface DataSet {
  readonly name: string;
  readonly course: Course;
}

/** The calls of 10,000 users. */
export function usageOfMany(records: number): DataSet {
  return dataSet('many_users', records, daysOf(records));
}

/** As many calls a day, but of a tenth of the days. */
export function tenthOf(records: number): DataSet {
  return dataSet('many_users', Math.ceil(records / 10), daysOf(records) / 10);
}

/** All of them are one user's. */
export function usageOfOne(records: number): DataSet {
  return dataSet('one_user', records, daysOf(records), { users: 1 });
}

function dataSet(kind: string, calls: number, days: number, more: Pick<Course, 'users'> = {}): DataSet {
  const start = new Date(END.getTime() - days * DAY_MS);
  return {
    name: `bench_read_${kind}_${calls}_records_${Math.round(24 * days)}_hours`,
    course: { start, days, calls, lateShare: 0, ...more },
  };
}

const daysOf = (records: number) => Math.max(LEAST_DAYS, records / RECORDS_A_DAY);

export const endOfCourse = ({ start, days }: Course) => new Date(start.getTime() + days * DAY_MS);

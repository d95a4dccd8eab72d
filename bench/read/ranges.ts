import { type Course } from '../traffic';
import { endOfCourse } from './data-set';

/** Two dates as an administrator gives them. */
export interface DateRange {
  readonly startDate?: string;
  readonly endDate?: string;
}

export const RANGES = ['all time', 'nine tenths, in days', 'three quarters, to the millisecond'] as const;
export type RangeName = (typeof RANGES)[number];

/** Days there have 23, 24 or 25 hours, and begin in the middle of days of UTC, which is what is summed up. */
export const TIME_ZONE = 'America/New_York';

/** The dates of a range of the calls of a data set. */
export function datesOf(range: RangeName, course: Course): DateRange {
  const at = (share: number) => new Date(course.start.getTime() + share * lengthOf(course)).toISOString();
  switch (range) {
    case 'all time':
      return {};
    case 'nine tenths, in days':
      return { startDate: dayOf(at(0.05)), endDate: dayOf(at(0.95)) };
    case 'three quarters, to the millisecond':
      return { startDate: at(0.1234567), endDate: at(0.8765432) };
  }
}

/** The last of every data set, and all of one with a million records or less. */
export const LAST_MONTH: DateRange = { startDate: '2025-11-01', endDate: '2025-11-30' };

const lengthOf = (course: Course) => endOfCourse(course).getTime() - course.start.getTime();

const dayOf = (instant: string) => instant.slice(0, 10);

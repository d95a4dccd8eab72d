import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { type Interval, intervalOf, InvalidIntervalError } from '../calendar';
import { ANALYTICS_OPTIONS, type AnalyticsOptions } from './analytics-options';
import { dashboardTotals } from './dashboard-totals';
import { InvalidCursorError } from './history-cursor';
import { topUsers } from './top-users';
import { UsageDatabase } from './usage-database';
import { userHistory } from './user-history';
import { userStats } from './user-stats';

/** Two dates, both inclusive, as a person gives them: days of the service's time zone, or instants. */
export interface DateRange {
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

export interface HistoryQuestion {
  readonly page?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

// What is recorded now is counted within a second, unless the database is away. What is longer ago comes late, and rarely.
const UNSETTLED_MS = 60 * 60_000;

/** Answers the questions about usage. Each question has a file of its own. */
@Injectable()
export class UsageQuestions {
  constructor(
    private readonly database: UsageDatabase,
    @Inject(ANALYTICS_OPTIONS) private readonly options: AnalyticsOptions,
  ) {}

  dashboardTotals(range: DateRange) {
    return refusing(() => dashboardTotals(this.database, this.interval(range), unsettled()));
  }

  topUsers(range: DateRange, limit: number) {
    return refusing(() => topUsers(this.database, this.interval(range), limit, unsettled()));
  }

  userStats(userId: string, range: DateRange) {
    return refusing(() => userStats(this.database, userId, this.interval(range), unsettled()));
  }

  /** @param asked a page by its number, the first without one, or by the cursor of an earlier page */
  async userHistory(userId: string, { page, cursor, limit }: HistoryQuestion) {
    if (page !== undefined && cursor !== undefined)
      throw new BadRequestException(
        'cursor and page exclude each other: a cursor tells where its page begins.',
      );
    const request = cursor === undefined ? { page: page ?? 1, limit } : { cursor, limit };
    return await refusing(() => userHistory(this.database, userId, request));
  }

  private interval(range: DateRange): Interval {
    return intervalOf(range, this.options.timeZone);
  }
}

function unsettled(): Required<Interval> {
  const now = Date.now();
  return { from: new Date(now - UNSETTLED_MS), before: new Date(now + UNSETTLED_MS) };
}

/** What a person has asked wrongly is told to them. */
async function refusing<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof InvalidIntervalError || error instanceof InvalidCursorError)
      throw new BadRequestException(error.message);
    throw error;
  }
}

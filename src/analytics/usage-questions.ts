import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { type Interval, intervalOf, InvalidIntervalError } from '../calendar';
import { OpenAITokenUsage } from '../usage';
import { ANALYTICS_OPTIONS, type AnalyticsOptions } from './analytics-options';
import { dashboardTotalsOf, dashboardTotalsPipeline } from './dashboard-totals';
import { topUsersOf, topUsersPipeline } from './top-users';
import {
  type PageRequest,
  userHistoryOf,
  userHistoryPipeline,
  userHistoryTotalPipeline,
} from './user-history';
import { userStatsOf, userStatsPipeline } from './user-stats';

/** Two dates, both inclusive, as a person gives them: days of the service's time zone, or instants. */
export interface DateRange {
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

const MAX_TIME_MS = 30_000;

/** Answers the questions about usage. Each question is a pipeline in a file of its own. */
@Injectable()
export class UsageQuestions {
  constructor(
    @InjectModel(OpenAITokenUsage.name) private readonly records: Model<OpenAITokenUsage>,
    @Inject(ANALYTICS_OPTIONS) private readonly options: AnalyticsOptions,
  ) {}

  async dashboardTotals(range: DateRange) {
    return dashboardTotalsOf(await this.run(dashboardTotalsPipeline(this.interval(range))));
  }

  async topUsers(range: DateRange, limit: number) {
    return topUsersOf(await this.run(topUsersPipeline(this.interval(range), limit)));
  }

  async userStats(userId: string, range: DateRange) {
    return userStatsOf(await this.run(userStatsPipeline(userId, this.interval(range))));
  }

  async userHistory(userId: string, page: PageRequest) {
    const [rows, counted] = await Promise.all([
      this.run(userHistoryPipeline(userId, page)),
      this.run(userHistoryTotalPipeline(userId)),
    ]);
    return userHistoryOf(rows, counted, page);
  }

  /** Past mongoose, which would read 64-bit integers as floating-point numbers. */
  private async run(pipeline: readonly object[]): Promise<readonly unknown[]> {
    const cursor = this.records.collection.aggregate([...pipeline], {
      useBigInt64: true,
      maxTimeMS: MAX_TIME_MS,
    });
    // Until the first connection is made, mongoose gives a promise of the cursor, whatever its types say.
    return (await Promise.resolve(cursor)).toArray();
  }

  private interval(range: DateRange): Interval {
    try {
      return intervalOf(range, this.options.timeZone);
    } catch (error) {
      if (error instanceof InvalidIntervalError) throw new BadRequestException(error.message);
      throw error;
    }
  }
}

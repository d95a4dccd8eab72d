import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsMongoId, IsOptional, IsString, MaxLength } from 'class-validator';
import {
  type DashboardTotals,
  type HistoryEntry,
  type HistoryPage,
  type UsageTotals,
  type UserUsage,
} from '../analytics';
import { QueryInteger } from '../http';

const MAX_LIMIT = 1_000;
const MAX_PAGE = 1_000_000_000;

export class DateRangeQuery {
  /** The first day, `2024-01-01`, in the service's time zone; or an instant, `2024-01-01T09:00:00Z`. All time without it. */
  @IsOptional()
  @MaxLength(40)
  @IsString()
  readonly startDate?: string;

  /** The last day, included; or an instant. */
  @IsOptional()
  @MaxLength(40)
  @IsString()
  readonly endDate?: string;
}

export class TopUsersQuery extends DateRangeQuery {
  @QueryInteger({ min: 1, max: MAX_LIMIT, default: 10 })
  readonly limit!: number;
}

export class HistoryQuery {
  // The default is described, and not set: a page that was asked for and a cursor exclude each other.
  @ApiPropertyOptional({ default: 1 })
  @QueryInteger({ min: 1, max: MAX_PAGE })
  readonly page?: number;

  /** In place of `page`: what an answer of this route gave as its `cursor`. The answer is what comes next, as quick at any depth. */
  @IsOptional()
  @MaxLength(40)
  @IsString()
  readonly cursor?: string;

  @QueryInteger({ min: 1, max: MAX_LIMIT, default: 50 })
  readonly limit!: number;
}

export class UserPath {
  /** As the token of the user names it. */
  @MaxLength(256)
  @IsString()
  readonly userId!: string;
}

export class RecordPath {
  /** The `_id` of the record, as the history shows it. */
  @IsMongoId()
  readonly id!: string;
}

export class CorrectionBody {
  /** An inactive record counts nowhere. */
  @IsBoolean()
  readonly isActive!: boolean;
}

export class CorrectionAnswer {
  readonly _id!: string;
  readonly isActive!: boolean;
}

export class UsageTotalsAnswer implements UsageTotals {
  readonly totalTokens!: number;
  /** USD: the part that is known. */
  readonly totalCost!: number;
  /** The same, exactly: integer nano-USD. */
  readonly totalCostNanoUsd!: string;
  /** Calls that were answered. */
  readonly totalRequests!: number;
  readonly failedRequests!: number;
  /** Calls whose cost is unknown: it is not part of the total. */
  readonly unpricedRequests!: number;
  /** Calls whose usage is an estimate. */
  readonly estimatedRequests!: number;
}

export class DashboardAnswer extends UsageTotalsAnswer implements DashboardTotals {
  readonly uniqueUsers!: number;
  /** Calls without a user, answered or failed; they are part of the totals. */
  readonly unattributedRequests!: number;
  /** USD. */
  readonly unattributedCost!: number;
}

export class UserUsageAnswer extends UsageTotalsAnswer implements UserUsage {
  /** The user's id. */
  readonly _id!: string;
  /** The one seen last, `''` where none was seen. */
  readonly userEmail!: string;
  /** The same. */
  readonly userName!: string;
}

/** What was used, in classes that do not overlap: tokens where nothing else is said. One that is not there was not used. */
export class UsageClassesAnswer implements UsageClasses {
  /** Text. */
  readonly input?: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly audioInput?: number;
  readonly cachedAudioInput?: number;
  readonly imageInput?: number;
  readonly cachedImageInput?: number;
  /** Text. */
  readonly output?: number;
  readonly reasoning?: number;
  readonly audioOutput?: number;
  readonly imageOutput?: number;
  /** Of audio. */
  readonly seconds?: number;
  /** Of text that was spoken. */
  readonly characters?: number;
  readonly images?: number;
}

type UsageClasses = HistoryEntry['usageClasses'];

export class HistoryEntryAnswer implements HistoryEntry {
  readonly _id!: string;
  readonly userId!: string;
  readonly userEmail!: string;
  readonly userName!: string;
  readonly modelName!: string;
  readonly promptTokens!: number;
  readonly completionTokens!: number;
  readonly totalTokens!: number;
  /** A part of `promptTokens`. */
  readonly cachedTokens!: number;
  /** A part of `completionTokens`. */
  readonly reasoningTokens!: number;
  /** USD, `null` where it is unknown. */
  readonly cost!: number | null;
  /** The same, exactly: integer nano-USD. */
  readonly costNanoUsd!: string | null;
  readonly costStatus!: HistoryEntry['costStatus'];
  /** Why the cost is unknown, `null` where it is known. */
  readonly unpricedReason!: HistoryEntry['unpricedReason'];
  /** `{}` where it is not known what was used. */
  readonly usageClasses!: UsageClassesAnswer;
  readonly operation!: string;
  readonly route!: string | null;
  readonly outcome!: HistoryEntry['outcome'];
  /** `false` where the outcome is `failed`. */
  readonly success!: boolean;
  readonly usageSource!: HistoryEntry['usageSource'];
  readonly durationMs!: number;
  readonly responseId!: string | null;
  /** ISO instant. */
  readonly timestamp!: string;
}

export class HistoryPageAnswer implements HistoryPage {
  readonly data!: HistoryEntryAnswer[];
  /** Of all pages. */
  readonly total!: number;
  /** `null` where it was asked for by a cursor. */
  readonly page!: number | null;
  readonly totalPages!: number;
  /** For the next request, to be shown what comes next; `null` where nothing does. */
  readonly cursor!: string | null;
}

import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches, MaxLength } from 'class-validator';
import { type Verification } from '../ledger';
import { DateRangeQuery } from './admin.dto';

export class VerificationQuery extends DateRangeQuery {
  /** What an answer of this route gave as its `continueFrom`, with the same dates: to go on there. */
  @IsOptional()
  @MaxLength(2_048)
  @Matches(/^[\w-]+$/, { message: '$property must be what an answer gave as continueFrom.' })
  readonly continueFrom?: string;
}

/** How many of each were looked at. */
export class CheckedAnswer {
  readonly records!: number;
  /** Sums of quarters of an hour, days and months. */
  readonly rollups!: number;
  /** Sums of a user's month. */
  readonly userMonths!: number;
  readonly userSets!: number;
}

/** A document that is not what the records say, or a record that contradicts itself. */
export class DifferenceAnswer {
  readonly where!: string;
  readonly expected!: string;
  readonly found!: string;
}

export class VerificationAnswer implements Verification {
  /** That no difference was found in what was checked. */
  readonly isConsistent!: boolean;
  readonly checked!: CheckedAnswer;
  /** Documents of which nothing could be said: an instance is counting in them, or died while it did. */
  readonly unsettled!: number;
  @ApiProperty({ type: DifferenceAnswer, nullable: true })
  readonly firstDifference!: DifferenceAnswer | null;
  /** Where to go on, in another request: the time was over, or a difference was found. `null` at the end of the range. */
  readonly continueFrom!: string | null;
}

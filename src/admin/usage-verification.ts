import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { type Interval, intervalOf, InvalidIntervalError } from '../calendar';
import { LedgerVerifier, UnknownPositionError, type Verification } from '../ledger';
import { ADMIN_OPTIONS, type AdminOptions } from './admin-options';
import { type VerificationQuery } from './verification.dto';

const PATIENCE_MS = 10_000;

/** Whether the sums that questions are answered from are those of the records. */
@Injectable()
export class UsageVerification {
  constructor(
    private readonly verifier: LedgerVerifier,
    @Inject(ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  /** @throws BadRequestException */
  async verify({ continueFrom, ...range }: VerificationQuery): Promise<Verification> {
    try {
      return await this.verifier.verify(this.interval(range), continueFrom, PATIENCE_MS);
    } catch (error) {
      if (!(error instanceof UnknownPositionError)) throw error;
      throw new BadRequestException('continueFrom must be what an answer of this route gave.');
    }
  }

  private interval(range: Parameters<typeof intervalOf>[0]): Interval {
    try {
      return intervalOf(range, this.options.timeZone);
    } catch (error) {
      if (error instanceof InvalidIntervalError) throw new BadRequestException(error.message);
      throw error;
    }
  }
}

import { HttpStatus, Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { ApiError } from '../http';
import { UsageLedger } from '../ledger';

const PATIENCE_MS = 10_000;

/** What an administrator can change of a record. */
@Injectable()
export class UsageCorrections {
  constructor(private readonly ledger: UsageLedger) {}

  /** @throws ApiError */
  async setActive(id: string, isActive: boolean): Promise<void> {
    const result = await this.ledger.setActive(new Types.ObjectId(id), isActive, PATIENCE_MS);
    switch (result) {
      case 'corrected':
      case 'unchanged':
        return;
      case 'not_found':
        throw new ApiError({
          status: HttpStatus.NOT_FOUND,
          code: 'record_not_found',
          message: 'There is no usage record with this id. The history of a user shows the ids of theirs.',
        });
      case 'not_ours':
        throw new ApiError({
          status: HttpStatus.CONFLICT,
          code: 'record_not_adopted',
          message:
            'This record is not as the service writes records, so that it is part of no sum. npm run migrate -- --adopt takes it over.',
        });
      case 'unsettled':
        throw new ApiError({
          status: HttpStatus.CONFLICT,
          code: 'record_not_counted_yet',
          message:
            'The instance of the service that stored this record has not counted it yet. Try again in a moment; if that instance is down, start it.',
        });
      case 'not_kept':
        throw new ApiError({
          status: HttpStatus.SERVICE_UNAVAILABLE,
          code: 'correction_not_kept',
          message:
            'There is no room for the correction: too many records wait for the database, or the service is ending. Nothing has changed. GET /health tells more; try again later.',
        });
      case 'pending':
        throw new ApiError({
          status: HttpStatus.SERVICE_UNAVAILABLE,
          code: 'correction_pending',
          message: 'The database does not take the correction now. It is kept, and made as soon as it does.',
        });
    }
  }
}

import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Roles } from '../auth';
import { answer, ApiAnswer } from '../http';
import { UsageVerification } from './usage-verification';
import { VerificationAnswer, VerificationQuery } from './verification.dto';

@ApiTags('admin')
@ApiBearerAuth()
@Roles('admin')
@Controller('admin/openai')
export class VerificationController {
  constructor(private readonly verification: UsageVerification) {}

  /**
   * Whether the stored sums are those of the records: held against them in bounded steps, up to the first difference, for about
   * ten seconds. What is left is answered as `continueFrom`. Looks at whole days of UTC; at months, and at what is kept by user,
   * where the month is wholly in the range.
   */
  @Get('verify')
  @ApiAnswer(VerificationAnswer)
  async verify(@Query() query: VerificationQuery) {
    const verification = await this.verification.verify(query);
    return answer(verification, messageOf(verification));
  }
}

function messageOf({ isConsistent, continueFrom }: VerificationAnswer): string {
  if (!isConsistent)
    return 'The first difference is named. npm run rebuild makes the sums those of the records';
  return continueFrom === null
    ? 'The sums are those of the records'
    : 'So far, the sums are those of the records: go on with continueFrom';
}

import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { UsageQuestions } from '../analytics';
import { Roles } from '../auth';
import { answer, ApiAnswer } from '../http';
import {
  CorrectionAnswer,
  CorrectionBody,
  DashboardAnswer,
  DateRangeQuery,
  HistoryPageAnswer,
  HistoryQuery,
  RecordPath,
  TopUsersQuery,
  UsageTotalsAnswer,
  UserPath,
  UserUsageAnswer,
} from './admin.dto';
import { UsageCorrections } from './usage-corrections';

/** The questions of an administrator, and the few things that one can change. */
@ApiTags('admin')
@ApiBearerAuth()
@Roles('admin')
@Controller('admin/openai')
export class AdminController {
  constructor(
    private readonly questions: UsageQuestions,
    private readonly corrections: UsageCorrections,
  ) {}

  /** How much everybody used. */
  @Get('dashboard')
  @ApiAnswer(DashboardAnswer)
  async dashboard(@Query() range: DateRangeQuery) {
    return answer(
      await this.questions.dashboardTotals(range),
      'OpenAI usage statistics retrieved successfully',
    );
  }

  /** Who used the most tokens. */
  @Get('top-users')
  @ApiAnswer(UserUsageAnswer, { isArray: true })
  async topUsers(@Query() { limit, ...range }: TopUsersQuery) {
    return answer(await this.questions.topUsers(range, limit), `Top ${limit} users retrieved successfully`);
  }

  /** How much one user used. */
  @Get('user/:userId/stats')
  @ApiAnswer(UsageTotalsAnswer)
  async userStats(@Param() { userId }: UserPath, @Query() range: DateRangeQuery) {
    const stats = await this.questions.userStats(userId, range);
    return answer(stats, `Usage statistics for user ${userId} retrieved successfully`);
  }

  /** The calls of one user, newest first. */
  @Get('user/:userId/history')
  @ApiAnswer(HistoryPageAnswer)
  async userHistory(@Param() { userId }: UserPath, @Query() asked: HistoryQuery) {
    const history = await this.questions.userHistory(userId, asked);
    return answer(history, `Usage history for user ${userId} retrieved successfully`);
  }

  /** Lets a record count, or no more: in the totals, and in whatever else tells of usage. */
  @Patch('usage/:id')
  @ApiAnswer(CorrectionAnswer)
  async correct(@Param() { id }: RecordPath, @Body() { isActive }: CorrectionBody) {
    await this.corrections.setActive(id, isActive);
    return answer({ _id: id, isActive }, `Usage record ${id} ${isActive ? 'counts' : 'does not count'} now`);
  }
}

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { UsageQuestions } from '../analytics';
import { Roles } from '../auth';
import { answer, ApiAnswer } from '../http';
import {
  DashboardAnswer,
  DateRangeQuery,
  HistoryPageAnswer,
  HistoryQuery,
  TopUsersQuery,
  UsageTotalsAnswer,
  UserPath,
  UserUsageAnswer,
} from './admin.dto';

/** The questions of an administrator. */
@ApiTags('admin')
@ApiBearerAuth()
@Roles('admin')
@Controller('admin/openai')
export class AdminController {
  constructor(private readonly questions: UsageQuestions) {}

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
  async userHistory(@Param() { userId }: UserPath, @Query() page: HistoryQuery) {
    const history = await this.questions.userHistory(userId, page);
    return answer(history, `Usage history for user ${userId} retrieved successfully`);
  }
}

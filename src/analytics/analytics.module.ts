import { Module } from '@nestjs/common';
import { ConfigurableAnalyticsModule } from './analytics-options';
import { UsageDatabase } from './usage-database';
import { UsageQuestions } from './usage-questions';

@Module({ providers: [UsageDatabase, UsageQuestions], exports: [UsageQuestions] })
export class AnalyticsModule extends ConfigurableAnalyticsModule {}

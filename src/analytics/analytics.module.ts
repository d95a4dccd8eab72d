import { Module } from '@nestjs/common';
import { ConfigurableAnalyticsModule } from './analytics-options';
import { UsageQuestions } from './usage-questions';

@Module({ providers: [UsageQuestions], exports: [UsageQuestions] })
export class AnalyticsModule extends ConfigurableAnalyticsModule {}

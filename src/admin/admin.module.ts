import { Module } from '@nestjs/common';
import { AdminController } from './admin.controller';
import { UsageCorrections } from './usage-corrections';

/** Asks the `UsageQuestions` and corrects by the `UsageLedger` that the root makes available. */
@Module({ controllers: [AdminController], providers: [UsageCorrections] })
export class AdminModule {}

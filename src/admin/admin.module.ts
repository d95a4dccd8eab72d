import { Module } from '@nestjs/common';
import { AdminController } from './admin.controller';

/** Asks the `UsageQuestions` that the root makes available. */
@Module({ controllers: [AdminController] })
export class AdminModule {}

import { Module } from '@nestjs/common';
import { AdminController } from './admin.controller';
import { ConfigurableAdminModule } from './admin-options';
import { UsageCorrections } from './usage-corrections';
import { UsageVerification } from './usage-verification';
import { VerificationController } from './verification.controller';

/** Asks the `UsageQuestions`, corrects by the `UsageLedger` and asks the `LedgerVerifier` that the root makes available. */
@Module({
  controllers: [AdminController, VerificationController],
  providers: [UsageCorrections, UsageVerification],
})
export class AdminModule extends ConfigurableAdminModule {}

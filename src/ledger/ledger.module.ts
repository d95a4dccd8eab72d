import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { databaseOf } from './connected-database';
import { LedgerVerifier } from './ledger-verifier';
import { type LedgerOptions, UsageLedger } from './usage-ledger';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<LedgerOptions>()
  .setClassMethodName('forRoot')
  .build();

@Module({
  providers: [
    {
      provide: UsageLedger,
      inject: [getConnectionToken(), MODULE_OPTIONS_TOKEN],
      useFactory: (connection: Connection, options: LedgerOptions) => UsageLedger.open(connection, options),
    },
    {
      provide: LedgerVerifier,
      inject: [getConnectionToken()],
      useFactory: (connection: Connection) => new LedgerVerifier(() => databaseOf(connection)),
    },
  ],
  exports: [UsageLedger, LedgerVerifier],
})
export class LedgerModule extends ConfigurableModuleClass {}

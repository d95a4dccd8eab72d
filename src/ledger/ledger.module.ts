import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
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
  ],
  exports: [UsageLedger],
})
export class LedgerModule extends ConfigurableModuleClass {}

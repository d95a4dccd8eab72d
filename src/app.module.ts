import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AdminModule } from './admin';
import { AnalyticsModule } from './analytics';
import { AuthModule, loadOrCreateSecret } from './auth';
import { CallRecorder, CaptureModule } from './capture';
import { type Settings } from './config';
import { DatabaseModule } from './database';
import { HealthModule } from './health';
import { LedgerModule, type LedgerOptions } from './ledger';
import { ErrorFilter, validationPipe } from './http';
import { CallCounters, MetricsModule } from './metrics';
import { MigrationsModule } from './migrations';
import { OpenAIModule } from './openai';
import { TestGenerationModule } from './test-generation';
import { UsageModule } from './usage';
import { join } from 'node:path';

/** Told of each step of a record on its way: the crash tests end the process there. */
export type Reach = NonNullable<LedgerOptions['reach']>;

/** The table of contents. */
@Module({})
export class AppModule {
  /** `features` are modules that somebody adds. */
  static forRoot(settings: Settings, features: readonly Type[] = [], reach?: Reach): DynamicModule {
    const { mongodbUri, dataDir, indexProfile, priceList, debugUsage, openai, jwt, timeZone } = settings;
    // Not for all: Nest shuts a global module down after all others, and these have records to store before the connection closes.
    const ledger = LedgerModule.forRoot({
      ...(settings.durability === 'disk' && { directory: join(dataDir, 'spool') }),
      ...(reach && { reach }),
    });
    const metrics = { module: MetricsModule, imports: [ledger] };
    const capture = {
      ...CaptureModule.forRootAsync({
        inject: [CallCounters],
        useFactory: (counters: CallCounters) => ({
          priceList,
          logEachCall: debugUsage,
          onRecord: (record) => {
            counters.count(record);
          },
        }),
      }),
      imports: [ledger, metrics],
    };
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({ mongodbUri, dataDir }),
        MigrationsModule.forRoot({ indexProfile }),
        forAll({ module: UsageModule }),

        // OpenAI call -> openai -> capture -> ledger -> usage
        ledger,
        capture,
        // For features: UsageTracker.
        forAll({ module: CaptureForFeatures, imports: [capture], exports: [CaptureModule] }),
        forAll(
          OpenAIModule.forRootAsync({
            imports: [capture],
            inject: [CallRecorder],
            useFactory: ({ observe }: CallRecorder) => ({ ...openai, observe }),
          }),
        ),

        // question -> admin -> analytics -> usage
        forAll(AnalyticsModule.forRoot({ timeZone })),
        { ...AdminModule.forRoot({ timeZone }), imports: [ledger] },

        AuthModule.forRootAsync({
          useFactory: async () => ({
            ...jwt,
            fixedTokens: { metrics: settings.metricsToken },
            verification: jwt.verification ?? { kind: 'secret', secret: await loadOrCreateSecret(dataDir) },
          }),
        }),
        { module: HealthModule, imports: [ledger] },
        metrics,
        TestGenerationModule,
        ...features,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    };
  }
}

@Module({})
class CaptureForFeatures {}

/** What a module exports can be injected everywhere: rooms name what they need, and only this file says where it is from. */
const forAll = (module: DynamicModule): DynamicModule => ({ ...module, global: true });

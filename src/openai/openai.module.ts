import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { OpenAI } from 'openai';
import { CallTracking } from './call-tracking';
import { type CallObserver } from './model-call';
import { OpenAINotConfiguredError } from './openai-not-configured';
import { TrackedFetch } from './tracked-fetch';
import { trackingFetch } from './tracking-fetch';

interface OpenAIModuleOptions {
  /** Without it the module starts, and each call fails with OpenAINotConfiguredError before anything is sent. */
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** Ask for the usage of streams that do not ask for it themselves. */
  readonly includeUsage: boolean;
  /** For how long streams are read on that their callers have left. */
  readonly drainMs?: number;
  readonly observe: CallObserver;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<OpenAIModuleOptions>()
  .setClassMethodName('forRoot')
  .build();

const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Provides the SDK's own class `OpenAI`: a client that reports each of its calls, and otherwise is the SDK's. */
@Module({
  providers: [
    {
      provide: CallTracking,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: OpenAIModuleOptions) => new CallTracking(options),
    },
    { provide: OpenAI, inject: [MODULE_OPTIONS_TOKEN, CallTracking], useFactory: createClient },
    TrackedFetch,
  ],
  exports: [OpenAI, TrackedFetch],
})
export class OpenAIModule extends ConfigurableModuleClass {}

function createClient({ apiKey, baseUrl }: OpenAIModuleOptions, tracking: CallTracking): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? (() => Promise.reject(new OpenAINotConfiguredError())),
    baseURL: baseUrl ?? OPENAI_BASE_URL,
    // The SDK prints prompts and answers to the console, some of them even when nobody asked for it.
    logLevel: 'off',
    fetch: trackingFetch(tracking),
  });
}

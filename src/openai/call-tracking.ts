import { Logger } from '@nestjs/common';
import { type CallObserver } from './model-call';
import { type TrackingOptions } from './tracking-fetch';

/** How the calls of an application are tracked. */
export class CallTracking implements TrackingOptions {
  readonly #logger = new Logger('OpenAI');
  readonly observe: CallObserver;
  readonly includeUsage: boolean;
  readonly drainMs: number | undefined;

  constructor({ observe, includeUsage, drainMs }: Omit<TrackingOptions, 'onTrackingError'>) {
    this.observe = observe;
    this.includeUsage = includeUsage;
    this.drainMs = drainMs;
  }

  /** Unlike `instanceof`, it can be asked of anything: not even a proxy notices. */
  static is(instance: unknown): instance is CallTracking {
    return typeof instance === 'object' && instance !== null && #logger in instance;
  }

  readonly onTrackingError = (error: unknown): void => {
    this.#logger.error('A call could not be tracked. The call itself is not affected.', error);
  };
}

import { Inject, Injectable } from '@nestjs/common';
import { CallTracking } from './call-tracking';
import { type Fetch, trackingFetch } from './tracking-fetch';

/**
 * For clients that OpenAIModule does not provide: `createOpenAI({ fetch: tracked.fetch })`, and so for any SDK that
 * takes a `fetch`. Their calls to OpenAI, Anthropic and Google are reported; all others pass through untouched.
 */
@Injectable()
export class TrackedFetch {
  readonly fetch: Fetch;

  constructor(@Inject(CallTracking) tracking: CallTracking) {
    this.fetch = trackingFetch(tracking);
  }
}

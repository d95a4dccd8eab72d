import { Logger } from '@nestjs/common';
import { CallTracking } from './call-tracking';
import { clientsIn, type OpenAIClient } from './openai-client';
import { type Fetch, isTracking, lateTrackingFetch, type TrackingOptions } from './tracking-fetch';

/**
 * For `NestFactory.create(AppModule, { instrument: trackForeignClients() })`: the calls of each OpenAI client that any module
 * of the application provides, or holds in a field, are reported as those of OpenAIModule's own. One for each application.
 */
export function trackForeignClients() {
  const application: Application = { tracking: undefined };
  return {
    /** Sees every instance that Nest makes, in whatever order, and gives it back. */
    instanceDecorator: (instance: unknown): unknown => {
      if (CallTracking.is(instance)) application.tracking = instance;
      else for (const client of clientsIn(instance)) track(client, application);
      return instance;
    },
  };
}

interface Application {
  /** Not there until OpenAIModule has been made. Calls made before that go through untouched. */
  tracking: TrackingOptions | undefined;
}

/** By the `fetch` of a client, which the clients have too that are made of it. */
const applications = new WeakMap<Fetch, Application>();

/** A client that several applications of a process share is the last one's: those before it are mostly closed by then. */
function track(client: OpenAIClient, application: Application): void {
  const { fetch } = client;
  if (applications.has(fetch)) applications.set(fetch, application);
  if (isTracking(fetch)) return;
  const tracked = lateTrackingFetch(() => applications.get(tracked)?.tracking, fetch);
  applications.set(tracked, application);
  if (!Reflect.set(client, 'fetch', tracked)) {
    new Logger('OpenAI').warn('An OpenAI client is frozen: its calls cannot be tracked.');
  }
}

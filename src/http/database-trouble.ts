import { types } from 'node:util';

/**
 * Whether an error means that the database could not answer just now, and why. Recognised by name: this room knows no database.
 */
export function databaseTroubleIn(error: unknown): 'too slow' | 'unreachable' | undefined {
  const names = namesOf(error, 0);
  if (names.some((name) => TOO_SLOW.has(name))) return 'too slow';
  return names.some((name) => UNREACHABLE.has(name)) ? 'unreachable' : undefined;
}

const TOO_SLOW: ReadonlySet<string> = new Set([
  'MaxTimeMSExpired',
  'ExceededTimeLimit',
  'MongoOperationTimeoutError',
]);

/** Names of errors of the driver and of mongoose, and `codeName`s of a server that stops or loses its place as primary. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoStalePrimaryError',
  'BufferingTimedOut',
  'NotWritablePrimary',
  'NotPrimaryNoSecondaryOk',
  'NotPrimaryOrSecondary',
  'PrimarySteppedDown',
  'ShutdownInProgress',
  'InterruptedAtShutdown',
  'InterruptedDueToReplStateChange',
  'HostUnreachable',
  'NetworkTimeout',
]);

const MAX_CAUSES = 5;

function namesOf(error: unknown, depth: number): readonly string[] {
  if (!types.isNativeError(error) || depth > MAX_CAUSES) return [];
  return [nameOf(error), codeNameOf(error), ...namesOf(error.cause, depth + 1)];
}

function nameOf({ name, message }: Error): string {
  // What mongoose throws when it has waited for a connection in vain has no name of its own.
  return name === 'MongooseError' && message.includes('buffering timed out') ? 'BufferingTimedOut' : name;
}

function codeNameOf(error: Error): string {
  return 'codeName' in error && typeof error.codeName === 'string' ? error.codeName : '';
}

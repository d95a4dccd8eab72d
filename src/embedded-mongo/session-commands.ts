import { type Command } from './request';
import { MAX_MESSAGE_BYTES } from './wire-protocol';

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
export const MAX_STATEMENTS = 100_000;

const hello: Command = { fields: [], run: greeting };
const nothing: Command = { fields: [], run: () => ({}) };

/** What a driver asks before and after the real questions. */
export const sessionCommands: Readonly<Record<string, Command>> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping: nothing,
  endSessions: nothing,
  buildInfo: {
    fields: [],
    run: () => ({
      version: '7.0.0',
      versionArray: [7, 0, 0, 0],
      modules: [],
      storageEngines: ['lmdb'],
    }),
  },
};

/** A server alone, speaking as MongoDB 7.0 does. No `logicalSessionTimeoutMinutes`: so no sessions and no retried writes. */
function greeting() {
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_STATEMENTS,
    localTime: new Date(),
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  };
}

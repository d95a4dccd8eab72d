import { catalogueCommands } from './catalogue-commands';
import { CommandError, unsupported } from './command-error';
import { deleteCommands } from './delete-command';
import { distinctCommands } from './distinct-command';
import { findAndModifyCommands } from './find-and-modify';
import { indexCommands } from './index-commands';
import { insertCommands } from './insert-command';
import { readCommands } from './read-commands';
import { type Command, type Reply, type Request } from './request';
import { sessionCommands } from './session-commands';
import { updateCommands } from './update-command';
import { type Document } from './values';

/** Answers a command, or throws a CommandError. */
export async function runCommand(request: Request): Promise<Reply> {
  const { name, body } = request;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new CommandError(
      59,
      'CommandNotFound',
      `The embedded store does not know the command '${name}'. Set MONGODB_URI to a MongoDB server to use it.`,
    );
  }
  refuseTransaction(body);
  if (!TAKES_ANYTHING.has(name)) refuseUnknownFields(name, command, body);
  return await command.run(request);
}

const commands: Readonly<Record<string, Command>> = {
  ...sessionCommands,
  ...catalogueCommands,
  ...indexCommands,
  ...insertCommands,
  ...updateCommands,
  ...deleteCommands,
  ...findAndModifyCommands,
  ...readCommands,
  ...distinctCommands,
};

/** A driver tells a server who it is with ever more fields, and a server may ignore all of them. */
const TAKES_ANYTHING: ReadonlySet<string> = new Set(['hello', 'ismaster', 'isMaster']);

/** What changes no answer of a server that is alone and has committed everything that can be read. */
const HARMLESS: ReadonlySet<string> = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  'lsid',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

function refuseTransaction(body: Document): void {
  for (const field of ['startTransaction', 'autocommit', 'txnNumber']) {
    if (field in body) throw unsupported(`transactions and retryable writes ('${field}')`);
  }
}

function refuseUnknownFields(name: string, { fields }: Command, body: Document): void {
  for (const field of Object.keys(body)) {
    if (field !== name && !HARMLESS.has(field) && !fields.includes(field)) {
      throw unsupported(`the field '${field}' of the command ${name}`);
    }
  }
}

import { deserialize, type DeserializeOptions } from 'bson';
import { CommandError, unsupported } from './command-error';
import { type Cursors } from './cursors';
import { type Storage } from './storage';
import { isNumeric, numberOf, type Document, type Value } from './values';
import { type Message } from './wire-protocol';

/** What a command works on. */
export interface Request {
  readonly storage: Storage;
  readonly cursors: Cursors;
  /** Whose cursors end with the connection. */
  readonly connection: object;
  readonly name: string;
  readonly database: string;
  readonly body: Document;
  /** The command itself, of which `body` is decoded. */
  readonly bytes: Buffer;
  /** The documents to insert, or the changes or removals to make, as bytes. */
  readonly statements: readonly Buffer[];
}

/** A reply, to which `ok: 1` is added, or one that is BSON already. */
export type Reply = Document | Buffer;

export interface Command {
  /** Everything that a client may say beside the command itself. The rest is refused: to ignore it could answer something else. */
  readonly fields: readonly string[];
  readonly run: (request: Request) => Reply | Promise<Reply>;
}

export function requestOf(
  message: Message,
  parts: Pick<Request, 'storage' | 'cursors' | 'connection'>,
): Request {
  const body = decodeBody(message.body);
  const [name = ''] = Object.keys(body);
  const field = fieldOfStatements(name) ?? '';
  const inBody = body[field];
  const { $db: database } = body;
  return {
    ...parts,
    name,
    database: typeof database === 'string' ? database : 'admin',
    body,
    bytes: message.body,
    statements: message.sequences.get(field) ?? (Array.isArray(inBody) ? (inBody as Buffer[]) : []),
  };
}

/** The commands that write, and the field that holds what. */
const STATEMENTS: Readonly<Record<string, string>> = {
  insert: 'documents',
  update: 'updates',
  delete: 'deletes',
};

function fieldOfStatements(name: string): string | undefined {
  return Object.hasOwn(STATEMENTS, name) ? STATEMENTS[name] : undefined;
}

/** The statements of a command that writes stay the bytes that they are. */
function decodeBody(bytes: Buffer): Document {
  const name = bytes.toString('latin1', 5, bytes.indexOf(0, 5));
  const field = fieldOfStatements(name);
  return decodeReceived(bytes, field === undefined ? {} : { fieldsAsRaw: { [field]: true } });
}

export function decodeReceived(bytes: Buffer, options: DeserializeOptions = {}): Document {
  try {
    return deserialize(bytes, { promoteValues: false, bsonRegExp: true, ...options });
  } catch (error) {
    throw new CommandError(22, 'InvalidBSON', `What was received is no valid BSON: ${String(error)}`);
  }
}

/** The `database.collection` that a command is about. */
export function namespaceOf({ name, database, body }: Request, field = name): string {
  const collection = body[field];
  const namespace = `${database}.${typeof collection === 'string' ? collection : ''}`;
  if (typeof collection === 'string' && isCollectionName(collection) && Buffer.byteLength(namespace) <= 255) {
    return namespace;
  }
  if (isNumeric(collection)) throw unsupported(`${name} without a collection`);
  throw new CommandError(73, 'InvalidNamespace', `Invalid namespace specified '${namespace}'`);
}

function isCollectionName(name: string): boolean {
  return name !== '' && !/[$\0]/.test(name) && !name.startsWith('.') && !name.startsWith('system.');
}

/** A whole number that a client may leave out. */
export function numberIn(body: Document, field: string, otherwise: number): number {
  const value = body[field];
  if (value === undefined || value === null) return otherwise;
  const number = isNumeric(value) ? numberOf(value) : NaN;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw typeMismatch(field, 'a whole number that is not negative');
}

export function documentIn(value: Value, field: string): Document {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return value as Document;
  throw typeMismatch(field, 'a document');
}

export function typeMismatch(field: string, what: string): CommandError {
  return new CommandError(14, 'TypeMismatch', `The field '${field}' must be ${what}.`);
}

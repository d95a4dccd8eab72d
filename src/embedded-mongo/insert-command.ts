import { ObjectId, onDemand } from 'bson';
import { collectionFor } from './catalogue-commands';
import { CommandError } from './command-error';
import { decodeReceived, namespaceOf, type Command, type Reply, type Request } from './request';
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENTS_PER_INSERT } from './session-commands';
import { type Collection, type Storage } from './storage';
import { enterUniqueKeys } from './unique-indexes';
import { decode, isDocument, typeNameOf, type Document, type Value } from './values';

export const insertCommands: Readonly<Record<string, Command>> = {
  insert: { fields: ['documents', 'ordered', 'bypassDocumentValidation'], run: insert },
};

/** Acknowledged when the transaction is committed: all documents of a batch that could be inserted are there, or none. */
async function insert(request: Request): Promise<Reply> {
  const { storage, documents, body } = request;
  const namespace = namespaceOf(request);
  const stopsAtError = body['ordered'] !== false;
  if (documents.length === 0 || documents.length > MAX_DOCUMENTS_PER_INSERT) {
    const limits = `between 1 and ${MAX_DOCUMENTS_PER_INSERT}`;
    throw new CommandError(
      16,
      'InvalidLength',
      `An insert takes ${limits} documents, not ${documents.length}.`,
    );
  }
  const complete = documents.map(withId);
  const writeErrors = await storage.write(() =>
    insertAll(storage, collectionFor(storage, namespace), complete, stopsAtError),
  );
  if (isJournaled(body['writeConcern'])) await storage.flushed();
  const tried = stopsAtError
    ? (writeErrors[0]?.index ?? documents.length)
    : documents.length - writeErrors.length;
  return { n: tried, ...(writeErrors.length > 0 && { writeErrors }) };
}

interface Complete {
  readonly bytes: Buffer;
  readonly document: Document;
}

interface WriteError {
  readonly index: number;
  readonly code: number;
  readonly errmsg: string;
}

function insertAll(
  storage: Storage,
  collection: Collection,
  documents: readonly Complete[],
  stopsAtError: boolean,
): readonly WriteError[] {
  const writeErrors: WriteError[] = [];
  let sequence = storage.nextSequence(collection);
  for (const [index, { bytes, document }] of documents.entries()) {
    try {
      refuse(bytes, document);
      enterUniqueKeys(storage, collection, document, sequence);
      storage.saveDocument(collection, sequence, bytes);
      sequence += 1;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (stopsAtError) break;
    }
  }
  return writeErrors;
}

/** The document with its `_id` in the first place, as MongoDB stores it. */
function withId(sent: Buffer): Complete {
  const document = decodeReceived(sent);
  if (startsWithId(sent)) return { bytes: sent, document };
  const bytes = movedToFront(sent);
  return { bytes, document: decode(bytes) };
}

function startsWithId(bytes: Buffer): boolean {
  return bytes.toString('latin1', 5, 9) === '_id\0';
}

function movedToFront(bytes: Buffer): Buffer {
  const elements = Array.from(onDemand.parseToElements(bytes));
  const id = elements.find(([, name, length]) => bytes.toString('utf8', name, name + length) === '_id');
  const [start, end] = id === undefined ? [4, 4] : [id[1] - 1, id[3] + id[4]];
  const element = id === undefined ? newId() : bytes.subarray(start, end);
  const moved = Buffer.concat([bytes.subarray(0, 4), element, bytes.subarray(4, start), bytes.subarray(end)]);
  moved.writeInt32LE(moved.length);
  return moved;
}

function newId(): Buffer {
  return Buffer.concat([Buffer.from('\x07_id\0'), new ObjectId().id]);
}

function refuse(bytes: Buffer, { _id: id }: Document): void {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(10334, 'BSONObjectTooLarge', `A document of ${bytes.length} bytes is too large.`);
  }
  if (Array.isArray(id) || typeNameOf(id) === 'BSONRegExp' || id === undefined) {
    throw new CommandError(
      53,
      'InvalidIdField',
      `The '_id' value cannot be of type ${Array.isArray(id) ? 'array' : typeNameOf(id)}`,
    );
  }
}

function isJournaled(writeConcern: Value): boolean {
  return isDocument(writeConcern) && writeConcern['j'] === true;
}

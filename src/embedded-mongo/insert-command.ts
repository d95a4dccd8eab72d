import { ObjectId, onDemand } from 'bson';
import { collectionFor } from './catalogue-commands';
import { decodeReceived, namespaceOf, type Command, type Reply, type Request } from './request';
import { insertDocument } from './stored-changes';
import { decode, type Document } from './values';
import { acknowledged, runEach, statementsOf } from './write-statements';

export const insertCommands: Readonly<Record<string, Command>> = {
  insert: { fields: ['documents', 'ordered', 'bypassDocumentValidation'], run: insert },
};

/** Acknowledged when the transaction is committed: all documents of a batch that could be inserted are there, or none. */
async function insert(request: Request): Promise<Reply> {
  const { storage } = request;
  const namespace = namespaceOf(request);
  const complete = statementsOf(request).map(withId);
  let n = 0;
  const writeErrors = await storage.write(() => {
    const collection = collectionFor(storage, namespace);
    const sequence = storage.nextSequence(collection);
    return runEach(request, complete, ({ bytes, document }) => {
      insertDocument(storage, collection, { sequence: sequence + n, bytes }, document);
      n += 1;
    });
  });
  await acknowledged(request);
  return { n, ...(writeErrors.length > 0 && { writeErrors }) };
}

interface Complete {
  readonly bytes: Buffer;
  readonly document: Document;
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

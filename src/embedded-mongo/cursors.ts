import { randomInt } from 'node:crypto';
import { Long } from 'bson';
import { CommandError } from './command-error';
import { cursorReply } from './cursor-reply';

const MAX_BATCH_BYTES = 16 * 1024 * 1024;
const MAX_OPEN = 1000;

interface Cursor {
  readonly id: number;
  readonly namespace: string;
  readonly owner: object;
  readonly documents: Iterator<Buffer>;
  /** Read already, but not sent: how a cursor knows that there is more. */
  next: IteratorResult<Buffer, unknown>;
}

/** Answers that did not fit into one batch. They end with the connection that asked; of too many, the oldest ends. */
export class Cursors {
  private readonly open = new Map<number, Cursor>();
  /** Not from 1, so that a cursor of before a restart does not meet another's. */
  private lastId = randomInt(2 ** 47);

  first(
    owner: object,
    namespace: string,
    documents: Iterable<Buffer>,
    batch: { readonly size: number; readonly single: boolean },
  ): Buffer {
    const iterator = documents[Symbol.iterator]();
    this.lastId += 1;
    const cursor = { id: this.lastId, namespace, owner, documents: iterator, next: iterator.next() };
    const batchDocuments = take(cursor, batch.size);
    const stays = !batch.single && cursor.next.done !== true;
    if (stays) this.keep(cursor);
    return cursorReply('firstBatch', batchDocuments, {
      id: Long.fromNumber(stays ? cursor.id : 0),
      ns: namespace,
    });
  }

  more(id: number, namespace: string, size: number): Buffer {
    const cursor = this.open.get(id);
    if (cursor?.namespace !== namespace) {
      throw new CommandError(43, 'CursorNotFound', `cursor id ${id} not found`);
    }
    const documents = this.takeOrEnd(cursor, size);
    const stays = cursor.next.done !== true;
    if (!stays) this.open.delete(id);
    return cursorReply('nextBatch', documents, { id: Long.fromNumber(stays ? id : 0), ns: namespace });
  }

  /** Whether there was such a cursor. */
  kill(id: number): boolean {
    return this.open.delete(id);
  }

  killOwnedBy(owner: object): void {
    for (const cursor of this.open.values()) if (cursor.owner === owner) this.open.delete(cursor.id);
  }

  private keep(cursor: Cursor): void {
    const [oldest] = this.open.keys();
    if (oldest !== undefined && this.open.size >= MAX_OPEN) this.open.delete(oldest);
    this.open.set(cursor.id, cursor);
  }

  private takeOrEnd(cursor: Cursor, size: number): readonly Buffer[] {
    try {
      return take(cursor, size);
    } catch (error) {
      this.open.delete(cursor.id);
      throw error;
    }
  }
}

/** As many as asked for, as long as they fit into one reply; a single document always does. */
function take(cursor: Cursor, size: number): readonly Buffer[] {
  const batch: Buffer[] = [];
  let bytes = 0;
  while (cursor.next.done !== true && batch.length < size) {
    const document = cursor.next.value;
    bytes += document.length;
    if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break;
    batch.push(document);
    cursor.next = cursor.documents.next();
  }
  return batch;
}

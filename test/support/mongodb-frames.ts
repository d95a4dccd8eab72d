const HEADER_BYTES = 16;
const OP_MSG = 2013;

/** One message of MongoDB's wire protocol, as far as somebody on the way has to read it. */
export interface Frame {
  readonly bytes: Buffer;
  readonly requestId: number;
  /** The request that a reply answers. */
  readonly responseTo: number;
  /** The first field of the body: of a request, the command's name. Empty where a message is of the old protocol. */
  readonly firstField: string;
}

/** Cuts a stream of bytes into messages. What is left of an unfinished one at the end is dropped. */
export async function* framesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    while (size >= HEADER_BYTES) {
      if ((waiting[0]?.length ?? 0) < HEADER_BYTES) waiting = [Buffer.concat(waiting)];
      const length = waiting[0]?.readInt32LE(0) ?? 0;
      if (size < length) break;
      const bytes = Buffer.concat(waiting);
      yield frameOf(bytes.subarray(0, length));
      waiting = [bytes.subarray(length)];
      size -= length;
    }
  }
}

function frameOf(bytes: Buffer): Frame {
  const isMsg = bytes.readInt32LE(12) === OP_MSG;
  return {
    bytes,
    requestId: bytes.readInt32LE(4),
    responseTo: bytes.readInt32LE(8),
    firstField: isMsg ? firstFieldOf(bytes) : '',
  };
}

/** Sections of kind 1 are lists of documents; the one of kind 0 is the body. */
function firstFieldOf(bytes: Buffer): string {
  let offset = HEADER_BYTES + 4;
  while (bytes[offset] === 1) offset += 1 + bytes.readInt32LE(offset + 1);
  const name = offset + 1 + 4 + 1; // kind, length of the document, type of its first field
  return bytes.toString('utf8', name, bytes.indexOf(0, name));
}

export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits below 16 that a server does not know, or does not take, make it refuse the message. */
const REQUIRED_BITS = 0xffff;

/** Bytes that are no message of MongoDB's wire protocol. The connection is of no more use. */
class MalformedMessageError extends Error {}

/** A command as it came over the wire. */
export interface Message {
  readonly requestId: number;
  readonly protocol: 'OP_MSG' | 'OP_QUERY';
  readonly wantsReply: boolean;
  readonly body: Buffer;
  /** Lists of documents that came beside the body, by the name of the field they stand for. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
}

/** Cuts a stream of bytes into messages. */
export async function* messagesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    while (size >= HEADER_BYTES) {
      const length = lengthOf(waiting);
      if (size < length) break;
      const bytes = Buffer.concat(waiting);
      yield parse(bytes.subarray(0, length));
      waiting = [bytes.subarray(length)];
      size -= length;
    }
  }
}

export function encodeReply(message: Message, body: Uint8Array): Buffer {
  const head = message.protocol === 'OP_MSG' ? Buffer.alloc(5) : queryReplyHead();
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + head.length + body.length, 0);
  header.writeInt32LE(message.requestId, 8);
  header.writeInt32LE(message.protocol === 'OP_MSG' ? OP_MSG : OP_REPLY, 12);
  return Buffer.concat([header, head, body]);
}

function queryReplyHead(): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16); // one document
  return head;
}

function lengthOf(chunks: Buffer[]): number {
  const [first] = chunks;
  if (first !== undefined && first.length < 4) chunks.splice(0, chunks.length, Buffer.concat(chunks));
  const length = chunks[0]?.readInt32LE(0) ?? 0;
  if (length > HEADER_BYTES && length <= MAX_MESSAGE_BYTES) return length;
  throw new MalformedMessageError(`A message cannot have ${length} bytes.`);
}

function parse(bytes: Buffer): Message {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  try {
    if (opCode === OP_MSG) return parseMsg(requestId, bytes);
    if (opCode === OP_QUERY) return parseQuery(requestId, bytes);
  } catch (error) {
    throw new MalformedMessageError('A message could not be read.', { cause: error });
  }
  throw new MalformedMessageError(`The operation ${opCode} is not supported.`);
}

function parseMsg(requestId: number, bytes: Buffer): Message {
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_BITS & ~MORE_TO_COME) !== 0) {
    throw new Error(flags & CHECKSUM_PRESENT ? 'Checksums are not supported.' : 'An unknown flag is set.');
  }
  let body: Buffer | undefined;
  const sequences = new Map<string, readonly Buffer[]>();
  for (let offset = HEADER_BYTES + 4; offset < bytes.length;) {
    const kind = bytes[offset];
    const section = sized(bytes, offset + 1);
    offset += 1 + section.length;
    if (kind === 0 && body === undefined) body = section;
    else if (kind === 1) addSequence(sequences, section);
    else throw new Error('A message has one body, and otherwise sequences of documents.');
  }
  if (body === undefined) throw new Error('A message has no body.');
  return { requestId, protocol: 'OP_MSG', wantsReply: (flags & MORE_TO_COME) === 0, body, sequences };
}

function addSequence(sequences: Map<string, readonly Buffer[]>, section: Buffer): void {
  const nameEnd = endOfText(section, 4);
  const documents: Buffer[] = [];
  for (let offset = nameEnd + 1; offset < section.length;) {
    const document = sized(section, offset);
    documents.push(document);
    offset += document.length;
  }
  sequences.set(section.toString('utf8', 4, nameEnd), documents);
}

/** Drivers say hello in the old protocol, because they cannot know yet whom they speak to. */
function parseQuery(requestId: number, bytes: Buffer): Message {
  const query = endOfText(bytes, HEADER_BYTES + 4) + 9;
  return {
    requestId,
    protocol: 'OP_QUERY',
    wantsReply: true,
    body: sized(bytes, query),
    sequences: new Map(),
  };
}

/** A part that starts with its own length. */
function sized(bytes: Buffer, offset: number): Buffer {
  const length = bytes.readInt32LE(offset);
  if (length < 5 || offset + length > bytes.length) throw new Error('A part does not end where it says.');
  return bytes.subarray(offset, offset + length);
}

function endOfText(bytes: Buffer, offset: number): number {
  const end = bytes.indexOf(0, offset);
  if (end < 0) throw new Error('A text does not end.');
  return end;
}

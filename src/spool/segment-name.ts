import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { FrameBuffer, HEAD_BYTES, bodyOf, readFrames } from './frames';

/** Whose file it is. It stands in the name and in the header: one of them is enough. */
export interface SegmentIdentity {
  /** 16 base64url characters, new in every life of a process. */
  readonly writer: string;
  /** When that life began, in ms: names sort by it. */
  readonly startedAt: number;
  /** 1, 2, 3 … */
  readonly segment: number;
}

const NAME = /^(\d{13})-([\w-]{16})-(\d{8})\.log$/;
const HEADER = /^spool 1 (\d{13})-([\w-]{16})-(\d{8})\.log begun (\d{13})\n$/;
const NOWHERE = { salt: 0, offset: 0 };

export function newWriter(): string {
  return randomBytes(12).toString('base64url');
}

export function nameOf({ startedAt, writer, segment }: SegmentIdentity): string {
  return `${String(startedAt).padStart(13, '0')}-${writer}-${String(segment).padStart(8, '0')}.log`;
}

export function identityIn(name: string): SegmentIdentity | undefined {
  const [, startedAt, writer, segment] = NAME.exec(name) ?? [];
  if (writer === undefined) return undefined;
  return { startedAt: Number(startedAt), writer, segment: Number(segment) };
}

/** Makes the frames of one file differ from those of every other. */
export function saltOf(identity: SegmentIdentity): number {
  return crc32(nameOf(identity));
}

/** The frame that a file begins with: one line that people can read, too. */
export function headerOf(identity: SegmentIdentity, begunAt: number): Buffer {
  const frames = new FrameBuffer();
  frames.begin(NOWHERE);
  frames.add('header', 0, 0, Buffer.from(`spool 1 ${nameOf(identity)} begun ${begunAt}\n`));
  return Buffer.from(frames.written);
}

/** All headers are as long as this one. */
export const HEADER_BYTES = headerOf(
  { writer: 'A'.repeat(16), startedAt: 0, segment: 1 },
  1_000_000_000_000,
).length;

export interface Header extends SegmentIdentity {
  readonly begunAt: number;
}

/** What the header says, if it can be read and is of this version. */
export function readHeader(bytes: Buffer): Header | 'of another version' | undefined {
  let text: string | undefined;
  const head = bytes.subarray(0, HEADER_BYTES);
  const visit: Parameters<typeof readFrames>[2] = (frame) => {
    if (frame.kind === 'header' && frame.start === 0) text = bodyOf(head, frame).toString();
  };
  if (head.length > HEAD_BYTES) readFrames(head, NOWHERE, visit, () => undefined);
  if (text === undefined) return undefined;
  const [, startedAt, writer, segment, begunAt] = HEADER.exec(text) ?? [];
  if (writer === undefined) return 'of another version';
  return { startedAt: Number(startedAt), writer, segment: Number(segment), begunAt: Number(begunAt) };
}

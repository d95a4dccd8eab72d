import { crc32 } from 'node:zlib';

/**
 * A file is a sequence of frames, each of a head of 24 bytes and a body. All numbers are little-endian:
 *
 *     0  sync word F5 54 4C and the kind     12  length of the body
 *     4  number of the batch                 16  crc of the head
 *     8  index in the batch, or a count      20  crc of the body
 *
 * The head's crc covers where in which file it stands, so that bytes inside of an item never pass for a frame. It has one of its own
 * so that a damaged length is not mistaken for a file that ends too early. It is where the body's crc starts.
 */
export const HEAD_BYTES = 24;
const SYNC = Buffer.from([0xf5, 0x54, 0x4c]);
const KINDS = { header: 1, item: 2, cut: 3, done: 4 } as const;
const KIND_NAMES = ['header', 'item', 'cut', 'done'] as const;
const NOTHING = new Uint8Array();

export type FrameKind = keyof typeof KINDS;

export interface Frame {
  readonly kind: FrameKind;
  readonly batch: number;
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** Where bytes stand: in the file of which salt, how far from its beginning. */
export interface Place {
  readonly salt: number;
  readonly offset: number;
}

const covered = Buffer.alloc(20);

function headCrc(head: Buffer, at: number, { salt, offset }: Place): number {
  head.copy(covered, 0, at, at + 16);
  covered.writeUInt32LE((offset + at) >>> 0, 16);
  return crc32(covered, salt);
}

/** Frames on their way to a file, in one buffer that is used again and again. */
export class FrameBuffer {
  private bytes = Buffer.allocUnsafeSlow(64 * 1024);
  private place: Place = { salt: 0, offset: 0 };
  length = 0;

  /** Forgets what it held. What is added now will stand in the file from `place` on. */
  begin(place: Place): void {
    this.place = place;
    this.length = 0;
  }

  add(kind: FrameKind, batch: number, index: number, body: Uint8Array = NOTHING): void {
    const at = this.length;
    this.makeRoomFor(HEAD_BYTES + body.length);
    const { bytes } = this;
    SYNC.copy(bytes, at);
    bytes[at + 3] = KINDS[kind];
    bytes.writeUInt32LE(batch, at + 4);
    bytes.writeUInt32LE(index, at + 8);
    bytes.writeUInt32LE(body.length, at + 12);
    const crc = headCrc(bytes, at, this.place);
    bytes.writeUInt32LE(crc, at + 16);
    bytes.writeUInt32LE(crc32(body, crc), at + 20);
    bytes.set(body, at + HEAD_BYTES);
    this.length = at + HEAD_BYTES + body.length;
  }

  get written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private makeRoomFor(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.length + more));
    this.written.copy(larger);
    this.bytes = larger;
  }
}

/**
 * Visits every intact frame in `bytes`, in order, and every place between them that is none.
 * @returns where the last of them ends. A frame that is merely not complete comes after it: the process died while it was written.
 */
export function readFrames(
  bytes: Buffer,
  place: Place,
  visit: (frame: Frame) => void,
  visitDamage: (start: number, end: number) => void,
): number {
  let at = 0;
  while (at < bytes.length) {
    const frame = frameAt(bytes, at, place);
    if (frame !== undefined) {
      visit(frame);
      at = frame.end;
      continue;
    }
    const next = nextFrame(bytes, at + 1, place);
    if (next === undefined && isTorn(bytes, at, place)) return at;
    visitDamage(at, next ?? bytes.length);
    at = next ?? bytes.length;
  }
  return at;
}

function frameAt(bytes: Buffer, at: number, place: Place): Frame | undefined {
  if (!hasHead(bytes, at, place)) return undefined;
  const start = at + HEAD_BYTES;
  const end = start + bytes.readUInt32LE(at + 12);
  if (end > bytes.length) return undefined;
  const crc = crc32(bytes.subarray(start, end), bytes.readUInt32LE(at + 16));
  const kind = KIND_NAMES[(bytes[at + 3] ?? 0) - 1];
  if (kind === undefined || crc !== bytes.readUInt32LE(at + 20)) return undefined;
  return { kind, batch: bytes.readUInt32LE(at + 4), index: bytes.readUInt32LE(at + 8), start: at, end };
}

function hasHead(bytes: Buffer, at: number, place: Place): boolean {
  if (at + HEAD_BYTES > bytes.length) return false;
  if (bytes[at] !== SYNC[0] || bytes[at + 1] !== SYNC[1] || bytes[at + 2] !== SYNC[2]) return false;
  return headCrc(bytes, at, place) === bytes.readUInt32LE(at + 16);
}

function nextFrame(bytes: Buffer, from: number, place: Place): number | undefined {
  for (let at = bytes.indexOf(SYNC, from); at !== -1; at = bytes.indexOf(SYNC, at + 1)) {
    if (frameAt(bytes, at, place) !== undefined) return at;
  }
  return undefined;
}

/** Too short for a head, a head whose body is not all there, or zeros, which some file systems leave after a power cut. */
function isTorn(bytes: Buffer, at: number, place: Place): boolean {
  if (at + HEAD_BYTES > bytes.length) return true;
  if (hasHead(bytes, at, place)) return at + HEAD_BYTES + bytes.readUInt32LE(at + 12) > bytes.length;
  return bytes.subarray(at).every((byte) => byte === 0);
}

/** The body of a frame. */
export function bodyOf(bytes: Buffer, frame: Frame): Buffer {
  return bytes.subarray(frame.start + HEAD_BYTES, frame.end);
}

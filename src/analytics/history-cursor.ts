import { Types } from 'mongoose';
import { type UsageRecord } from '../usage';

/** Where a record is in the history of its user. */
export type Position = Pick<UsageRecord, 'timestamp' | '_id'>;

/** A cursor that no history has given. The message is for the person who sent it. */
export class InvalidCursorError extends Error {}

/** A position as text that is safe in an address: 8 bytes of milliseconds and the 12 bytes of the id, in base64url. */
export function cursorOf({ timestamp, _id }: Position): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.writeBigInt64BE(BigInt(timestamp.getTime()));
  bytes.set(_id.id, ID_AT);
  return bytes.toString('base64url');
}

/** @throws InvalidCursorError */
export function positionOf(cursor: string): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  // Whatever is no base64url is left out of what is read, so that such text does not come back the same.
  if (bytes.length === LENGTH && bytes.toString('base64url') === cursor) {
    const ms = Number(bytes.readBigInt64BE());
    if (Math.abs(ms) < END_OF_TIME)
      return { timestamp: new Date(ms), _id: new Types.ObjectId(bytes.subarray(ID_AT)) };
  }
  throw new InvalidCursorError('cursor must be one that a page of this history has given.');
}

const END_OF_TIME = 8.64e15;
const ID_AT = 8;
const LENGTH = 20;

/** Newest first, and of the same instant the greatest id first. */
export function byPosition(one: Position, other: Position): number {
  return (
    other.timestamp.getTime() - one.timestamp.getTime() ||
    (one._id.toHexString() < other._id.toHexString() ? 1 : -1)
  );
}

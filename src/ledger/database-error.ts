import { mongo } from 'mongoose';
import { isNativeError } from 'node:util/types';

export const DUPLICATE_KEY = 11_000;
/** Of an `$inc` whose result would not fit into 64 bits. */
export const BAD_VALUE = 2;

/** What the database said of single operations of a bulk, or nothing where it said nothing of single ones. */
export function errorsOfOperations(error: unknown): readonly mongo.WriteError[] {
  return error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
}

// BadValue, Overflow (nested too deep), InvalidBSON, InvalidIdField, BSONObjectTooLarge: no later try can help. A validator that somebody
// has set can be taken back, a shard comes back: what they refuse waits.
const CODES_OF_A_RECORD: readonly unknown[] = [BAD_VALUE, 15, 22, 53, 10_334];

/** Whether no later try can help a record of which the database said this. */
export const isFinal = ({ code }: mongo.WriteError): boolean => CODES_OF_A_RECORD.includes(code);

/** True where a batch could not be sent, or not be read, because of what a record in it holds. */
export function isOfTheRecord(error: unknown): error is Error {
  if (error instanceof mongo.MongoServerError) return CODES_OF_A_RECORD.includes(error.code);
  return (
    error instanceof mongo.BSON.BSONError ||
    error instanceof mongo.MongoInvalidArgumentError ||
    // Those of the runtime, by name: a program may have several of their classes.
    (isNativeError(error) && ['TypeError', 'RangeError'].includes(error.name))
  );
}

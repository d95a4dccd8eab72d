import { mongo } from 'mongoose';
import { isNativeError } from 'node:util/types';

export const DUPLICATE_KEY = 11_000;

/** What the database said of single operations of a bulk, or nothing where it said nothing of single ones. */
export function errorsOfOperations(error: unknown): readonly mongo.WriteError[] {
  return error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
}

// BadValue, Overflow (nested too deep), InvalidBSON, BSONObjectTooLarge: no later try can help.
const CODES_OF_A_RECORD: readonly unknown[] = [2, 15, 22, 10_334];

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

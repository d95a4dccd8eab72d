import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, mongo } from 'mongoose';
import { OpenAITokenUsage, type UsageRecord } from './usage-record';

/** What became of a batch. */
export interface Stored {
  /** Stored now or before: sending a record again changes nothing. */
  readonly stored: number;
  /** Can never be stored, with the reason. */
  readonly refused: readonly { readonly record: UsageRecord; readonly reason: string }[];
}

const DUPLICATE_KEY = 11_000;

/** The only writer of usage records. */
@Injectable()
export class UsageStore {
  constructor(@InjectModel(OpenAITokenUsage.name) private readonly records: Model<OpenAITokenUsage>) {}

  /**
   * Stores a batch, each record at most once however often it is sent.
   * @throws what the driver throws where the database cannot be reached: none, some or all of the batch is stored then.
   */
  async insert(batch: readonly UsageRecord[]): Promise<Stored> {
    try {
      await this.records.collection.insertMany([...batch], { ordered: false, ignoreUndefined: true });
      return { stored: batch.length, refused: [] };
    } catch (error) {
      const outcome = error instanceof mongo.MongoBulkWriteError ? outcomeOf(error, batch) : undefined;
      if (outcome !== undefined) return outcome;
      if (isOfTheRecord(error)) return this.insertEach(batch, error);
      throw error;
    }
  }

  /** One record cannot even be sent. It must not take the others with it. */
  private async insertEach(batch: readonly UsageRecord[], error: Error): Promise<Stored> {
    const [record, ...others] = batch;
    if (record === undefined) return { stored: 0, refused: [] };
    if (others.length === 0) return { stored: 0, refused: [{ record, reason: error.message }] };
    const each = await Promise.all(batch.map((one) => this.insert([one])));
    return {
      stored: each.reduce((sum, { stored }) => sum + stored, 0),
      refused: each.flatMap(({ refused }) => refused),
    };
  }
}

/** Nothing where no single record is to blame. */
function outcomeOf(error: mongo.MongoBulkWriteError, batch: readonly UsageRecord[]): Stored | undefined {
  const errors = [error.writeErrors].flat();
  if (errors.length === 0) return undefined;
  const refused = errors
    .filter(({ code }) => code !== DUPLICATE_KEY)
    .flatMap(({ index, errmsg }) =>
      batch
        .slice(index, index + 1)
        .map((record) => ({ record, reason: errmsg ?? 'The database refused it.' })),
    );
  return { stored: batch.length - refused.length, refused };
}

// BadValue, Overflow (nested too deep), InvalidBSON, BSONObjectTooLarge: no later try can help.
const CODES_OF_A_RECORD: readonly unknown[] = [2, 15, 22, 10_334];

/** True where the batch could not be sent, or not be read, because of what a record in it holds. */
function isOfTheRecord(error: unknown): error is Error {
  if (error instanceof mongo.MongoServerError) return CODES_OF_A_RECORD.includes(error.code);
  return (
    error instanceof mongo.BSON.BSONError ||
    error instanceof mongo.MongoInvalidArgumentError ||
    error instanceof TypeError ||
    error instanceof RangeError
  );
}

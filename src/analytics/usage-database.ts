import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Connection } from 'mongoose';
import { type ROLLUPS, type USAGE_COLLECTION, type USER_MONTHS, type USER_SETS, type USERS } from '../usage';

/** A collection that questions are put to. */
export type Source =
  typeof USAGE_COLLECTION | typeof ROLLUPS | typeof USER_MONTHS | typeof USER_SETS | typeof USERS;

const MAX_TIME_MS = 30_000;
// An answer rarely has more rows: they come at once, and not 101 at first.
const BATCH_SIZE = 5_000;

/** Runs pipelines, past mongoose, which would read 64-bit integers as floating-point numbers. */
@Injectable()
export class UsageDatabase {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** 64-bit integers come as `bigint`. */
  async rows(source: Source, pipeline: readonly object[]): Promise<readonly unknown[]> {
    return this.run(source, pipeline, { useBigInt64: true });
  }

  /** The same as BSON, for what is too much to make objects of. */
  async bytes(source: Source, pipeline: readonly object[]): Promise<readonly Uint8Array[]> {
    return (await this.run(source, pipeline, { raw: true })) as readonly Uint8Array[];
  }

  private async run(
    source: Source,
    pipeline: readonly object[],
    how: { readonly useBigInt64?: boolean; readonly raw?: boolean },
  ): Promise<readonly unknown[]> {
    const options = { ...how, maxTimeMS: MAX_TIME_MS, batchSize: BATCH_SIZE };
    const cursor = this.connection.collection(source).aggregate([...pipeline], options);
    // Until the first connection is made, mongoose gives a promise of the cursor, whatever its types say.
    return (await Promise.resolve(cursor)).toArray();
  }
}

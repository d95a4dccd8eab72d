import { type Connection } from 'mongoose';
import { type UsageRecord } from '../../src/usage';
import { TestService } from './test-service';

/** What a pipeline answers over these records, and no others. */
export function overRecords() {
  let service: TestService;
  let connection: Connection;

  beforeAll(async () => {
    service = await TestService.start();
    connection = service.connection;
  });
  afterAll(() => service.stop());

  return async (
    records: readonly UsageRecord[],
    pipeline: readonly object[],
  ): Promise<readonly unknown[]> => {
    await connection.dropDatabase();
    if (records.length > 0) await service.insert(records);
    return connection
      .collection('openai_token_usage')
      .aggregate([...pipeline], { useBigInt64: true })
      .toArray();
  };
}

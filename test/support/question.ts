import { type Connection } from 'mongoose';
import { type UsageRecord } from '../../src/usage';
import { TestService } from './test-service';

/** The database of a service that has stored and counted these records, and no others. */
export function storedRecords() {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  return async (records: readonly UsageRecord[]): Promise<Connection> => {
    await service.empty();
    if (records.length > 0) await service.insert(records);
    return service.connection;
  };
}

/** What a pipeline answers over these records, and no others. */
export function overRecords() {
  const stored = storedRecords();
  return async (records: readonly UsageRecord[], pipeline: readonly object[]): Promise<readonly unknown[]> =>
    (await stored(records))
      .collection('openai_token_usage')
      .aggregate([...pipeline], { useBigInt64: true })
      .toArray();
}

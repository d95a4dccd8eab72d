import { type mongo } from 'mongoose';
import { emptyDatabase } from '../../test/support/mongodb';
import { unsummedText } from './unsummed-records';

describe('a database of another release', () => {
  let database: mongo.Db;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    ({ database, drop } = await emptyDatabase());
  });
  afterAll(() => drop());
  beforeEach(() => database.dropDatabase());

  const start = new Date('2024-01-01');
  const putRecord = () => database.collection('openai_token_usage').insertOne({ userId: 'alice' });
  const putMonth = (days?: object) =>
    Promise.all([
      database.collection('openai_usage_rollups').insertOne({ _id: { all: 'month', start } } as object),
      database.collection('openai_usage_user_months').insertOne({
        _id: { month: start, userId: 'alice' },
        totalRequests: 1,
        ...(days && { days }),
      } as object),
    ]);

  it('is told to be rebuilt where it has records and no sums', async () => {
    await putRecord();
    expect(await unsummedText(database)).toContain('There are records, and no sums');
  });

  it('is told to be rebuilt where it knows no days of users', async () => {
    await putRecord();
    await putMonth();
    expect(await unsummedText(database)).toContain('did not know their days');
  });

  it('is left alone where it has all, or nothing', async () => {
    expect(await unsummedText(database)).toBeUndefined();
    await putRecord();
    await putMonth({ 1: { totalRequests: 1 } });
    expect(await unsummedText(database)).toBeUndefined();
  });
});

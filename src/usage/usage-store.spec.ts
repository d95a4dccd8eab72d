import { TestService, usageRecord } from '../../test/support/test-service';
import { UsageStore } from './usage-store';

describe('the store of usage records', () => {
  let service: TestService;
  let store: UsageStore;

  beforeAll(async () => {
    service = await TestService.start();
    store = service.app.get(UsageStore);
  });
  afterAll(() => service.stop());

  it('stores a record once, however often and with whatever others it is sent', async () => {
    const [first, second, third] = [usageRecord(), usageRecord(), usageRecord()];
    expect(await store.insert([first, second])).toEqual({ stored: 2, refused: [] });
    expect(await store.insert([second, third, first])).toEqual({ stored: 3, refused: [] });
    expect(await service.records()).toHaveLength(3);
  });

  it('stores no field that a call does not have', async () => {
    const record = usageRecord({ failure: undefined, route: 'POST /essays' });
    await store.insert([record]);
    const stored = (await service.records()).find(({ _id }) => _id.equals(record._id));
    expect(stored).toMatchObject({ route: 'POST /essays' });
    expect(stored).not.toHaveProperty('failure');
  });

  it('keeps money as 64-bit integers, beyond what a number can hold', async () => {
    const record = usageRecord({ costNanoUsd: 9_007_199_254_740_993n });
    await store.insert([record]);
    const stored = (await service.records()).find(({ _id }) => _id.equals(record._id));
    expect(stored?.costNanoUsd).toBe(9_007_199_254_740_993n);
  });

  it('does not let a record that is too large for any database keep the others back', async () => {
    const before = (await service.records()).length;
    const huge = usageRecord({ rawUsage: { text: 'x'.repeat(17 * 1024 * 1024) } });
    const { stored, refused } = await store.insert([usageRecord(), huge, usageRecord()]);
    expect(stored).toBe(2);
    expect(refused.map(({ record }) => record)).toEqual([huge]);
    expect(await service.records()).toHaveLength(before + 2);
  });

  it('tells of a record that cannot be stored, and stores the others', async () => {
    const before = (await service.records()).length;
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    const broken = usageRecord({ rawUsage: circular });
    const { stored, refused } = await store.insert([usageRecord(), broken, usageRecord()]);
    expect(stored).toBe(2);
    expect(refused.map(({ record }) => record)).toEqual([broken]);
    expect(await service.records()).toHaveLength(before + 2);
  });
});

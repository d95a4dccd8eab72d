import { PrometheusText } from './support/prometheus-text';
import { admin, TestService, usageRecord } from './support/test-service';

// As many as memory takes, and some more.
const ROOM = 20_000;
const TOO_MANY = 50;

describe('records for which there is no room, in memory alone and with the database away', () => {
  let service: TestService;

  beforeAll(async () => {
    // Nobody listens on port 1.
    service = await TestService.start({ DURABILITY: 'memory', MONGODB_URI: 'mongodb://127.0.0.1:1/away' });
    service.ledger.add(Array.from({ length: ROOM }, () => usageRecord()));
  });
  afterAll(() => service.stop(), 15_000);

  const scrape = async () => new PrometheusText(await (await service.fetch('/metrics', admin)).text());

  it('are none as long as there is room', async () => {
    expect((await service.get('/health')).body).toMatchObject({ records: { waiting: ROOM, dropped: 0 } });
    expect((await scrape()).sum('token_ledger_records_dropped_total')).toBe(0);
  });

  it('are counted by /health, which is degraded, and by /metrics', async () => {
    service.ledger.add(Array.from({ length: TOO_MANY }, () => usageRecord()));
    const { status, body } = await service.get('/health');
    expect([status, body]).toMatchObject([
      200,
      { status: 'degraded', records: { waiting: ROOM, dropped: TOO_MANY } },
    ]);
    const text = await scrape();
    expect(text.sum('token_ledger_records_dropped_total')).toBe(TOO_MANY);
    expect(text.sum('token_ledger_records_waiting')).toBe(ROOM);
  });
});

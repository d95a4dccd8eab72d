import { chatCompletion } from '../src/fake-openai';
import { CallCounters } from '../src/metrics';
import { PrometheusText } from './support/prometheus-text';
import { admin, alice, type Body, bob, TestService } from './support/test-service';
import { until } from './support/until';

const TOKEN = 'a-text-that-prometheus-sends';

const scraping = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

async function scrape(service: TestService): Promise<PrometheusText> {
  const response = await service.fetch('/metrics', admin);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new PrometheusText(await response.text());
}

/** The next calls are answered with these names for the model, one after the other. */
function answerAs(service: TestService, models: readonly string[]): void {
  const names = models.values();
  service.openai.answer = (request) =>
    chatCompletion(request, { model: names.next().value ?? 'gpt-4o-mini' });
}

describe('GET /metrics', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({ METRICS_TOKEN: TOKEN });
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    service.openai.answer = (request) => chatCompletion(request);
  });

  it('tells of calls of several kinds: how many, their tokens, their cost, what failed and what has no price', async () => {
    const usage = { prompt: 1_000, completion: 500, cached: 200, reasoning: 100 };
    service.openai.answer = (request) => chatCompletion(request, { usage });
    await service.generate(alice);
    await (await service.generate(bob, { stream: true })).text();
    await service.generate(alice, { model: 'gpt-nobody-knows' });
    service.openai.answer = () => ({ status: 401, body: { error: { message: 'No.' } } });
    await service.generate(bob);
    await service.untilRecorded(4);

    const text = await scrape(service);
    const ours = text.samples.filter(({ name }) => /^token_ledger_(?!token_details)/.test(name));
    const which = { model: 'gpt-4o-mini', operation: 'test_generation' };
    const unknown = { ...which, model: 'gpt-nobody-knows' };
    // 800 at 0.15, 200 at 0.075 and 500 at 0.60 USD for a million, twice.
    const cost = 2 * 0.000435;
    expect(
      ours.map(({ name, labels, value }) => [name.slice('token_ledger_'.length), labels, value]),
    ).toEqual([
      ['calls_total', { ...which, outcome: 'succeeded' }, 2],
      ['calls_total', { ...unknown, outcome: 'succeeded' }, 1],
      ['calls_total', { ...which, outcome: 'failed' }, 1],
      ['failed_calls_total', { operation: 'test_generation', reason: 'http_401' }, 1],
      ['tokens_total', { ...which, kind: 'prompt' }, 2_000],
      ['tokens_total', { ...which, kind: 'completion' }, 1_000],
      ['tokens_total', { ...unknown, kind: 'prompt' }, 1_000],
      ['tokens_total', { ...unknown, kind: 'completion' }, 500],
      ['cost_usd_total', which, cost],
      ['cost_usd_total', unknown, 0],
      ['unpriced_calls_total', { model: 'gpt-nobody-knows', reason: 'unknown_model' }, 1],
      ['records_waiting', {}, 0],
      ['spool_bytes', {}, 0],
      ['oldest_record_age_seconds', {}, 0],
      ['records_dropped_total', {}, 0],
      ['spool_damaged_total', {}, 0],
      ['disk_failing', {}, 0],
      ['database_failing', {}, 0],
    ]);
    expect(text.sum('token_ledger_token_details_total', { ...which, kind: 'cached' })).toBe(400);
    expect(text.sum('token_ledger_token_details_total', { ...which, kind: 'reasoning' })).toBe(200);
    expect(text.sum('token_ledger_token_details_total', { kind: 'audio' })).toBe(0);
  });

  it('names nobody', async () => {
    const response = await service.fetch('/metrics', alice, scraping(TOKEN));
    expect(response.status).toBe(403);
    const text = await (await service.fetch('/metrics', undefined, scraping(TOKEN))).text();
    for (const name of ['alice', 'bob', '@example.com', admin.sub, TOKEN]) expect(text).not.toContain(name);
  });

  it('keeps to what Prometheus asks of names', async () => {
    const { types } = await scrape(service);
    const ours = [...types].filter(([name]) => name.startsWith('token_ledger_'));
    expect(ours.length).toBeGreaterThan(10);
    for (const [name, type] of ours)
      expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
  });

  it('tells how the process is, at each visit', async () => {
    const cpu = async () => (await scrape(service)).sum('process_cpu_seconds_total');
    const before = await cpu();
    expect(await cpu()).toBeGreaterThan(before);
    const text = await scrape(service);
    expect(text.sum('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(text.sum('nodejs_eventloop_active_seconds_total')).toBeGreaterThan(0);
    expect(text.sum('process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  it('grows from visit to visit', async () => {
    const before = (await scrape(service)).sum('token_ledger_calls_total');
    await service.generate(alice);
    expect((await scrape(service)).sum('token_ledger_calls_total')).toBe(before + 1);
  });

  it('of another service in the same process tells of that one alone', async () => {
    const another = await TestService.start();
    await another.generate(alice);
    expect((await scrape(another)).sum('token_ledger_calls_total')).toBe(1);
    await another.stop();
  });

  it('is for METRICS_TOKEN, which opens nothing else', async () => {
    expect((await service.fetch('/metrics', undefined, scraping(TOKEN))).status).toBe(200);
    const head = await service.fetch('/metrics', undefined, { ...scraping(TOKEN), method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const path of ['/admin/openai/dashboard', '/admin/openai/top-users'])
      expect((await service.fetch(path, undefined, scraping(TOKEN))).status).toBe(401);
    const generated = await service.generate(
      undefined,
      {},
      { headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } },
    );
    expect(generated.status).toBe(401);
  });

  it.each([
    ['none', undefined],
    ['another text', `Bearer ${'x'.repeat(TOKEN.length)}`],
    ['its beginning', `Bearer ${TOKEN.slice(0, -1)}`],
    ['more than it', `Bearer ${TOKEN}x`],
    ['other letters', `Bearer ${TOKEN.toUpperCase()}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['no scheme', TOKEN],
    ['it twice', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['a token that nobody signed', 'Bearer e30.e30.e30'],
  ])('is refused to who sends %s, with the sentence of every route', async (_, authorization) => {
    const init = authorization === undefined ? {} : { headers: { authorization } };
    const [here, there] = await Promise.all(
      ['/metrics', '/admin/openai/dashboard'].map(async (path) => {
        const response = await service.fetch(path, undefined, init);
        const { error } = (await response.json()) as Body;
        return [response.status, response.headers.get('www-authenticate'), error];
      }),
    );
    expect(here).toEqual(there);
    expect(here?.slice(0, 2)).toEqual([401, 'Bearer']);
  });

  it('without METRICS_TOKEN is for administrators only', async () => {
    const another = await TestService.start();
    for (const token of [TOKEN, 'undefined', ''])
      expect((await another.fetch('/metrics', undefined, scraping(token))).status).toBe(401);
    expect((await another.fetch('/metrics', alice)).status).toBe(403);
    expect((await another.fetch('/metrics', admin)).status).toBe(200);
    await another.stop();
  });
});

describe('names that somebody invents', () => {
  let service: TestService;

  beforeEach(async () => {
    service = await TestService.start();
  });
  afterEach(() => service.stop());

  async function call(times: number): Promise<void> {
    await Promise.all(Array.from({ length: times }, () => service.generate(alice)));
  }

  const SERIES = [
    'calls_total',
    'tokens_total',
    'token_details_total',
    'cost_usd_total',
    'unpriced_calls_total',
  ];

  it('are bounded: of 300 models, a hundred have series of their own, and the rest share one', async () => {
    answerAs(
      service,
      Array.from({ length: 300 }, (_, index) => `model-${index}`),
    );
    await call(300);
    const text = await scrape(service);
    for (const name of SERIES.map((series) => `token_ledger_${series}`)) {
      expect([name, text.values(name, 'model').length]).toEqual([name, 101]);
    }
    expect(text.sum('token_ledger_calls_total')).toBe(300);
    expect(text.sum('token_ledger_calls_total', { model: 'other' })).toBe(200);
    expect(text.sum('token_ledger_unpriced_calls_total', { model: 'other' })).toBe(200);
  });

  it('do not take the place of others, when no model answers to them', async () => {
    service.openai.answer = () => ({ status: 404, body: { error: { message: 'There is none.' } } });
    for (let index = 0; index < 30; index++) await service.generate(alice, { model: `invented-${index}` });
    answerAs(
      service,
      Array.from({ length: 100 }, (_, index) => `model-${index}`),
    );
    await call(100);
    const text = await scrape(service);
    expect(text.values('token_ledger_calls_total', 'model')).toHaveLength(100 + 20 + 1);
    expect(text.sum('token_ledger_calls_total', { outcome: 'succeeded' })).toBe(100);
    expect(text.sum('token_ledger_calls_total', { outcome: 'succeeded', model: 'other' })).toBe(0);
  });

  it('cannot break the text, however odd or long', async () => {
    const odd = [
      'a"b',
      'a\\b',
      'a\nb 1',
      'a\r\nb',
      'a"} 1\ntoken_ledger_calls_total{model="forged"} 1',
      'a,operation:b',
      '\ud800',
      '\udfff',
      '\u2028',
      '\u0000',
      '__proto__',
      'constructor',
      'żółw 😀',
      'x'.repeat(5_000),
      `${'y'.repeat(99)}😀`,
    ];
    for (const name of odd) {
      answerAs(service, [name]);
      await service.generate(alice);
    }
    const text = await scrape(service);
    const models = text.values('token_ledger_calls_total', 'model');
    expect(models).toEqual(
      expect.arrayContaining([
        'a"b',
        'a\\b',
        'a_b 1',
        '__proto__',
        'constructor',
        'żółw 😀',
        'x'.repeat(100),
      ]),
    );
    expect(models).not.toContain('forged');
    expect(Math.max(...models.map((model) => model.length))).toBeLessThanOrEqual(101);
    expect(text.sum('token_ledger_calls_total')).toBe(odd.length);
  });
});

describe('metrics that fail', () => {
  it('trouble no call, and keep no record from the ledger', async () => {
    const service = await TestService.start();
    const counters = service.app.get(CallCounters, { strict: false });
    const count = jest.spyOn(counters, 'count').mockImplementation(() => {
      throw new Error('This counter is broken.');
    });
    expect((await service.generate(alice)).status).toBe(200);
    expect(await service.untilRecorded(1)).toHaveLength(1);
    expect(count).toHaveBeenCalledTimes(1);
    await service.stop();
  });
});

describe('while the database is away, /metrics', () => {
  let service: TestService;

  beforeAll(async () => {
    // Nobody listens on port 1.
    service = await TestService.start({ MONGODB_URI: 'mongodb://127.0.0.1:1/away' });
  });
  afterAll(() => service.stop(), 15_000);

  it('is answered, and tells what waits, since when, and why', async () => {
    await service.generate(alice);
    await service.generate(alice);
    const text = await until(
      () => scrape(service),
      (scraped) => scraped.sum('token_ledger_oldest_record_age_seconds') > 0.1,
    );
    expect(text.sum('token_ledger_calls_total')).toBe(2);
    expect(text.sum('token_ledger_records_waiting')).toBe(2);
    expect(text.sum('token_ledger_spool_bytes')).toBeGreaterThan(500);
    expect(text.sum('token_ledger_oldest_record_age_seconds')).toBeLessThan(60);
    expect(text.sum('token_ledger_database_failing')).toBe(1);
    expect(text.sum('token_ledger_disk_failing')).toBe(0);
    expect(text.sum('token_ledger_records_dropped_total')).toBe(0);
  });
});

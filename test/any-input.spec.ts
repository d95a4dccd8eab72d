import fc from 'fast-check';
import { admin, alice, type Body, TestService } from './support/test-service';

const RUNS = { numRuns: 120 };

const keys = fc.constantFrom('startDate', 'endDate', 'limit', 'page', 'userId', '$where', '__proto__', '');
const operators = fc.constantFrom('', '', '', '[$gt]', '[$ne]', '[]', '[0]', '[constructor]', '.x');
const values = fc.oneof(
  fc.constantFrom('2024-01-01', '2024-02-30', '0000-01-01', '9999-12-31', '-271821-04-20', '+275760-09-13'),
  fc.constantFrom('2024-06-30T23:59:60Z', '2024-01-01T00:00:00+23:59', '1e3', 'NaN', 'null', '{"$gt":""}'),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer().map(String),
  fc.string({ unit: 'binary', maxLength: 50 }),
);
const query = fc
  .array(fc.tuple(keys, operators, values), { maxLength: 4 })
  .map((pairs) => pairs.map(([key, operator, value]) => `${encoded(key + operator)}=${encoded(value)}`))
  .map((pairs) => pairs.join('&'));

describe('whatever is sent, the service answers it or says what is wrong with it:', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  async function expectAnAnswer(response: Response): Promise<void> {
    const body = (await response.json()) as Body;
    expect([200, 400, 404, 414]).toContain(response.status);
    expect(body.success).toBe(response.status === 200);
    if (body.success) return;
    expect(body.error.message).toMatch(/^[^\n]+\.$/);
    expect(body.requestId).toBe(response.headers.get('x-request-id'));
  }

  it.each(['dashboard', 'top-users', 'user/alice/stats', 'user/alice/history'])(
    'any query to /admin/openai/%s',
    async (path) => {
      await fc.assert(
        fc.asyncProperty(query, async (text) => {
          await expectAnAnswer(await service.fetch(`/admin/openai/${path}?${text}`, admin));
        }),
        RUNS,
      );
    },
  );

  it.each(['stats', 'history'])('any user id in /admin/openai/user/:userId/%s', async (question) => {
    const ids = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).map(encoded),
      fc.constantFrom(
        '%',
        '%00',
        '%ff%fe',
        '$ne',
        '%7B%22$gt%22:%22%22%7D',
        '%2e%2e',
        '..%2f..',
        ';',
        ':id',
        '*',
      ),
    );
    await fc.assert(
      fc.asyncProperty(ids, async (id) => {
        await expectAnAnswer(await service.fetch(`/admin/openai/user/${id}/${question}`, admin));
      }),
      RUNS,
    );
  });

  it('any body to /api/test-generation that is JSON, and no call is made unless it is right', async () => {
    const json = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          prompt: fc.oneof(fc.jsonValue(), fc.constantFrom('', 'a login form')),
          count: fc.oneof(fc.jsonValue(), fc.integer()),
          model: fc.jsonValue(),
          stream: fc.oneof(fc.jsonValue(), fc.boolean()),
          fileContent: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(json, async (body) => {
        const response = await service.generate(alice, {}, { body: JSON.stringify(body) });
        if (response.headers.get('content-type')?.startsWith('text/event-stream')) await response.text();
        else await expectAnAnswer(response);
        if (response.status === 200) answered++;
        expect(service.openai.requests).toHaveLength(answered);
      }),
      RUNS,
    );
  });

  it('any bytes to /api/test-generation', async () => {
    const types = fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), types, async (bytes, type) => {
        const body = new Uint8Array(bytes);
        const response = await service.generate(alice, {}, { body, headers: { 'content-type': type } });
        expect([400, 415]).toContain(response.status);
        expect(((await response.json()) as Body).success).toBe(false);
      }),
      RUNS,
    );
  });
});

/** As in an address. Half a surrogate pair is no text, and becomes a replacement character. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

import fc from 'fast-check';
import { Types } from 'mongoose';
import { inspect } from 'node:util';
import { type Endpoint, endpointsOf, plainBody, plainQueries } from './support/endpoints';
import { hostileRequests } from './support/hostile-requests';
import { type RawAnswer, RawClient, type RawRequest } from './support/raw-client';
import { RECORD_ID } from './support/routes';
import { type Command, commandsSentBy, operatorsIn, shapeOf } from './support/sent-commands';
import { admin, alice, type Body, TestService, usageRecord } from './support/test-service';

/** For each endpoint that takes something; those that take nothing share as many. */
const REQUESTS = 5_000;
/** Another one each time. To see the same requests again: ATTACK_SEED=… npm test -- any-input */
const SEED = Number(process.env['ATTACK_SEED'] ?? Date.now() % 1_000_000_000);

/** All that our own queries are made of. A new one is added here by hand, which is the point. */
const OPERATORS = new Set(
  [
    '$db $match $group $sort $skip $limit $project $sum $max $addToSet $cond $and $or $in $eq $ne $ifNull $gt $gte $lt',
    '$subtract',
    // The ledger's, which stores what is called meanwhile.
    '$not $inc $set $unset $min $bit',
  ].flatMap((names) => names.split(' ')),
);

/** Those that change something are the ledger's. */
const COMMANDS = ['aggregate', 'insert', 'find', 'getMore', 'createIndexes', 'update', 'findAndModify'];

const STORED: readonly string[] = ['alice', 'bob', ''];
const ATTACKER = 'attacker';

describe('whatever is sent, the service answers it or says what is wrong with it:', () => {
  let service: TestService;
  let client: RawClient;
  let endpoints: readonly Endpoint[];
  let sent: Command[];
  let plainShapes: ReadonlySet<string>;
  let authorization: string;

  beforeAll(async () => {
    service = await TestService.start();
    await service.insert([
      ...STORED.map((userId) => usageRecord({ userId })),
      usageRecord({ _id: new Types.ObjectId(RECORD_ID) }),
    ]);
    client = new RawClient(service.baseUrl);
    endpoints = await endpointsOf(service);
    sent = await commandsSentBy(service);
    authorization = `Bearer ${service.token({ ...admin, sub: ATTACKER })}`;
    const described = endpoints.filter(({ isDescribed }) => isDescribed);
    await client.askAll(described.flatMap(plainRequests).map(signed), ({ status }, { path }) => {
      expect([path, status]).toEqual([path, 200]);
    });
    plainShapes = shapesSent();
  }, 60_000);
  afterAll(async () => {
    client.close();
    await service.stop();
  });

  const signed = <Asked extends RawRequest>(asked: Asked): Asked => ({
    ...asked,
    headers: { ...asked.headers, authorization },
  });

  /** Of the pipelines that were sent since the last time. */
  function shapesSent(): ReadonlySet<string> {
    const pipelines = sent.filter((command) => 'aggregate' in command);
    return new Set(pipelines.map(shapeOf));
  }

  async function attack(endpoint: Endpoint, count: number): Promise<void> {
    sent.length = 0;
    const asked = service.openai.requests.length;
    const namedUsers = new Set<string>();
    let answered = 0;
    await client.askAll(hostileRequests(endpoint, count, SEED).map(signed), (answer, request) => {
      const trouble = troubleWith(answer);
      if (trouble !== undefined)
        throw new Error(`ATTACK_SEED=${SEED}: ${trouble}: ${inspect(answer)} to ${inspect(request)}`);
      if (answer.status !== 200) return;
      answered++;
      if (namesUser(endpoint)) namedUsers.add(decodeURIComponent(request.inPath ?? 'alice'));
    });
    expect(service.openai.requests.length - asked).toBe(endpoint.path.startsWith('/api/') ? answered : 0);
    await service.untilRecorded(0);
    const userIds = sent.flatMap(userIdsMatched);
    // Where no user is named, those that are stored are looked up.
    const told = namesUser(endpoint)
      ? userIds
      : userIds.filter((userId) => ![...STORED, ATTACKER].includes(userId));
    expect(new Set(told)).toEqual(namedUsers);
    expectOnlyOurQueries();
  }

  function expectOnlyOurQueries(): void {
    expect(sent.flatMap(operatorsIn).filter((name) => !OPERATORS.has(name))).toEqual([]);
    expect([...shapesSent()].filter((shape) => !plainShapes.has(shape))).toEqual([]);
    const names = new Set(sent.map((command) => Object.keys(command)[0]));
    for (const name of COMMANDS) names.delete(name);
    expect([...names]).toEqual([]);
  }

  it('an endpoint is known with all that it takes', () => {
    expect(endpoints.filter(({ isDescribed }) => isDescribed).length).toBeGreaterThanOrEqual(7);
    const taken = endpoints.flatMap((endpoint) => [
      ...[...endpoint.query, ...endpoint.inPath].map(({ name }) => name),
      ...Object.keys(plainBody(endpoint) ?? {}),
    ]);
    const known = [
      'startDate',
      'endDate',
      'limit',
      'page',
      'cursor',
      'userId',
      'prompt',
      'count',
      'model',
      'stream',
    ];
    expect(taken).toEqual(expect.arrayContaining(known));
  });

  it(`${REQUESTS} hostile requests to each endpoint, and no operator reaches the database but our own`, async () => {
    const takesNothing = ({ query, inPath, body }: Endpoint) =>
      [...query, ...inPath, body].every((taken) => taken === undefined);
    const share = Math.ceil(REQUESTS / endpoints.filter(takesNothing).length);
    for (const endpoint of endpoints) await attack(endpoint, takesNothing(endpoint) ? share : REQUESTS);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  }, 600_000);

  it('any bytes to /api/test-generation', async () => {
    const types = fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), types, async (bytes, type) => {
        const body = new Uint8Array(bytes);
        const response = await service.generate(alice, {}, { body, headers: { 'content-type': type } });
        expect([400, 415]).toContain(response.status);
        expect(((await response.json()) as Body).success).toBe(false);
      }),
      { numRuns: 120 },
    );
  }, 60_000);
});

/** Ranges of which only a part, or nothing, is summed up already. */
const RANGES = [
  'startDate=2024-01-15T10:29:59Z&endDate=2024-01-15T10:30:01Z',
  'startDate=2024-01-02T10:07:00Z&endDate=2024-03-30T10:07:00Z',
  'startDate=2024-01-02T10:07:00Z',
  'endDate=2024-01-20T10:07:00Z',
  // Whole months, days beside them, days less than them, and both.
  'startDate=2024-01-01&endDate=2024-02-29',
  'startDate=2023-12-01&endDate=2024-02-03',
  'startDate=2023-12-03&endDate=2024-02-29',
  'startDate=2023-12-03&endDate=2024-03-02',
  'startDate=2024-01-14&endDate=2024-01-16',
];

/** Right requests, of each shape that a right one can have. */
function plainRequests(endpoint: Endpoint): readonly RawRequest[] {
  const { method, path, query } = endpoint;
  const takes = (wanted: string) => query.some(({ name }) => name === wanted);
  const ranges = takes('startDate') ? RANGES : [];
  const ofMany = takes('limit') ? ['', ...ranges].map((range) => `${range}&limit=1000`) : [];
  const body = plainBody(endpoint);
  return [...plainQueries(endpoint), ...ranges, ...ofMany].map((text) => ({
    method,
    path: `${path}?${text}`,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }));
}

const namesUser = ({ inPath }: Endpoint) => inPath.some(({ name }) => name === 'userId');

const STATUSES: ReadonlySet<number> = new Set([200, 400, 404, 414, 415]);

/** What is wrong with an answer. Not an `expect` for each: there are tens of thousands. */
function troubleWith({ status, headers, text }: RawAnswer): string | undefined {
  if (!STATUSES.has(status)) return 'its status';
  if (status === 200) return undefined;
  const { success, error, requestId } = JSON.parse(text) as Body;
  if (success || requestId !== headers['x-request-id']) return 'its envelope';
  return /^[^\n]+\.$/.test(error.message) ? undefined : 'its sentence';
}

interface FirstMatch {
  readonly userId?: unknown;
  readonly '_id.userId'?: unknown;
  readonly _id?: { readonly $in?: readonly { readonly userId?: unknown }[] };
}

/** Of records by their user, and of the months of users. */
function userIdsMatched({ pipeline = [] }: Command): readonly string[] {
  const [first] = pipeline as readonly { readonly $match?: FirstMatch }[];
  const { userId, _id, '_id.userId': ofMonths } = first?.$match ?? {};
  const ids = [userId, ofMonths, ...(_id?.$in ?? []).map((month) => month.userId)];
  return ids.filter((id) => typeof id === 'string');
}

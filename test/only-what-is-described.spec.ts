import { Types } from 'mongoose';
import { chatCompletion } from '../src/fake-openai';
import { type Endpoint, endpointsOf, plainBody, plainQueries, type Schema } from './support/endpoints';
import { RECORD_ID } from './support/routes';
import { admin, type Body, TestService, usageRecord } from './support/test-service';

describe('a request and its answer hold what the description says, and nothing else:', () => {
  let service: TestService;
  let endpoints: readonly Endpoint[];

  beforeAll(async () => {
    service = await TestService.start();
    endpoints = (await endpointsOf(service)).filter(({ isDescribed }) => isDescribed);
    await service.insert(recordsWithMore);
    service.openai.answer = (request) => {
      const answer = chatCompletion(request);
      const body = 'body' in answer ? (answer.body as { readonly usage: object }) : { usage: {} };
      return { body: { ...body, more: 'private', usage: { ...body.usage, more: 'private' } } };
    };
  });
  afterAll(() => service.stop());

  function ask({ method, path }: Endpoint, query = '', body?: unknown): Promise<Response> {
    return service.fetch(path + query, admin, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
  }

  async function expectRefusal(response: Response, name: string): Promise<void> {
    const { error } = (await response.json()) as Body;
    expect([response.status, error]).toEqual([
      400,
      {
        code: 'invalid_request',
        message: `'${name}' is not a parameter of this route.`,
        details: [{ field: name, message: `'${name}' is not a parameter of this route.` }],
      },
    ]);
  }

  it('a parameter too many in a query is refused by its name', async () => {
    const withQuery = endpoints.filter(({ query }) => query.length > 0);
    expect(withQuery.length).toBeGreaterThanOrEqual(4);
    for (const endpoint of withQuery)
      for (const name of ['userId', 'isActive', 'roles', '_id', 'fields', 'extra'])
        await expectRefusal(await ask(endpoint, `?${name}=1`), name);
  });

  it('what is described is taken', async () => {
    for (const endpoint of endpoints) {
      for (const query of plainQueries(endpoint)) {
        const response = await ask(endpoint, `?${query}`, plainBody(endpoint));
        expect([endpoint.name, query, response.status]).toEqual([endpoint.name, query, 200]);
      }
    }
  });

  it('a field too many in a body is refused by its name, on each of its levels', async () => {
    const withBody = endpoints.filter(({ body }) => body !== undefined);
    expect(withBody.length).toBeGreaterThanOrEqual(1);
    for (const endpoint of withBody) {
      const body = plainBody(endpoint) ?? {};
      for (const path of levelsOf(endpoint.body, ''))
        for (const name of ['userId', 'userEmail', 'roles', 'cost', 'timestamp', 'extra'])
          await expectRefusal(await ask(endpoint, '', withField(body, path, name)), `${path}${name}`);
    }
    expect(service.openai.requests.every(({ bodyText }) => !bodyText.includes('extra'))).toBe(true);
  });

  it('an answer has the keys of its description, on each of its levels', async () => {
    for (const endpoint of endpoints) {
      const response = await ask(endpoint, '', plainBody(endpoint));
      expect(response.status).toBe(200);
      if (endpoint.answersText) {
        expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
        expect(await response.text()).not.toContain('private');
        continue;
      }
      if (endpoint.answer === undefined) throw new Error(`${endpoint.name} does not say what it answers.`);
      const text = await response.text();
      expect(differences(JSON.parse(text), endpoint.answer, endpoint.name)).toEqual([]);
      expect(text).not.toContain('private');
    }
  });

  it('a refusal has its code, its sentence and the id of the request', async () => {
    for (const endpoint of endpoints.filter(({ needsToken }) => needsToken)) {
      const response = await service.fetch(endpoint.path, undefined, { method: endpoint.method });
      const body = (await response.json()) as Body;
      expect(Object.keys(body).toSorted()).toEqual(['error', 'requestId', 'success']);
      expect(Object.keys(body.error).toSorted()).toEqual(['code', 'message']);
    }
  });
});

/** Records with all that they may have, and more than that. */
const recordsWithMore = ['alice', 'bob'].map((userId) => ({
  ...usageRecord({
    userId,
    costParts: { input: 1n },
    unpricedReason: 'no_usage',
    price: 'private',
    rawUsage: { more: 'private' },
    failure: 'private',
    httpStatus: 500,
    requestedModel: 'private',
    serviceTier: 'private',
    responseId: 'chatcmpl-1',
    usageClasses: { input: 1 },
    unknownUsageFields: ['private'],
    tools: [{ tool: 'image_generation', calls: 1, model: 'private', classes: { imageOutput: 1 } }],
    imageKind: 'private',
    firstByteMs: 1,
    route: 'POST /api/test-generation',
    requestId: 'private',
  }),
  prompt: 'private',
  ...(userId === 'alice' && { _id: new Types.ObjectId(RECORD_ID) }),
}));

/** The prefix of the names of each object that may have fields: '' for the body itself. */
function levelsOf(schema: Schema | undefined, prefix: string): readonly string[] {
  const { properties, items } = schema ?? {};
  const own = properties === undefined ? [] : [prefix];
  const inner = Object.entries(properties ?? {}).flatMap(([name, field]) =>
    levelsOf(field, `${prefix}${name}.`),
  );
  return [...own, ...inner, ...(items === undefined ? [] : levelsOf(items, `${prefix}0.`))];
}

function withField(body: object, path: string, name: string): unknown {
  const copy = structuredClone(body);
  const steps = path.split('.').slice(0, -1);
  const level = steps.reduce<object>((inner, step) => Reflect.get(inner, step) as object, copy);
  Reflect.set(level, name, 'extra');
  return copy;
}

/** Keys that are there and not described, or described as required and not there. */
function differences(value: unknown, schema: Schema, place: string): readonly string[] {
  const { type, properties, required = [], items } = schema;
  if (Array.isArray(value)) {
    if (items === undefined) return [`${place}: the description knows no list`];
    return value.flatMap((item, index) => differences(item, items, `${place}.${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  if (properties === undefined) return [`${place}: the description says ${type ?? 'nothing'}`];
  const missing = required.filter((name) => !(name in value)).map((name) => `${place}.${name}: is missing`);
  const found = Object.entries(value).flatMap(([name, inner]) => {
    const described = properties[name];
    return described === undefined
      ? [`${place}.${name}: is not described`]
      : differences(inner, described, `${place}.${name}`);
  });
  return [...missing, ...found];
}

import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import { QueryInteger } from '.';
import { servedApp } from './served-app.fixture';

class ListQuery {
  @QueryInteger({ min: 1, max: 1_000, default: 50 })
  readonly limit!: number;

  @QueryInteger({ min: 2_000, max: 9_999 })
  readonly year?: number;

  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly userId?: string;
}

class UserParams {
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  readonly userId!: string;
}

class Item {
  @IsString()
  readonly name!: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  readonly count?: number;
}

class OrderBody {
  @IsString()
  readonly title!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => Item)
  readonly items?: readonly Item[];
}

@Controller()
class TestController {
  @Get('list')
  list(@Query() query: ListQuery) {
    return scalarsOf({ limit: query.limit, year: query.year, userId: query.userId });
  }

  @Get('users/:userId')
  user(@Param() { userId }: UserParams, @Query() query: ListQuery) {
    return { userId, ...scalarsOf({ limit: query.limit }) };
  }

  @Post('orders')
  order(@Body() body: OrderBody) {
    scalarsOf({ title: body.title });
    for (const { name, count } of body.items ?? []) scalarsOf({ name, count });
    return body;
  }
}

/** What would reach the database: nothing but scalars. */
function scalarsOf(values: Readonly<Record<string, unknown>>) {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'object') throw new Error(`${name} is an object`);
  }
  return values;
}

const PAYLOADS = 600;

const namesUpTo = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 1]));

describe('what comes from outside', () => {
  let app: Awaited<ReturnType<typeof servedApp>>;

  beforeAll(async () => {
    app = await servedApp(TestController);
  });
  afterAll(() => app.close());
  afterEach(() => {
    expect(app.log).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['', { limit: 50 }],
    ['limit=1', { limit: 1 }],
    ['limit=1000&year=2024&userId=u1', { limit: 1_000, year: 2_024, userId: 'u1' }],
    ['userId=1', { limit: 50, userId: '1' }],
    ['userId=true', { limit: 50, userId: 'true' }],
    ['userId=%7B%22%24ne%22%3A1%7D', { limit: 50, userId: '{"$ne":1}' }],
    ['limit=0007', { limit: 7 }],
  ])('is taken as it is written: ?%s', async (query, expected) => {
    const { status, text } = await app.ask(`/list?${query}`);
    expect([status, JSON.parse(text)]).toEqual([200, expected]);
  });

  it.each([
    '0',
    '-1',
    '1001',
    '1e3',
    '0x10',
    '0b1',
    '1.5',
    '1.0',
    '',
    '%20',
    '%201',
    '1%20',
    '+1',
    '1_000',
    '1,000',
    '１',
    'NaN',
    'Infinity',
    'null',
    'undefined',
    'true',
    '[]',
    '{}',
    '99999999999999999999',
    '1%00',
    '1%0a',
    '--1',
    '1&limit=2',
    '1&limit=1',
    '&limit=',
  ])('is no whole number from 1 to 1000: limit=%s', async (value) => {
    const { status, body } = await app.ask(`/list?limit=${value}`);
    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: 'invalid_request',
      message: "'limit' must be a whole number from 1 to 1000.",
      details: [{ field: 'limit', message: "'limit' must be a whole number from 1 to 1000." }],
    });
  });

  it.each([
    ['limit[$gt]=1', 'limit[$gt]'],
    ['userId[$ne]=', 'userId[$ne]'],
    ['userId[]=a', 'userId[]'],
    ['userId.$ne=a', 'userId.$ne'],
    ['[$where]=1', '[$where]'],
    ['$where=sleep(1000)', '$where'],
    ['Limit=1', 'Limit'],
    ['__proto__[polluted]=1', '__proto__[polluted]'],
    ['constructor[prototype][polluted]=1', 'constructor[prototype][polluted]'],
  ])('is refused by name: ?%s', async (query, name) => {
    const { status, body } = await app.ask(`/list?${query}`);
    expect(status).toBe(400);
    expect(body.error?.message).toBe(`'${name}' is not a parameter of this route.`);
  });

  it('is refused with one sentence for each problem', async () => {
    const { body } = await app.ask('/list?limit=x&userId=a&userId=b&more=1');
    expect(body.error?.details).toEqual([
      { field: 'more', message: "'more' is not a parameter of this route." },
      { field: 'limit', message: "'limit' must be a whole number from 1 to 1000." },
      { field: 'userId', message: expect.stringMatching(/^'userId' must be .+\.$/) as string },
    ]);
    expect(body.error?.message).toMatch(/^'more' is .+\. 'limit' must .+\. 'userId' must .+\.$/);
  });

  it('is named inside of lists', async () => {
    const { body } = await app.post('/orders', '{"title":"t","items":[{"name":"a"},{"name":1,"x":1}]}');
    expect(body.error?.details).toEqual([
      { field: 'items.1.x', message: "'items.1.x' is not a parameter of this route." },
      { field: 'items.1.name', message: "'items.1.name' must be a string." },
    ]);
  });

  it('is named in one line, whatever its name', async () => {
    const { body } = await app.ask('/list?%0D%0Ax%E2%80%A8%00=1');
    expect(body.error?.message).toBe("'\u{fffd}\u{fffd}x\u{fffd}\u{fffd}' is not a parameter of this route.");
  });

  it('is not repeated at length', async () => {
    const name = 'n'.repeat(5_000);
    for (const answer of [
      await app.ask(`/list?${name}=1`),
      await app.ask(`/list?limit=${name}`),
      await app.post('/orders', JSON.stringify({ [name]: name, title: { [name]: name } })),
      await app.post('/orders', JSON.stringify(namesUpTo(100))),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.text.length).toBeLessThan(5_000);
      expect(answer.text).not.toContain('n'.repeat(61));
    }
  });

  it.each([
    '[]',
    'null',
    '1',
    '"text"',
    'true',
    '[{"title":"t"}]',
    '{"title":{}}',
    '{"title":["t"]}',
    '{"title":null}',
    '{"title":"t","items":{"0":{"name":"a"}}}',
    '{"title":"t","items":["a"]}',
    '{"title":"t","items":[null]}',
    '{"title":"t","items":[[{"name":"a"}]]}',
    '{"title":"t","items":"a"}',
    '{"title":"t","items":[{"name":"a","count":"1"}]}',
    `{"title":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ])('is of another shape than the body (%#)', async (body) => {
    const { status, body: refused } = await app.post('/orders', body);
    expect([status, refused.error?.code]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['names', JSON.stringify(namesUpTo(150_000))],
    ['items', `{"title":"t","items":[${'{},'.repeat(600_000)}{}]}`],
    ['items with too many names', JSON.stringify({ title: 't', items: Array(200).fill(namesUpTo(1_000)) })],
    ['levels of lists', `{"title":${'['.repeat(900_000)}${']'.repeat(900_000)}}`],
    ['levels of objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
  ])('is refused soon, whatever its number of %s', async (_, body) => {
    const start = performance.now();
    const { status, body: refused } = await app.post('/orders', body);
    expect([status, refused.error?.message]).toEqual([
      400,
      expect.stringMatching(/^The body holds too much/) as string,
    ]);
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  it('is refused when a query has hundreds of parameters', async () => {
    const { status, body } = await app.ask(`/list?${Object.keys(namesUpTo(2_000)).join('&')}`);
    expect(status).toBe(400);
    expect(body.error?.message).toMatch(/^The query holds too much/);
  });

  it('is checked in a short time where it holds as much as is read', async () => {
    const items = Array.from({ length: 49_000 / 2 }, () => ({ x: 1 }));
    const start = performance.now();
    expect((await app.post('/orders', JSON.stringify({ title: 't', items }))).status).toBe(400);
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  describe('with bad intent', () => {
    const operators = [
      '$ne',
      '$gt',
      '$where',
      '$regex',
      '$in',
      '$expr',
      '$function',
      '$$ROOT',
      '$jsonSchema',
      '$comment',
    ];
    const traps = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'valueOf',
      'hasOwnProperty',
      'then',
      'length',
      '__defineGetter__',
    ];
    const names = fc.oneof(
      fc.constantFrom('limit', 'year', 'userId', 'title', 'items', 'name', ...operators, ...traps),
      fc
        .tuple(
          fc.constantFrom('limit', 'year', 'userId', ...traps),
          fc.constantFrom('', '0', ...operators, ...traps),
        )
        .map(([name, inner]) => `${name}[${inner}]`),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    );
    const texts = fc.oneof(
      fc.constantFrom(
        '',
        '0',
        '1',
        '-1',
        '1e9',
        'NaN',
        '[object Object]',
        '{"$ne":null}',
        "';return true;//",
        '\u0000',
        '../..',
        '%',
        '%zz',
        '\ud800',
        '＄ne',
        '0'.repeat(400),
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Cs}/gu, '?'));
    const queries = fc
      .array(fc.tuple(names, texts, fc.boolean()), { minLength: 1, maxLength: 4 })
      .map((pairs) =>
        pairs
          .map(
            ([name, text, raw]) =>
              `${raw ? name.replace(/[^\w$[\].]/g, '') : encoded(name)}=${encoded(text)}`,
          )
          .join('&'),
      );
    const values = fc.memo((depth): fc.Arbitrary<unknown> =>
      depth <= 1
        ? fc.oneof(texts, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
        : fc.oneof(
            texts,
            fc.array(values(depth - 1), { maxLength: 3 }),
            fc.dictionary(names, values(depth - 1), { maxKeys: 4 }),
          ),
    );

    it('is refused or harmless in a query', async () => {
      await fc.assert(
        fc.asyncProperty(queries, async (query) => {
          expect([200, 400]).toContain((await app.ask(`/list?${query}`)).status);
        }),
        { numRuns: PAYLOADS },
      );
    }, 60_000);

    it('is refused or harmless in a path', async () => {
      await fc.assert(
        fc.asyncProperty(texts, queries, async (text, query) => {
          const { status } = await app.ask(`/users/${encoded(text)}?${query}`);
          expect([200, 400, 404, 414]).toContain(status);
        }),
        { numRuns: PAYLOADS },
      );
    }, 60_000);

    it('is refused or harmless in a body', async () => {
      await fc.assert(
        fc.asyncProperty(values(4), async (value) => {
          expect([201, 400]).toContain((await app.post('/orders', JSON.stringify(value))).status);
        }),
        { numRuns: PAYLOADS },
      );
    }, 60_000);
  });
});

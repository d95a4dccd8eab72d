import { BadGatewayException, Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { OpenAI } from 'openai';
import { of } from 'rxjs';
import { Public } from '../src/auth';
import { Operation, runAsCaller } from '../src/capture';
import { alice, type Body as Answer, type TestUser, TestService } from './support/test-service';

/** A feature that calls its provider in a way of its own, past every client that we know. */
@Controller('homework')
class HomeworkController {
  constructor(private readonly openai: OpenAI) {}

  @Post('analyze')
  analyze(@Body() result: object) {
    return result;
  }

  @Operation('grade_essay')
  @Post('grade')
  grade(@Body() result: object) {
    return of(result);
  }

  @Post('refused')
  @HttpCode(422)
  refused(@Body() result: object) {
    return result;
  }

  @Post('broken')
  broken(@Body() result: object) {
    throw new BadGatewayException(result);
  }

  @Public()
  @Post('open')
  open(@Body() result: object) {
    return result;
  }

  /** The client that we know was asked, for the user or on behalf of somebody else, and its answer is handed on. */
  @Post('captured')
  captured() {
    return this.openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [] });
  }

  @Post('captured-for-bob')
  capturedForBob() {
    return runAsCaller({ userId: 'bob' }, () => this.captured());
  }
}

/** Somebody's own controller on a route like those of the service itself. */
@Controller('admin/openai')
class MoreForAdmins {
  @Post('replay')
  replay(@Body() result: object) {
    return result;
  }
}

@Module({ controllers: [HomeworkController, MoreForAdmins] })
class HomeworkModule {}

const usage = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 };
const GPT_4O_MINI = { modelName: 'gpt-4o-mini', costNanoUsd: 210_000n }; // 1,000 × 150 + 100 × 600

describe('usage that only the answer of a handler tells of', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({}, HomeworkModule);
  });
  afterAll(() => service.stop());
  beforeEach(() => service.empty());

  async function answeredBy(path: string, result: object = {}, by: TestUser | undefined = alice) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const response = await service.fetch(path, by, { ...init, body: JSON.stringify(result) });
    return { status: response.status, body: (await response.json()) as Answer };
  }

  it('is recorded as the user’s, and reaches the caller as it was', async () => {
    const result = { model: 'gpt-4o-mini', usage, questions: ['What is a noun?'] };
    expect(await answeredBy('/homework/analyze', result)).toEqual({ status: 201, body: result });
    expect(await service.untilRecorded(1)).toMatchObject([
      {
        ...GPT_4O_MINI,
        userId: 'alice',
        operation: 'analyze',
        route: 'POST /homework/analyze',
        usageSource: 'handler_result',
        outcome: 'succeeded',
        costStatus: 'priced',
        promptTokens: 1_000,
        completionTokens: 100,
        totalTokens: 1_100,
      },
    ]);
    expect((await service.get('/admin/openai/dashboard')).body.data).toMatchObject({
      totalTokens: 1_100,
      totalCostNanoUsd: '210000',
      totalRequests: 1,
      unattributedRequests: 0,
    });
  });

  it.each([
    ['in its data', { success: true, data: { model: 'gpt-4o-mini', usage } }],
    ['in its data, the model beside it', { model: 'gpt-4o-mini', data: { usage } }],
    ['right in it', { model: 'gpt-4o-mini', ...usage }],
    ['right in its data', { data: { model: 'gpt-4o-mini', ...usage } }],
  ])('is found %s', async (_, result) => {
    await answeredBy('/homework/grade', result);
    expect(await service.untilRecorded(1)).toMatchObject([{ ...GPT_4O_MINI, operation: 'grade_essay' }]);
  });

  it('counts cached tokens at their own price', async () => {
    const cached = { ...usage, prompt_tokens_details: { cached_tokens: 400 } };
    await answeredBy('/homework/analyze', { model: 'gpt-4o-mini', usage: cached });
    // 600 × 150 + 400 × 75 + 100 × 600
    expect(await service.untilRecorded(1)).toMatchObject([{ cachedTokens: 400, costNanoUsd: 180_000n }]);
  });

  it('has an unknown cost where no model is named', async () => {
    await answeredBy('/homework/analyze', { usage });
    expect(await service.untilRecorded(1)).toMatchObject([
      { modelName: 'unknown', costStatus: 'unpriced', costNanoUsd: null, totalTokens: 1_100 },
    ]);
  });

  it('keeps nothing else of the answer', async () => {
    const secret = 'what the pupil wrote';
    await answeredBy('/homework/analyze', {
      model: 'gpt-4o-mini',
      usage: { ...usage, prompt: secret },
      secret,
    });
    const [record] = await service.untilRecorded(1);
    expect(record).toBeDefined();
    expect(
      JSON.stringify(record, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(secret);
  });

  it('is not counted again where the call itself was captured, for whomever', async () => {
    await answeredBy('/homework/captured');
    await answeredBy('/homework/captured-for-bob');
    await service.generate(alice);
    const records = await service.untilRecorded(3);
    expect(records.map(({ userId, usageSource }) => [userId, usageSource])).toEqual([
      ['alice', 'reported'],
      ['bob', 'reported'],
      ['alice', 'reported'],
    ]);
  });

  it('is not recorded for a failure, for nobody, or from a route of the service itself', async () => {
    const result = { model: 'gpt-4o-mini', usage };
    expect(await answeredBy('/homework/refused', result)).toMatchObject({ status: 422 });
    expect(await answeredBy('/homework/broken', result)).toMatchObject({ status: 502 });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    await service.fetch('/homework/open', undefined, { ...init, body: JSON.stringify(result) });
    expect(await answeredBy('/admin/openai/replay', result)).toMatchObject({ status: 201 });
    await answeredBy('/homework/analyze', result);
    expect(await service.untilRecorded(1)).toMatchObject([{ route: 'POST /homework/analyze' }]);
  });

  it.each([
    { usage: { prompt_tokens: -1, completion_tokens: 1 } },
    { usage: { prompt_tokens: 1.5, completion_tokens: 1 } },
    { usage: { prompt_tokens: '7', completion_tokens: 1 } },
    { usage: { prompt_tokens: 7 } },
    { usage: { total_tokens: 7 } },
    { usage: null, data: null },
    { data: [{ usage }] },
  ])('is nothing where an answer makes no sense of it: %j', async (result) => {
    expect(await answeredBy('/homework/analyze', result)).toEqual({ status: 201, body: result });
    await answeredBy('/homework/analyze', { model: 'gpt-4o-mini', usage });
    expect(await service.untilRecorded(1)).toHaveLength(1);
  });
});

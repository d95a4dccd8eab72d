import { Controller, Get, ImATeapotException, Injectable, Module, Param, Post } from '@nestjs/common';
import { OpenAI } from 'openai';
import { CurrentUser, type Principal } from '../src/auth';
import { Operation, runAsCaller, UsageTracker } from '../src/capture';
import { alice, bob, TestService } from './support/test-service';

const params = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say something.' }] };

/** What somebody who adds a feature writes. */
@Injectable()
class Summaries {
  constructor(private readonly openai: OpenAI) {}

  async write(): Promise<string> {
    const { choices } = await this.openai.chat.completions.create(params);
    return choices[0]?.message.content ?? '';
  }

  /** A job of the night, on behalf of one user. */
  writeFor(userId: string): Promise<string> {
    return runAsCaller({ userId, userEmail: `${userId}@example.com`, operation: 'nightly_summary' }, () =>
      this.write(),
    );
  }
}

@Controller('summaries')
class SummaryController {
  constructor(private readonly summaries: Summaries) {}

  @Post()
  unnamed() {
    return this.summaries.write();
  }

  @Operation('summarise_one')
  @Post('named/:id')
  named() {
    return this.summaries.write();
  }

  @Post('twice-asked/:id/again')
  async twice() {
    return [await this.summaries.write(), await this.summaries.write()];
  }

  @Post('broken')
  async broken() {
    await this.summaries.write();
    throw new ImATeapotException('The feature itself has a bug.');
  }

  @Post('on-behalf/:userId')
  onBehalf(@Param('userId') userId: string, @CurrentUser() user: Principal) {
    return Promise.all([this.summaries.write(), this.summaries.writeFor(`${userId}-by-${user.userId}`)]);
  }

  @Post('later')
  later() {
    // Nobody waits for it: the answer is sent before the model is even asked.
    setTimeout(() => void this.summaries.write(), 20);
    return 'soon';
  }
}

@Operation('chat')
@Controller('chat')
class ChatController {
  constructor(private readonly summaries: Summaries) {}

  @Get('small-talk')
  smallTalk() {
    return this.summaries.write();
  }

  @Operation('deep_talk')
  @Get('deep')
  deep() {
    return this.summaries.write();
  }
}

/** Over a WebSocket, which no client of OpenAI knows. */
@Controller('talks')
class TalkController {
  constructor(private readonly usage: UsageTracker) {}

  @Post()
  async end() {
    const usage = { input_tokens: 12, output_tokens: 7, total_tokens: 19 };
    await this.usage.track({ model: 'gpt-4o-mini', usage, responseId: 'resp_1' });
    return 'over';
  }
}

@Module({ controllers: [SummaryController, ChatController, TalkController], providers: [Summaries] })
class SummaryModule {}

describe('a feature that somebody adds', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start({}, SummaryModule);
  });
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const post = (path: string) => service.fetch(path, alice, { method: 'POST' });
  const ofAlice = { userId: 'alice', userEmail: 'alice@example.com' };

  it('is recorded without a line about it: the user, the route, and the operation after the route', async () => {
    const response = await post('/summaries');
    expect(response.status).toBe(201);
    expect(await service.untilRecorded(1)).toMatchObject([
      {
        ...ofAlice,
        operation: 'summaries',
        route: 'POST /summaries',
        requestId: response.headers.get('x-request-id'),
        outcome: 'succeeded',
      },
    ]);
  });

  it('can tell of a call that goes past HTTP, which is counted once however often it tells', async () => {
    for (let time = 0; time < 2; time++) expect((await post('/talks')).status).toBe(201);
    // gpt-4o-mini: 12 x 150 + 7 x 600 nano-USD
    expect(await service.untilRecorded(1)).toMatchObject([
      { ...ofAlice, operation: 'talks', endpoint: 'realtime', totalTokens: 19, costNanoUsd: 6_000n },
    ]);
  });

  it('is closed to who has no token, though nobody said so', async () => {
    expect((await service.fetch('/summaries', undefined, { method: 'POST' })).status).toBe(401);
    expect((await service.fetch('/chat/deep')).status).toBe(401);
    expect(service.openai.requests.length).toBe((await service.untilRecorded(0)).length + 1);
  });

  it('can name its operation, on a handler', async () => {
    await post('/summaries/named/4711');
    expect(await service.untilRecorded(1)).toMatchObject([
      { operation: 'summarise_one', route: 'POST /summaries/named/:id' },
    ]);
  });

  it('can name its operation, on a class, of which a handler can make an exception', async () => {
    await service.fetch('/chat/small-talk', alice);
    await service.untilRecorded(1);
    await service.fetch('/chat/deep', bob);
    expect((await service.untilRecorded(2)).map(({ userId, operation }) => [userId, operation])).toEqual([
      ['alice', 'chat'],
      ['bob', 'deep_talk'],
    ]);
  });

  it('can make two calls in one request: both are recorded, with its id', async () => {
    const response = await post('/summaries/twice-asked/1/again');
    const requestId = response.headers.get('x-request-id');
    const records = await service.untilRecorded(2);
    const record = {
      ...ofAlice,
      operation: 'again',
      route: 'POST /summaries/twice-asked/:id/again',
      requestId,
    };
    expect(records).toMatchObject([record, record]);
    expect(new Set(records.map(({ _id }) => String(_id))).size).toBe(2);
  });

  it('may fail after its call: the call was billed, so it is recorded', async () => {
    expect((await post('/summaries/broken')).status).toBe(418);
    expect(await service.untilRecorded(1)).toMatchObject([
      { ...ofAlice, operation: 'broken', outcome: 'succeeded', costStatus: 'priced' },
    ]);
    expect((await service.get('/admin/openai/user/alice/stats')).body.data).toMatchObject({
      totalRequests: 1,
    });
  });

  it('may go on after its answer: what it calls then is still of its user', async () => {
    expect((await post('/summaries/later')).status).toBe(201);
    expect(await service.untilRecorded(1)).toMatchObject([{ ...ofAlice, operation: 'later' }]);
  });

  it('may call on behalf of somebody else, without mixing that up with its own user', async () => {
    await post('/summaries/on-behalf/carol');
    const records = await service.untilRecorded(2);
    expect(new Map(records.map(({ userId, operation, route }) => [userId, [operation, route]]))).toEqual(
      new Map([
        ['alice', ['on_behalf', 'POST /summaries/on-behalf/:userId']],
        ['carol-by-alice', ['nightly_summary', undefined]],
      ]),
    );
  });

  it('may run as a job, on behalf of users, at the same time', async () => {
    const summaries = service.app.get(Summaries, { strict: false });
    await Promise.all(['u1', 'u2', 'u3'].map((userId) => summaries.writeFor(userId)));
    const records = await service.untilRecorded(3);
    expect(records.map(({ userId }) => userId).toSorted()).toEqual(['u1', 'u2', 'u3']);
    for (const { userId, userEmail, operation } of records) {
      expect([userEmail, operation]).toEqual([`${userId ?? ''}@example.com`, 'nightly_summary']);
    }
  });

  it('may call outside of any request or job: that is recorded as nobody’s', async () => {
    await service.app.get(Summaries, { strict: false }).write();
    expect(await service.untilRecorded(1)).toMatchObject([
      { userId: null, userEmail: null, operation: 'unknown', outcome: 'succeeded' },
    ]);
    expect((await service.get('/admin/openai/dashboard')).body.data).toMatchObject({
      totalRequests: 1,
      uniqueUsers: 0,
      unattributedRequests: 1,
    });
    expect((await service.get('/admin/openai/top-users')).body.data).toEqual([]);
  });
});

import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { OpenAI } from 'openai';
import { type FakeOpenAI, startFakeOpenAI } from '../fake-openai';
import { type ModelCall } from './model-call';
import { into } from './observed-openai.fixture';
import { OpenAINotConfiguredError } from './openai-not-configured';
import { OpenAIModule } from './openai.module';

@Injectable()
class Feature {
  constructor(private readonly openai: OpenAI) {}

  async ask(): Promise<string | null | undefined> {
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const completion = await this.openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
    return completion.choices[0]?.message.content;
  }
}

describe('the OpenAI module', () => {
  let fake: FakeOpenAI;
  let calls: ModelCall[];

  beforeAll(async () => {
    fake = await startFakeOpenAI();
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    calls = [];
  });

  const feature = async (apiKey?: string) => {
    const openai = OpenAIModule.forRoot({
      apiKey,
      baseUrl: fake.baseUrl,
      includeUsage: true,
      observe: () => into(calls),
    });
    const module = await Test.createTestingModule({ imports: [openai], providers: [Feature] }).compile();
    return module.get(Feature);
  };

  it("provides the SDK's own class, whose calls are reported", async () => {
    expect(await (await feature('sk-test')).ask()).toContain('It works.');
    expect(fake.requests.at(-1)?.headers.authorization).toBe('Bearer sk-test');
    expect(calls).toMatchObject([{ outcome: 'succeeded', requestedModel: 'gpt-4o-mini' }]);
  });

  it('starts without a key, and then sends nothing', async () => {
    const sent = fake.requests.length;
    await expect((await feature()).ask()).rejects.toThrow(OpenAINotConfiguredError);
    expect(fake.requests).toHaveLength(sent);
    expect(calls).toEqual([]);
  });
});

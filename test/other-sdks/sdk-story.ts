import { Controller, Module, Param, Post, type Type } from '@nestjs/common';
import { type FakeAnswer, type FakeOpenAI, type SeenRequest, startFakeOpenAI } from '../../src/fake-openai';
import { TrackedFetch } from '../../src/openai';
import { type UsageRecord } from '../../src/usage';
import { alice, TestService } from '../support/test-service';

type Fetch = typeof fetch;

/** An SDK, as a feature uses it. */
export interface Sdk<Client, Use extends string> {
  /** A client that calls the provider at this address by this `fetch`. */
  readonly client: (fetch: Fetch, origin: string) => Client;
  /** What a feature does with it, and gives back as JSON. */
  readonly uses: Readonly<Record<Use, (client: Client) => Promise<unknown>>>;
}

export type Answering = (request: SeenRequest) => FakeAnswer;

export interface Played {
  /** What the SDK gave to the feature. */
  readonly answer: unknown;
  readonly records: readonly UsageRecord[];
}

/** Who asked, and for what, in every record of the feature. */
export const OF_ALICE = {
  userId: 'alice',
  userEmail: 'alice@example.com',
  operation: 'assistant',
  route: 'POST /assistant/:use',
};

/** The whole service with a feature that uses an SDK, and a server that plays the provider. */
export class SdkStory<Client, Use extends string> {
  private constructor(
    private readonly sdk: Sdk<Client, Use>,
    readonly provider: FakeOpenAI,
    readonly service: TestService,
  ) {}

  static async start<Client, Use extends string>(sdk: Sdk<Client, Use>): Promise<SdkStory<Client, Use>> {
    const provider = await startFakeOpenAI();
    const service = await TestService.start({}, featureOf(sdk, originOf(provider)));
    return new SdkStory(sdk, provider, service);
  }

  /**
   * Plays a use of the SDK with a `fetch` that is not ours, and then with it as alice's request. It has to send the same
   * and to be answered the same. Each request gets the next answer, and is expected to be recorded.
   */
  async play(use: Use, answers: readonly Answering[], records = answers.length): Promise<Played> {
    const { provider, service, sdk } = this;
    await service.empty();
    this.rewind(answers);
    const alone = await outcomeOf(sdk.uses[use](sdk.client(fetch, originOf(provider))));
    const sentAlone = provider.requests.map(sent);
    this.rewind(answers);
    const answer = await this.ask(use);
    expect(answer).toEqual(JSON.parse(JSON.stringify(alone)));
    expect(provider.requests.map(sent)).toEqual(sentAlone);
    return { answer, records: await service.untilRecorded(records) };
  }

  /** The use of a user. */
  async ask(use: Use, by = alice): Promise<unknown> {
    return (await this.service.fetch(`/assistant/${use}`, by, { method: 'POST' })).json();
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.provider.stop();
  }

  private rewind(answers: readonly Answering[]): void {
    let count = 0;
    this.provider.forget();
    this.provider.answer = (request) => {
      const answering = answers[count++];
      return answering === undefined ? { instead: 'cut' } : answering(request);
    };
  }
}

/** What somebody who adds a feature writes. */
function featureOf<Client, Use extends string>({ client, uses }: Sdk<Client, Use>, origin: string): Type {
  @Controller('assistant')
  class Assistant {
    private readonly client: Client;

    constructor(tracked: TrackedFetch) {
      this.client = client(tracked.fetch, origin);
    }

    @Post(':use')
    use(@Param('use') use: Use) {
      return outcomeOf(uses[use](this.client));
    }
  }

  @Module({ controllers: [Assistant] })
  class AssistantModule {}
  return AssistantModule;
}

const originOf = ({ baseUrl }: FakeOpenAI) => new URL(baseUrl).origin;

const sent = ({ method, path, bodyText }: SeenRequest) => ({ method, path, bodyText });

/** What was answered, or the error of the SDK. */
async function outcomeOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return { given: await answer };
  } catch (error) {
    const { name, message, status } = error as Error & { readonly status?: number };
    return { name, message, status };
  }
}

/** The beginning of a stream, after which nothing more comes. */
export function beginning(answer: FakeAnswer, events: number): FakeAnswer {
  return 'events' in answer ? { events: answer.events.slice(0, events), then: 'hang' } : answer;
}

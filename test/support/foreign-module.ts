import {
  Controller,
  Inject,
  type InjectionToken,
  Module,
  Post,
  type Provider,
  Scope,
  type Type,
} from '@nestjs/common';
import { type OpenAI } from 'openai';

/** The SDK's class, of any major: they agree as far as this module goes. */
export type Sdk = typeof OpenAI;

export const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Why?' }] };

/** The ways in which the module provides a client, each of which has a controller of this name. */
export const ways = [
  'class',
  'string',
  'value',
  'async-factory',
  'per-request',
  'subclass',
  'in-a-service',
] as const;
type Way = (typeof ways)[number];

/** A module as somebody else writes it, with clients of its own and without any idea that there is a ledger. */
export function foreignModule(sdk: Sdk, options: ConstructorParameters<Sdk>[0]): Type {
  const newClient = () => new sdk(options);

  class OurOpenAI extends sdk {
    constructor(changed = options) {
      super(changed);
    }
  }
  class Assistant {
    private readonly client = newClient();

    get chat() {
      return this.client.chat;
    }

    withOptions(...changes: Parameters<OpenAI['withOptions']>) {
      return this.client.withOptions(...changes);
    }
  }

  const providers: Readonly<Record<Way, Provider & { readonly provide: InjectionToken }>> = {
    class: { provide: sdk, useFactory: newClient },
    string: { provide: 'OPENAI', useFactory: newClient },
    value: { provide: 'VALUE', useValue: newClient() },
    'async-factory': { provide: 'ASYNC', useFactory: () => Promise.resolve(newClient()) },
    'per-request': { provide: 'PER_REQUEST', scope: Scope.REQUEST, useFactory: newClient },
    subclass: { provide: OurOpenAI, useClass: OurOpenAI },
    'in-a-service': { provide: Assistant, useClass: Assistant },
  };

  @Module({
    controllers: ways.map((way) => controllerOf(way, providers[way].provide, sdk)),
    providers: Object.values(providers),
  })
  class ForeignModule {}
  return ForeignModule;
}

function controllerOf(way: Way, token: InjectionToken, sdk: Sdk): Type {
  @Controller(way)
  class ForeignController {
    constructor(@Inject(token) private readonly openai: Pick<OpenAI, 'chat' | 'withOptions'>) {}

    @Post('ask/:id')
    async ask() {
      const { choices } = await this.openai.chat.completions.create(question);
      return { content: choices[0]?.message.content };
    }

    @Post('stream')
    async stream() {
      const chunks: unknown[] = [];
      for await (const chunk of await this.openai.chat.completions.create({ ...question, stream: true })) {
        chunks.push(chunk);
      }
      return chunks;
    }

    @Post('refused')
    refused() {
      return this.openai.chat.completions.create(question).catch((error: unknown) => {
        return error instanceof sdk.APIError ? { status: Number(error.status), code: error.code } : error;
      });
    }

    @Post('with-options')
    withOptions() {
      const changed = this.openai.withOptions({ defaultHeaders: { 'x-changed': 'yes' } });
      return changed.withOptions({ timeout: 60_000 }).chat.completions.create(question);
    }
  }
  return ForeignController;
}

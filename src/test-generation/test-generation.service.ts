import { Injectable } from '@nestjs/common';
import { OpenAI } from 'openai';
import { UnreadableAnswerError } from './provider-trouble';
import { type GeneratedTests, type TestGenerationRequest, type TokensUsed } from './test-generation.dto';

/** One event of a streamed answer. */
export type GenerationEvent =
  { readonly delta: string } | { readonly done: true; readonly usage?: TokensUsed | undefined };

/** Has a model write test cases. */
@Injectable()
export class TestGenerationService {
  constructor(private readonly openai: OpenAI) {}

  async generate(request: TestGenerationRequest): Promise<GeneratedTests> {
    const completion = await this.openai.chat.completions.create(paramsOf(request));
    // Not every server that calls itself compatible keeps to the types.
    const { choices } = completion as Partial<OpenAI.ChatCompletion>;
    if (choices === undefined) throw new UnreadableAnswerError('The answer has no choices.');
    const content = choices[0]?.message.content ?? '';
    return {
      testCases: testCasesIn(content),
      content,
      model: completion.model,
      usage: tokensUsed(completion.usage),
    };
  }

  /** Resolves when the model has begun to answer, so that an error before that can still be answered as one. */
  async stream(
    request: TestGenerationRequest,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<GenerationEvent>> {
    const chunks = await this.openai.chat.completions.create(
      { ...paramsOf(request), stream: true, stream_options: { include_usage: true } },
      { signal },
    );
    return eventsOf(chunks);
  }
}

async function* eventsOf(chunks: AsyncIterable<OpenAI.ChatCompletionChunk>): AsyncGenerator<GenerationEvent> {
  let usage: OpenAI.CompletionUsage | undefined;
  for await (const chunk of chunks) {
    usage = chunk.usage ?? usage;
    const delta = chunk.choices[0]?.delta.content;
    if (delta) yield { delta };
  }
  yield { done: true, usage: tokensUsed(usage) };
}

/** What we describe, and not whatever else a provider puts beside it. */
function tokensUsed(usage: OpenAI.CompletionUsage | undefined): TokensUsed | undefined {
  if (usage === undefined) return undefined;
  const { prompt_tokens, completion_tokens, total_tokens } = usage;
  return { prompt_tokens, completion_tokens, total_tokens };
}

function paramsOf({ prompt, fileContent, count, model }: TestGenerationRequest) {
  const file = fileContent === undefined ? '' : `\n\nThe file:\n${fileContent}`;
  return {
    model,
    messages: [
      {
        role: 'system' as const,
        content: 'You write test cases. Answer with a numbered list, one test case a line.',
      },
      { role: 'user' as const, content: `Write ${count} test cases. ${prompt}${file}` },
    ],
  };
}

/** The lines of the answer without their numbers or bullets. */
function testCasesIn(content: string): string[] {
  const lines = content.split('\n').map((line) => line.replace(/^\s*(?:\d+[.)]|[-*•])\s*/, '').trim());
  return lines.filter((line) => line !== '');
}

import { Body, Controller, HttpCode, Post, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { answer, ApiAnswer } from '../http';
import { providerTrouble } from './provider-trouble';
import { GeneratedTests, TestGenerationRequest } from './test-generation.dto';
import { type GenerationEvent, TestGenerationService } from './test-generation.service';

/** The example feature. It calls OpenAI and knows nothing of being tracked. */
@ApiTags('example feature')
@ApiBearerAuth()
@Controller('api/test-generation')
export class TestGenerationController {
  constructor(private readonly tests: TestGenerationService) {}

  /** Has a model write test cases. With `stream`, as server-sent events: `{"delta"}` many times, then `{"done", "usage"}`. */
  @Post()
  @HttpCode(200)
  @ApiAnswer(GeneratedTests)
  async generate(@Body() request: TestGenerationRequest, @Res({ passthrough: true }) response: Leavable) {
    try {
      if (request.stream) return eventStream(await this.tests.stream(request, abortWhenLeft(response)));
      return answer(await this.tests.generate(request), 'Test cases generated successfully');
    } catch (error) {
      throw providerTrouble(error);
    }
  }
}

/** Node's own response, which Fastify wraps and Express does not. */
type Leavable = EventEmitter & { readonly raw?: EventEmitter };

/** A generator cannot be left while it waits for the model, so that a reader who goes away has to end the call itself. */
function abortWhenLeft(response: Leavable): AbortSignal {
  const leaving = new AbortController();
  (response.raw ?? response).once('close', () => {
    leaving.abort();
  });
  return leaving.signal;
}

function eventStream(events: AsyncGenerator<GenerationEvent>): StreamableFile {
  return new StreamableFile(Readable.from(serverSent(events)), { type: 'text/event-stream; charset=utf-8' });
}

async function* serverSent(events: AsyncGenerator<GenerationEvent>): AsyncGenerator<string> {
  try {
    for await (const event of events) yield `data: ${JSON.stringify(event)}\n\n`;
  } catch (error) {
    // The answer has begun, so its status cannot tell any more.
    const trouble = providerTrouble(error);
    const message = trouble instanceof Error && trouble !== error ? trouble.message : 'The answer broke off.';
    yield `data: ${JSON.stringify({ error: { message } })}\n\n`;
  }
}

import { type Answer } from './answer';
import { type AnswerReader, BodyReader, EventReader } from './answer-reader';
import { failureOf, timeLimitOf } from './failure';
import { type Guard } from './guard';
import {
  type FailureKind,
  type ModelCall,
  type Outcome,
  type TokenUsage,
  type UsageSource,
} from './model-call';
import { type BodyEnd, observedBody } from './observed-body';
import { type ModelRequest, wordsOfPrompt } from './request';
import { estimateUsage } from './token-estimate';

/** One attempt under way, from its request to the one report of how it went. */
export class TrackedCall {
  private readonly startedAt = new Date();
  private readonly start = performance.now();
  private firstByteMs: number | undefined;
  private httpStatus: number | undefined;

  constructor(
    private readonly request: ModelRequest,
    private readonly report: (call: ModelCall) => void,
    private readonly guard: Guard,
  ) {}

  /** There is no answer: `fetch` threw. */
  threw(error: unknown, init: RequestInit | undefined): void {
    const failure = failureOf(error, this.elapsedMs(), timeLimitOf(init));
    this.finish({ outcome: 'failed', failure, usageSource: failure === 'unreachable' ? 'none' : 'missing' });
  }

  /** The answer has begun. Gives back the response that the caller shall have. */
  answered(response: Response, hideUsage: boolean): Response {
    this.httpStatus = response.status;
    if (!response.ok) this.finish({ outcome: 'failed', failure: 'http', usageSource: 'none' });
    else if (response.body === null) this.finish({ outcome: 'succeeded', usageSource: 'missing' });
    else
      return responseWith(
        this.watched(response.body, isEventStream(response, this.request), hideUsage),
        response,
      );
    return response;
  }

  private watched(
    body: ReadableStream<Uint8Array>,
    inEvents: boolean,
    hideUsage: boolean,
  ): ReadableStream<Uint8Array> {
    const { endpoint } = this.request;
    const reader = inEvents ? new EventReader(endpoint, hideUsage) : new BodyReader(endpoint);
    return observedBody(body, {
      reader,
      eager: !inEvents,
      guard: this.guard,
      onFirstByte: () => {
        this.firstByteMs = this.elapsedMs();
      },
      onEnd: (end) => {
        this.finish(endingOf(end, reader, inEvents ? this.request : undefined));
      },
    });
  }

  private finish({ answer = {}, ...ending }: Ending): void {
    const { request, startedAt, httpStatus, firstByteMs } = this;
    this.report({
      endpoint: request.endpoint,
      startedAt,
      attempt: request.attempt,
      streamed: request.streamed,
      ...ending,
      ...(httpStatus !== undefined && { httpStatus }),
      ...(request.model !== undefined && { requestedModel: request.model }),
      ...(answer.model !== undefined && { answeredModel: answer.model }),
      ...(answer.id !== undefined && { responseId: answer.id }),
      ...(answer.serviceTier !== undefined && { serviceTier: answer.serviceTier }),
      ...(answer.rawUsage && { rawUsage: answer.rawUsage }),
      chargedTools: answer.chargedTools ?? [],
      ...(firstByteMs !== undefined && { firstByteMs }),
      durationMs: this.elapsedMs(),
    });
  }

  private elapsedMs(): number {
    return Math.round((performance.now() - this.start) * 1_000) / 1_000;
  }
}

interface Ending {
  readonly outcome: Outcome;
  readonly failure?: FailureKind;
  readonly usageSource: UsageSource;
  readonly usage?: TokenUsage;
  readonly answer?: Answer;
}

function endingOf(end: BodyEnd, { answer, words }: AnswerReader, streamOf: ModelRequest | undefined): Ending {
  const how = outcomeOf(end, answer);
  if (answer.usage) return { ...how, answer, usageSource: 'reported', usage: answer.usage };
  if (end === 'whole') return { ...how, answer, usageSource: how.outcome === 'failed' ? 'none' : 'missing' };
  if (streamOf === undefined) return { ...how, answer, usageSource: 'missing' };
  return { ...how, answer, usageSource: 'estimated', usage: estimateUsage(wordsOfPrompt(streamOf), words) };
}

function outcomeOf(end: BodyEnd, answer: Answer): Pick<Ending, 'outcome' | 'failure'> {
  switch (end) {
    case 'whole':
      return answer.failed ? { outcome: 'failed', failure: 'provider' } : { outcome: 'succeeded' };
    case 'left':
      return { outcome: 'stopped' };
    case 'cut':
      return { outcome: 'failed', failure: 'cut' };
  }
}

/** Servers do not always do as they are asked: what counts is the type that the answer says it has. */
function isEventStream(response: Response, request: ModelRequest): boolean {
  return response.headers.get('content-type')?.includes('event-stream') ?? request.streamed;
}

/** The response as it was, with another body: `fetch` knows things of a response that its constructor does not take. */
function responseWith(body: ReadableStream<Uint8Array>, original: Response): Response {
  const { status, statusText, headers, url, redirected, type } = original;
  return Object.defineProperties(new Response(body, { status, statusText, headers }), {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
  });
}

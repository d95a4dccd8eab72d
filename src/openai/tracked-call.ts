import { type Answer } from './answer';
import { type AnswerReader, BodyReader, EventReader } from './answer-reader';
import { failureOf, timeLimitOf } from './failure';
import { type Guard } from './guard';
import {
  type CallObserver,
  type FailureKind,
  type ModelCall,
  type OpenCall,
  type Outcome,
  type TokenUsage,
  type UsageSource,
} from './model-call';
import { type BodyEnd, type BodyWatch } from './observed-body';
import { type ModelRequest, wordsOfPrompt } from './request';
import { estimateUsage } from './token-estimate';
import { watchedResponse } from './watched-response';

/** One attempt under way, from its request to the one report of how it went. */
export class TrackedCall implements OpenCall {
  private readonly startedAt = new Date();
  private readonly start = performance.now();
  private firstByteMs: number | undefined;
  private httpStatus: number | undefined;
  private reader: AnswerReader | undefined;
  private isReported = false;
  private readonly report: (call: ModelCall) => void;

  constructor(
    private readonly request: ModelRequest,
    observe: CallObserver,
    private readonly guard: Guard,
  ) {
    this.report = observe(this);
  }

  giveUp(): void {
    const { reader, request } = this;
    this.guard(() => {
      if (reader !== undefined) this.finish(endingOf('cut', reader, request));
      else this.finish({ outcome: 'failed', failure: 'cut', usageSource: 'missing' });
    }, undefined);
  }

  /** There is no answer: `fetch` threw. */
  threw(error: unknown, init: RequestInit | undefined): void {
    const failure = failureOf(error, this.elapsedMs(), timeLimitOf(init));
    this.finish({ outcome: 'failed', failure, usageSource: failure === 'unreachable' ? 'none' : 'missing' });
  }

  /** The answer has begun. Gives back the response that the caller shall have. */
  answered(response: Response, hideUsage: boolean): Response {
    this.httpStatus = response.status;
    if (!response.ok) this.finish({ outcome: 'failed', failure: 'http', usageSource: 'none' });
    else if (!isReadable(response.body)) this.finish({ outcome: 'succeeded', usageSource: 'missing' });
    else return watchedResponse(response, response.body, this.watch(response, hideUsage));
    return response;
  }

  private watch(response: Response, hideUsage: boolean): BodyWatch {
    const { endpoint } = this.request;
    const inEvents = isEventStream(response, this.request);
    const reader = inEvents ? new EventReader(endpoint, hideUsage) : new BodyReader(endpoint);
    this.reader = reader;
    return {
      reader,
      eager: !inEvents,
      guard: this.guard,
      onFirstByte: () => {
        this.firstByteMs = this.elapsedMs();
      },
      onEnd: (end) => {
        this.finish(endingOf(end, reader, this.request));
      },
    };
  }

  private finish({ answer = {}, outcome, failure, usageSource, usage }: Ending): void {
    if (this.isReported) return;
    this.isReported = true;
    const { request } = this;
    // Each field is named: spreading objects into it took Node several times as long.
    this.report({
      endpoint: request.endpoint,
      startedAt: this.startedAt,
      attempt: request.attempt,
      streamed: request.streamed,
      outcome,
      failure,
      usageSource,
      httpStatus: this.httpStatus,
      requestedModel: request.model,
      answeredModel: answer.model,
      responseId: answer.id,
      serviceTier: answer.serviceTier ?? request.serviceTier,
      rawUsage: answer.rawUsage,
      chargedTools: answer.chargedTools ?? [],
      firstByteMs: this.firstByteMs,
      durationMs: this.elapsedMs(),
      ...(usage && { usage }),
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

function endingOf(end: BodyEnd, { answer, words }: AnswerReader, request: ModelRequest): Ending {
  const how = outcomeOf(end, answer);
  if (answer.usage) return { ...how, answer, usageSource: 'reported', usage: answer.usage };
  // An answer that is whole and well, and one in one piece, would have told.
  const isBrokenOff = end !== 'whole' || (answer.failed === true && words !== '');
  if (isBrokenOff && request.streamed) {
    return { ...how, answer, usageSource: 'estimated', usage: estimateUsage(wordsOfPrompt(request), words) };
  }
  return { ...how, answer, usageSource: answer.failed ? 'none' : 'missing' };
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

/** The `fetch` of a foreign client may give a body that is not the web's: it stays as it is, unread. */
function isReadable(body: ReadableStream<Uint8Array> | null): body is ReadableStream<Uint8Array> {
  return body !== null && 'getReader' in body;
}

/** Servers do not always do as they are asked: what counts is the type that the answer says it has. */
function isEventStream(response: Response, request: ModelRequest): boolean {
  return response.headers.get('content-type')?.includes('event-stream') ?? request.streamed;
}

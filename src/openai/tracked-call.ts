import { type Work } from './answer';
import { type AnswerReader, BodyReader, EventReader, OpaqueReader } from './answer-reader';
import { CallSpan } from './call-span';
import { type Drain } from './drain';
import { type Ending, endingOf } from './ending';
import { failureOf, isAbort, timeLimitOf } from './failure';
import { type Guard } from './guard';
import { stringIn } from './json';
import { imageKindOf } from './measured-usage';
import { type CallObserver, type ModelCall, type OpenCall, type ToolUse } from './model-call';
import { type BodyWatch } from './observed-body';
import { type Remembered } from './remembered';
import { type ModelRequest } from './request';
import { type Container } from './tool-use';
import { watchedResponse } from './watched-response';

/** What a call has to do with beside itself. */
export interface CallContext {
  readonly observe: CallObserver;
  readonly guard: Guard;
  readonly remembered: Remembered;
  readonly drain: Drain | undefined;
  /** By which its caller may leave it. */
  readonly signal: AbortSignal | undefined;
}

/** One attempt under way, from its request to the one report of how it went. */
export class TrackedCall implements OpenCall {
  private readonly startedAt = new Date();
  private readonly start = performance.now();
  private firstByteMs: number | undefined;
  private httpStatus: number | undefined;
  private reader: AnswerReader | undefined;
  private isReported = false;
  private readonly report: ReturnType<CallObserver>;
  private readonly span: CallSpan | undefined;

  constructor(
    private request: ModelRequest,
    private readonly context: CallContext,
  ) {
    this.report = context.observe(this);
    this.span = request.isLook ? undefined : context.guard(() => CallSpan.of(request), undefined);
  }

  /** The same `send`; what it traces, the HTTP request, is a part of the call. */
  traced(send: () => Promise<Response>): () => Promise<Response> {
    return this.span?.around(send) ?? send;
  }

  giveUp(): void {
    const { reader, request, context } = this;
    context.guard(() => {
      const end = context.drain?.isLeft ? 'left' : 'cut';
      if (reader !== undefined) this.finish(endingOf(end, reader, request));
      else this.finish({ outcome: 'failed', failure: 'cut', usageSource: 'missing' });
      context.drain?.giveUp();
    }, undefined);
  }

  /** There is no answer: `fetch` threw. */
  threw(error: unknown, init: RequestInit | undefined): void {
    const { signal } = this.context;
    const failure = failureOf(error, {
      elapsedMs: this.elapsedMs(),
      timeLimitMs: timeLimitOf(init),
      hasAborted: signal?.aborted === true,
    });
    const isFree = failure === 'unreachable' || this.request.endpoint === 'moderations';
    this.finish({ outcome: 'failed', failure, usageSource: isFree ? 'none' : 'missing' });
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
    const inEvents = isEventStream(response, this.request);
    const reader = inEvents ? new EventReader(this.request.endpoint, hideUsage) : bodyReader(this.request);
    const { guard, drain, signal } = this.context;
    this.reader = reader;
    return {
      reader,
      // What is spoken may be long, and is read at its caller's pace.
      eager: reader instanceof BodyReader,
      drain: inEvents ? drain : undefined,
      guard,
      isLeft: (error) => isAbort(error) || signal?.aborted === true,
      onFirstByte: () => {
        this.firstByteMs = this.elapsedMs();
      },
      onEnd: (end) => {
        this.finish(endingOf(drain?.isLeft ? 'left' : end, reader, this.request));
      },
    };
  }

  private finish(ending: Ending): void {
    if (this.isReported) return;
    this.isReported = true;
    const { drain, guard } = this.context;
    drain?.release();
    // Made once, and only where it is told: a look must not use up what a call is charged for.
    let made: ModelCall | undefined;
    const call = () => (made ??= this.callOf(ending));
    const { work, id } = ending.answer ?? {};
    if (work !== undefined && id !== undefined) this.reportWork(call, work, id);
    else this.report(this.request.isLook ? undefined : call());
    guard(() => this.span?.end(call()), undefined);
    this.forget();
  }

  /** Work in the background is reported when it is seen to have ended, whoever sees it. */
  private reportWork(call: () => ModelCall, work: Work, id: string): void {
    const { remembered } = this.context;
    // Some servers use an id again.
    const onceKey = [this.request.endpoint, id, work.startedAt?.getTime() ?? ''].join(' ');
    if (work.hasEnded) {
      remembered.end(onceKey, this.report, () => {
        const { startedAt = this.startedAt, durationMs = call().durationMs } = work;
        return { ...call(), startedAt, durationMs, onceKey };
      });
      return;
    }
    if (!this.request.isLook) remembered.begin(onceKey, this.report);
    this.report(undefined);
  }

  /** Whoever waits for the end of work in the background still holds this call, and must not hold its prompt. */
  private forget(): void {
    this.request = { ...this.request, body: {}, bodyText: '' };
    this.reader = undefined;
  }

  private callOf({ answer = {}, outcome, failure, usageSource, usage }: Ending): ModelCall {
    const { request } = this;
    // Each field is named: spreading objects into it took Node several times as long. The fields of a form that is sent
    // as a stream are known only now.
    return {
      endpoint: request.endpoint,
      startedAt: this.startedAt,
      attempt: request.attempt,
      streamed: request.streamed || request.body['stream'] === 'true',
      outcome,
      failure,
      usageSource,
      httpStatus: this.httpStatus,
      requestedModel: request.model ?? stringIn(request.body, 'model'),
      answeredModel: answer.model,
      responseId: answer.id,
      serviceTier: answer.serviceTier ?? request.serviceTier,
      region: answer.region ?? regionOf(request.url),
      rawUsage: answer.rawUsage,
      tools: this.toolsOf(answer.tools ?? [], answer.containers ?? []),
      imageKind: imageKindOf(request),
      firstByteMs: this.firstByteMs,
      durationMs: this.elapsedMs(),
      ...(usage && { usage }),
    };
  }

  private toolsOf(tools: readonly ToolUse[], containers: readonly Container[]): readonly ToolUse[] {
    const begun = this.context.remembered.newSessions(containers, this.startedAt.getTime());
    const sizes = [...new Set(begun.map(({ size }) => size))];
    const used = sizes.map((size) => {
      const calls = begun.filter((one) => one.size === size).length;
      return { tool: 'container' as const, calls, ...(size && { size }) };
    });
    return [...tools, ...used];
  }

  private elapsedMs(): number {
    return Math.round((performance.now() - this.start) * 1_000) / 1_000;
  }
}

/** OpenAI has a host for each region that data is to stay in. */
const regionOf = ({ hostname }: URL) => /^([a-z]{2})\.api\.openai\.com$/.exec(hostname)?.[1];

const bodyReader = ({ endpoint }: ModelRequest) =>
  endpoint === 'audio.speech' ? new OpaqueReader() : new BodyReader(endpoint);

/** The `fetch` of a foreign client may give a body that is not the web's: it stays as it is, unread. */
function isReadable(body: ReadableStream<Uint8Array> | null): body is ReadableStream<Uint8Array> {
  return body !== null && 'getReader' in body;
}

/** Servers do not always do as they are asked: what counts is the type that the answer says it has. */
function isEventStream(response: Response, request: ModelRequest): boolean {
  return response.headers.get('content-type')?.includes('event-stream') ?? request.streamed;
}

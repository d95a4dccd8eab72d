import { Injectable } from '@nestjs/common';
import { answerTelling } from '../openai';
import { UsageLedger } from '../ledger';
import { CallRecorder } from './call-recorder';
import { currentCaller } from './caller';

/** A call that went past every HTTP client: over a WebSocket, as Realtime does, or in another process. */
export interface SeenCall {
  readonly model: string;
  /**
   * The provider's usage object as it came: OpenAI's of whichever endpoint (for Realtime `response.usage` of the event
   * `response.done`), Anthropic's, or Google's `usageMetadata`.
   */
  readonly usage: Readonly<Record<string, unknown>>;
  /** `realtime` unless it is another. */
  readonly endpoint?: string;
  /** The provider's id of the answer. One that is tracked again is counted once. */
  readonly responseId?: string;
  readonly serviceTier?: string;
  /** When it was made; now, unless another time is given. Its price is that of this day. */
  readonly startedAt?: Date;
  readonly durationMs?: number;
}

/** Records what no client's `fetch` can see. */
@Injectable()
export class UsageTracker {
  constructor(
    private readonly recorder: CallRecorder,
    private readonly ledger: UsageLedger,
  ) {}

  /**
   * Records a call on behalf of whoever runs now, as of `runAsCaller`; resolves when the record has reached the disk.
   * @throws TypeError where it does not say which model was called, or what that used
   */
  async track(call: SeenCall): Promise<void> {
    const { model, endpoint = 'realtime', responseId, startedAt = new Date(), durationMs = 0 } = call;
    if (typeof model !== 'string' || model === '')
      throw new TypeError('track(): `model` must be the name of the model that was called.');
    if (Number.isNaN(startedAt.getTime())) throw new TypeError('track(): `startedAt` must be a date.');
    const { usage, tools = [], serviceTier, region } = toldBy(call);
    this.recorder.record(
      {
        endpoint,
        startedAt,
        attempt: 1,
        streamed: false,
        outcome: 'succeeded',
        answeredModel: model,
        responseId,
        serviceTier: call.serviceTier ?? serviceTier,
        region,
        usageSource: 'reported',
        usage,
        rawUsage: call.usage,
        tools,
        durationMs,
        ...(responseId !== undefined && { onceKey: `${endpoint} ${responseId}` }),
      },
      currentCaller(),
    );
    await this.ledger.durable();
  }
}

function toldBy(call: SeenCall) {
  const { usage, ...answer } = answerTelling(call.usage);
  if (usage === undefined)
    throw new TypeError(
      "track(): `usage` must be the provider's usage object as it came, such as {input_tokens: 5, output_tokens: 7}.",
    );
  return { usage, ...answer };
}

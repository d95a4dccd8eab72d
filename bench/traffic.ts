import { randomUUID } from 'node:crypto';
import { costOf, findPrice, usdFromNano } from '../src/pricing';
import { newUsageRecord, type UsageRecord } from '../src/usage';
import { randomFrom, whole } from '../test/crash/random';

/** When the calls were made. */
export interface Course {
  readonly start: Date;
  readonly days: number;
  /** How many calls are spread over it, one after the other. More of them begin with it again. */
  readonly calls: number;
  /** The share of the calls that were made up to a week before their place. */
  readonly lateShare: number;
  /** How many users make them: 10,000 where it is not said. */
  readonly users?: number;
}

const USERS = 10_000;
const MODELS = [
  'gpt-4o-mini-2024-07-18',
  'gpt-4o-2024-08-06',
  'gpt-4-turbo',
  'gpt-3.5-turbo-0125',
  'o1-mini',
] as const;
const OPERATIONS = [
  'test_generation',
  'test_review',
  'code_review',
  'chat',
  'summary',
  'translation',
  'classification',
  'extraction',
] as const;
const FAILED_SHARE = 0.01;
const STRETCH = 50_000;
const DAY_MS = 24 * 60 * 60_000;

/** The one who makes the most calls. */
export const BUSIEST_USER = userIdOf(0);

/** Calls of users of whom some are far more busy than others: the same for everybody who begins anew, but for the ids. */
export class Traffic {
  private made = 0;
  private readonly random = randomFrom(1);

  constructor(private readonly course: Course) {}

  /** How many records it has given. */
  get count(): number {
    return this.made;
  }

  /** All of the course, not all at once: a million records would fill the memory. */
  *inStretches(): Generator<readonly UsageRecord[]> {
    const { calls } = this.course;
    while (this.made < calls) yield this.next(Math.min(STRETCH, calls - this.made));
  }

  next(count: number): readonly UsageRecord[] {
    return Array.from({ length: count }, () => this.record());
  }

  private record(): UsageRecord {
    const at = this.instant();
    const modelName = this.oneOf(MODELS);
    const operation = this.oneOf(OPERATIONS);
    const call = this.random() < FAILED_SHARE ? FAILED : this.answered(at, modelName);
    const streamed = this.random() < 0.3;
    return newUsageRecord(at, {
      ...this.user(),
      operation,
      route: `POST /api/${operation}`,
      requestId: randomUUID(),
      modelName,
      requestedModel: modelName,
      endpoint: 'chat.completions',
      attempt: 1,
      streamed,
      firstByteMs: this.random() * 500,
      durationMs: 500 + this.random() * 5_000,
      ...call,
    });
  }

  private instant(): Date {
    const { start, days, calls, lateShare } = this.course;
    const place = (this.made % calls) / calls;
    this.made++;
    const late = this.random() < lateShare ? this.random() * 7 * DAY_MS : 0;
    return new Date(Math.floor(start.getTime() + place * days * DAY_MS - late));
  }

  private user() {
    const { users = USERS } = this.course;
    const user = Math.floor(users * this.random() ** 3);
    return {
      userId: userIdOf(user),
      userEmail: `user${user}@example.com`,
      userName: `User ${user}`,
    };
  }

  private answered(at: Date, model: string) {
    const promptTokens = whole(this.random, 50, 4_000);
    const completionTokens = whole(this.random, 10, 1_500);
    const cachedTokens = this.random() < 0.3 ? Math.floor(promptTokens / 2) : 0;
    return {
      promptTokens,
      completionTokens,
      totalTokens: promptTokens + completionTokens,
      cachedTokens,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      audioTokens: 0,
      ...priced(model, at, { promptTokens, completionTokens, cachedTokens }),
      usageSource: 'reported',
      rawUsage: rawUsage(promptTokens, completionTokens, cachedTokens),
      outcome: 'succeeded',
      httpStatus: 200,
      serviceTier: 'default',
      responseId: `chatcmpl-${this.letters(29)}`,
    } as const;
  }

  private oneOf<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[whole(this.random, 0, items.length - 1)] ?? items[0];
  }

  private letters(count: number): string {
    return Array.from({ length: count }, () =>
      LETTERS.charAt(whole(this.random, 0, LETTERS.length - 1)),
    ).join('');
  }
}

/** In the form of an ObjectId, which is what the documents want. */
function userIdOf(user: number): string {
  return `65a1f0c2e4b0a1b2${user.toString(16).padStart(8, '0')}`;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

interface Tokens {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
}

function priced(model: string, at: Date, { promptTokens, completionTokens, cachedTokens }: Tokens) {
  const price = findPrice({ model, at, inputTokens: promptTokens, list: 'real' });
  const used = { input: promptTokens - cachedTokens, cachedInput: cachedTokens, output: completionTokens };
  const cost = price && costOf(used, price);
  if (price === undefined || cost === undefined) throw new Error(`${model} has no price.`);
  return {
    cost: usdFromNano(cost.nanoUsd),
    costNanoUsd: cost.nanoUsd,
    costParts: cost.parts,
    usageClasses: used,
    costStatus: 'priced',
    price: `${price.list}:${price.model}@${price.from}`,
  } as const;
}

/** As OpenAI's chat completions tell it. */
function rawUsage(promptTokens: number, completionTokens: number, cachedTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The provider answered with an error, which uses and costs nothing. */
const FAILED = {
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  audioTokens: 0,
  cost: 0,
  costNanoUsd: 0n,
  costParts: {},
  costStatus: 'free',
  usageSource: 'none',
  outcome: 'failed',
  failure: 'http',
  httpStatus: 429,
} as const;

import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { type BillableTool, type BillableUsage, type CostParts } from '../pricing';

/**
 * `priced` exactly; `estimated` from an estimated usage, or for a batch that may have had requests with the price of
 * long ones; `unpriced`: the cost of it, or of a part of it, is unknown; `free`: the provider charges nothing, for an
 * error for instance; `supplied` by whoever wrote the record, to the nano-dollar: we have not priced it.
 */
export type CostStatus = 'priced' | 'estimated' | 'unpriced' | 'free' | 'supplied';

/** `stopped` by its caller in the middle of the answer, which counts as answered. */
export type Outcome = 'succeeded' | 'stopped' | 'failed';

/**
 * Whether the usage is the provider's own count, measured by us on what was sent and answered (characters, images), our
 * estimate, missing from the answer, nothing was used that is charged, or the answer of a handler told of it: no call
 * of a client that we know was seen.
 */
export type UsageSource = 'reported' | 'measured' | 'estimated' | 'missing' | 'none' | 'handler_result';

/**
 * Why a cost is unknown: what was used (`no_usage`), or the price of the model, of its service tier, of one of the
 * classes of usage (`no_rate`), of a tool.
 */
export type UnpricedReason = 'no_usage' | 'unknown_model' | 'service_tier' | 'no_rate' | 'tool_price';

export const USAGE_COLLECTION = 'openai_token_usage';

/**
 * The documents of `openai_token_usage`: one for each attempt to call a model. They are written past mongoose, which is
 * slow, so that types and defaults here describe and do not check.
 */
@Schema({ collection: USAGE_COLLECTION, versionKey: false, autoIndex: false, autoCreate: false })
export class OpenAITokenUsage {
  /**
   * Our own, made once for each attempt; the provider's id is `responseId`. Of a call that may be seen again, in another
   * process for instance, it follows from what the call is.
   */
  @Prop({ type: Types.ObjectId, required: true })
  readonly _id!: Types.ObjectId;

  /** As the token names the user, `null` for a call without one. */
  @Prop({ type: String, default: null })
  readonly userId!: string | null;

  @Prop({ type: String, default: null })
  readonly userEmail!: string | null;

  @Prop({ type: String })
  readonly userName?: string;

  /** The model that answered, else the one that was asked. */
  @Prop({ type: String, required: true })
  readonly modelName!: string;

  @Prop({ type: Number, required: true })
  readonly promptTokens!: number;

  @Prop({ type: Number, required: true })
  readonly completionTokens!: number;

  @Prop({ type: Number, required: true })
  readonly totalTokens!: number;

  /** USD, `costNanoUsd` / 1e9: to read. Sums are made of the integer. */
  @Prop({ type: Number, default: null })
  readonly cost!: number | null;

  @Prop({ type: String, required: true })
  readonly operation!: string;

  /** When the call was made. */
  @Prop({ type: Date, required: true })
  readonly timestamp!: Date;

  /** UTC day, `2024-01-31`. */
  @Prop({ type: String, required: true })
  readonly date!: string;

  /** UTC month, `2024-01`. */
  @Prop({ type: String, required: true })
  readonly month!: string;

  @Prop({ type: Number, required: true })
  readonly year!: number;

  /** An inactive record counts nowhere. */
  @Prop({ type: Boolean, required: true })
  readonly isActive!: boolean;

  /** Nano-USD (1e-9 USD), `null` where the cost is unknown. */
  @Prop({ type: BigInt, default: null })
  readonly costNanoUsd!: bigint | null;

  /** Nano-USD of each class of usage and of each tool; they sum to `costNanoUsd`. */
  @Prop({ type: Object })
  readonly costParts?: CostParts;

  @Prop({ type: String, required: true })
  readonly costStatus!: CostStatus;

  @Prop({ type: String })
  readonly unpricedReason?: UnpricedReason;

  /** The price that was used, `book:gpt-4o@2024-08-06`. */
  @Prop({ type: String })
  readonly price?: string;

  /** A part of `promptTokens`. */
  @Prop({ type: Number, required: true })
  readonly cachedTokens!: number;

  /** A part of `promptTokens` that went into a cache. */
  @Prop({ type: Number, required: true })
  readonly cacheWriteTokens!: number;

  /** A part of both totals. */
  @Prop({ type: Number, required: true })
  readonly audioTokens!: number;

  /** A part of `completionTokens`. */
  @Prop({ type: Number, required: true })
  readonly reasoningTokens!: number;

  /**
   * What was used, in the disjoint classes that have prices: tokens, whole seconds, characters, images. Absent where
   * nobody knows, or where it was written by others.
   */
  @Prop({ type: Object })
  readonly usageClasses?: BillableUsage;

  @Prop({ type: String, required: true })
  readonly usageSource!: UsageSource;

  /** Paths in the provider's usage object of numbers that this service does not know. The cost is without them. */
  @Prop({ type: [String] })
  readonly unknownUsageFields?: readonly string[];

  /** The provider's own usage object. */
  @Prop({ type: Object })
  readonly rawUsage?: Readonly<Record<string, unknown>>;

  @Prop({ type: String, required: true })
  readonly outcome!: Outcome;

  @Prop({ type: String })
  readonly failure?: string;

  @Prop({ type: Number })
  readonly httpStatus?: number;

  @Prop({ type: String, required: true })
  readonly endpoint!: string;

  @Prop({ type: String })
  readonly requestedModel?: string;

  @Prop({ type: String })
  readonly serviceTier?: string;

  /** Where the data was to stay, `us`. */
  @Prop({ type: String })
  readonly region?: string;

  @Prop({ type: String })
  readonly responseId?: string;

  /** Tools that the provider ran and charges for beside the tokens. */
  @Prop({ type: [Object] })
  readonly tools?: readonly BillableTool[];

  /** What images are charged by, where they are charged one by one: `1024x1024 hd`. */
  @Prop({ type: String })
  readonly imageKind?: string;

  /** 1 for the first try, more for the SDK's retries. */
  @Prop({ type: Number, required: true })
  readonly attempt!: number;

  @Prop({ type: Boolean, required: true })
  readonly streamed!: boolean;

  @Prop({ type: Number })
  readonly firstByteMs?: number;

  @Prop({ type: Number, required: true })
  readonly durationMs!: number;

  /** The route whose handler made the call, `POST /api/test-generation`. */
  @Prop({ type: String })
  readonly route?: string;

  @Prop({ type: String })
  readonly requestId?: string;
}

/** Who made one call to a model, for what, how much it used and what it cost. A field that is `undefined` is not stored. */
export type UsageRecord = {
  readonly [Field in keyof OpenAITokenUsage]: OpenAITokenUsage[Field] | UndefinedIfOptional<Field>;
};

type UndefinedIfOptional<Field extends keyof OpenAITokenUsage> =
  object extends Pick<OpenAITokenUsage, Field> ? undefined : never;

export const usageSchema = SchemaFactory.createForClass(OpenAITokenUsage);

import { type ModelCall } from '../openai';
import { recordOf } from './record-of';

const call: ModelCall = {
  endpoint: 'responses',
  startedAt: new Date('2025-12-31T23:59:59.500Z'),
  attempt: 2,
  streamed: true,
  outcome: 'succeeded',
  httpStatus: 200,
  requestedModel: 'gpt-5-mini',
  answeredModel: 'gpt-5-mini-2025-08-07',
  responseId: 'resp_1',
  serviceTier: 'default',
  usageSource: 'reported',
  usage: {
    promptTokens: 100,
    completionTokens: 50,
    totalTokens: 150,
    cachedTokens: 40,
    cacheWriteTokens: 0,
    reasoningTokens: 30,
    audioTokens: 0,
    classes: { input: 60, cachedInput: 40, output: 20, reasoning: 30 },
  },
  rawUsage: { input_tokens: 100, output_tokens: 50, input_tokens_details: { cached_tokens: 40 } },
  tools: [],
  firstByteMs: 12,
  durationMs: 345,
};

describe('the record of a call', () => {
  it('has names that the database tells apart', () => {
    const half = '\ud83d';
    const record = recordOf(
      { ...call, answeredModel: half },
      { userId: `a${half}`, operation: half },
      'real',
    );
    expect(record).toMatchObject({ modelName: '\ufffd', userId: 'a\ufffd', operation: '\ufffd' });
    expect(recordOf(call, { userId: '' }, 'real').userId).toBeNull();
  });

  it('joins who, for what, how much and at what price', () => {
    const caller = {
      userId: 'alice',
      userEmail: 'alice@example.com',
      userName: 'Alice',
      operation: 'essay',
      route: 'POST /essays',
      requestId: 'r1',
    };
    expect(recordOf(call, caller, 'real')).toMatchObject({
      userId: 'alice',
      userEmail: 'alice@example.com',
      userName: 'Alice',
      operation: 'essay',
      route: 'POST /essays',
      requestId: 'r1',
      modelName: 'gpt-5-mini-2025-08-07',
      requestedModel: 'gpt-5-mini',
      promptTokens: 100,
      totalTokens: 150,
      cachedTokens: 40,
      reasoningTokens: 30,
      usageClasses: { input: 60, cachedInput: 40, output: 20, reasoning: 30 },
      rawUsage: call.rawUsage,
      // gpt-5-mini: 0.25 in, 0.025 cached, 2 out per million. 60 x 250 + 40 x 25 + 50 x 2,000 nano-USD.
      costNanoUsd: 116_000n,
      attempt: 2,
      timestamp: call.startedAt,
      date: '2025-12-31',
      month: '2025-12',
      year: 2025,
      isActive: true,
    });
  });

  it('has an id of its own each time', () => {
    expect(recordOf(call, undefined, 'real')._id.equals(recordOf(call, undefined, 'real')._id)).toBe(false);
  });

  it('of what is counted once has an id that follows from what it is', () => {
    const idOf = (onceKey: string) => recordOf({ ...call, onceKey }, undefined, 'real')._id.toHexString();
    // printf 'responses resp_1' | sha256sum | cut -c 1-24
    expect(idOf('responses resp_1')).toBe('7c3033b9397af6c0ed765ee7');
    expect(idOf('responses resp_2')).not.toBe(idOf('responses resp_1'));
  });

  it('has tools, unknown fields and the kind of images where there are some', () => {
    const { usage, ...others } = call;
    const plain = recordOf(call, undefined, 'real');
    expect([plain.tools, plain.unknownUsageFields, plain.imageKind]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const tools = [{ tool: 'web_search', calls: 1 }] as const;
    const unknownFields = ['output_tokens_details.video_tokens'];
    const said = { tools, imageKind: '1024x1024', ...(usage && { usage: { ...usage, unknownFields } }) };
    expect(recordOf({ ...others, ...said }, undefined, 'real')).toMatchObject({
      tools,
      unknownUsageFields: unknownFields,
      imageKind: '1024x1024',
      // Beside the 116,000 of the tokens, one search at 10 USD a thousand.
      costNanoUsd: 10_116_000n,
    });
  });

  it('of nobody says so', () => {
    const record = recordOf(call, undefined, 'real');
    expect(record).toMatchObject({ userId: null, userEmail: null, operation: 'unknown' });
    expect(record.userName).toBeUndefined();
  });

  it('without usage has no tokens and no cost', () => {
    const { usage, rawUsage, ...unknown } = call;
    expect(usage).not.toBe(rawUsage);
    expect(recordOf({ ...unknown, usageSource: 'missing' }, undefined, 'real')).toMatchObject({
      totalTokens: 0,
      usageClasses: undefined,
      cost: null,
    });
  });

  it('stays as it is, whatever the caller does with the answer', () => {
    const rawUsage = { input_tokens: 100, input_tokens_details: { cached_tokens: 40 } };
    const record = recordOf({ ...call, rawUsage }, undefined, 'real');
    rawUsage.input_tokens_details.cached_tokens = 0;
    expect(record.rawUsage).toEqual({ input_tokens: 100, input_tokens_details: { cached_tokens: 40 } });
  });

  it('keeps no usage object that is deeper or larger than any provider sends, or has names that BSON has not', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`) as Record<string, unknown>;
    const large = { text: 'x'.repeat(20_000) };
    for (const rawUsage of [deep, large, { input_tokens: 1, 'no\0name': 1 }]) {
      expect(recordOf({ ...call, rawUsage }, undefined, 'real')).not.toHaveProperty('rawUsage');
    }
  });
});

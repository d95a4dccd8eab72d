import { type UsageRecord } from '../../src/usage';
import { usageRecord } from '../support/test-service';
import { acknowledgedLine, type Answered, answeredIn, failureLine, seenIn } from './logs';
import { findingsOf, sentencesOf } from './oracle';

const answered = (key: string, said: Partial<Answered> = {}): Answered => ({
  key,
  model: 'gpt-4o-mini',
  promptTokens: 100,
  cachedTokens: 20,
  completionTokens: 50,
  reasoningTokens: 10,
  isWhole: true,
  ...said,
});

const stored = (responseId: string, said: Partial<UsageRecord> = {}): UsageRecord =>
  usageRecord({
    responseId,
    httpStatus: 200,
    cachedTokens: 20,
    reasoningTokens: 10,
    costParts: { input: 15_000n, output: 30_000n },
    ...said,
  });

const all = { acknowledged: ['a', 'b'], failures: [] };
const twoAnswers = [answered('a'), answered('b')];

describe('the oracle of the crash suite', () => {
  it('finds nothing where each acknowledged call is stored once, as it was answered', () => {
    const findings = findingsOf(all, twoAnswers, [stored('a'), stored('b')]);
    expect(sentencesOf(findings)).toEqual([]);
  });

  it('finds nothing in a call that was answered and stored, but not acknowledged: its caller was killed', () => {
    const findings = findingsOf({ ...all, acknowledged: ['a'] }, twoAnswers, [stored('a'), stored('b')]);
    expect(sentencesOf(findings)).toEqual([]);
  });

  it('finds a lost record', () => {
    expect(findingsOf(all, twoAnswers, [stored('a')]).lost).toEqual(['b']);
  });

  it('finds nothing lost where the service ended, and said that it gave up the call', () => {
    const answers = [answered('a', { call: 'one' }), answered('b', { call: 'two' })];
    const givenUp = (requestId: string) => usageRecord({ requestId, outcome: 'failed', failure: 'cut' });
    expect(findingsOf(all, answers, [stored('a'), givenUp('two')]).lost).toEqual([]);
    expect(findingsOf(all, answers, [stored('a'), givenUp('one')]).lost).toEqual(['b']);
  });

  it('finds a record that is stored twice, under whatever id of our own', () => {
    expect(findingsOf(all, twoAnswers, [stored('a'), stored('b'), stored('a')]).doubled).toEqual(['a']);
  });

  it('finds a record of an answer that was never given', () => {
    expect(findingsOf(all, twoAnswers, [stored('a'), stored('b'), stored('c')]).invented).toEqual(['c']);
  });

  it.each<[string, Partial<UsageRecord>]>([
    ['prompt tokens', { promptTokens: 101, totalTokens: 151 }],
    ['completion tokens', { completionTokens: 49, totalTokens: 149 }],
    ['cached tokens', { cachedTokens: 0 }],
    ['reasoning tokens', { reasoningTokens: 0 }],
    ['a total', { totalTokens: 151 }],
    ['parts of a cost that do not sum to it', { costNanoUsd: 45_001n }],
    ['an estimate, though its end was seen', { usageSource: 'estimated' }],
  ])('finds a record with other %s', (_, said) => {
    expect(findingsOf(all, twoAnswers, [stored('a', said), stored('b')]).different).toEqual(['a']);
  });

  it('takes an estimate for a call that was cut off', () => {
    const cut = stored('b', { usageSource: 'estimated', promptTokens: 7 });
    expect(sentencesOf(findingsOf({ ...all, acknowledged: ['a'] }, twoAnswers, [stored('a'), cut]))).toEqual(
      [],
    );
  });

  it('knows a refused call by the name that its caller gave it', () => {
    const key = 'refused:life-0-7';
    const refused = usageRecord({
      requestId: 'life-0-7',
      httpStatus: 400,
      usageSource: 'none',
      promptTokens: 0,
      completionTokens: 0,
      totalTokens: 0,
      costNanoUsd: 0n,
    });
    const nothing = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
    const seen = { acknowledged: [key], failures: [] };
    expect(findingsOf(seen, [answered(key, nothing)], []).lost).toEqual([key]);
    expect(sentencesOf(findingsOf(seen, [answered(key, nothing)], [refused]))).toEqual([]);
    expect(findingsOf(seen, [answered(key, nothing)], [refused, refused]).doubled).toEqual([key]);
  });

  it('tells of failed calls and of wrong rollups, with how many and a few of them', () => {
    const seen = { acknowledged: [], failures: ['Error: Connection error.'] };
    expect(sentencesOf(findingsOf(seen, [], [], ['2024-01 is 1 short']))).toEqual([
      '1 failedCalls: Error: Connection error.',
      '1 wrongRollups: 2024-01 is 1 short',
    ]);
  });
});

describe('the logs of the crash suite', () => {
  it('tell acknowledged calls and failures apart, a line each', () => {
    const lines = [
      acknowledgedLine('chatcmpl-1'),
      failureLine('broken\nin two'),
      acknowledgedLine('refused:x'),
    ];
    expect(seenIn(lines)).toEqual({ acknowledged: ['chatcmpl-1', 'refused:x'], failures: ['broken in two'] });
  });

  it('give back what the fake OpenAI has written down', () => {
    expect(answeredIn([JSON.stringify(answered('a'))])).toEqual([answered('a')]);
  });
});

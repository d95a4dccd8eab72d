import fc from 'fast-check';
import { type Counts, disjointUsage } from './disjoint-usage';
import { type UsageClass } from './model-call';

const INPUT: readonly UsageClass[] = [
  'input',
  'cachedInput',
  'cacheWrite',
  'cacheWrite1h',
  'audioInput',
  'cachedAudioInput',
  'imageInput',
  'cachedImageInput',
];
const OUTPUT: readonly UsageClass[] = ['output', 'reasoning', 'audioOutput', 'imageOutput'];

const part = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });
const counts: fc.Arbitrary<Counts> = fc.record({
  input: fc.integer({ min: 0, max: 150 }),
  output: fc.integer({ min: 0, max: 150 }),
  cached: part,
  cachedAudio: part,
  cachedImage: part,
  cacheWrite: part,
  cacheWrite1h: part,
  audioInput: part,
  imageInput: part,
  reasoning: part,
  audioOutput: part,
  imageOutput: part,
});

describe('usage in disjoint classes', () => {
  it('sums to what came in and what went out, whatever the parts say', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const { classes, promptTokens, completionTokens } = disjointUsage(given);
        const sumOf = (names: readonly UsageClass[]) =>
          names.reduce((sum, name) => sum + (classes[name] ?? 0), 0);
        expect([promptTokens, completionTokens]).toEqual([given.input, given.output]);
        expect([sumOf(INPUT), sumOf(OUTPUT)]).toEqual([given.input, given.output]);
        expect(Object.values(classes).every((count) => count > 0)).toBe(true);
      }),
    );
  });

  it('has of each part what the provider says, where that does not contradict itself', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const { cachedTokens, audioTokens, reasoningTokens } = disjointUsage(given);
        const { input, output, cached = 0, audioInput = 0, audioOutput = 0, reasoning = 0 } = given;
        expect(cachedTokens).toBe(Math.min(input, cached));
        expect(audioTokens).toBe(Math.min(input, audioInput) + Math.min(output, audioOutput));
        expect(reasoningTokens).toBeLessThanOrEqual(reasoning);
      }),
    );
  });

  it.each<[string, Counts, object]>([
    [
      'a token that is audio and cached is cached audio',
      { input: 132, output: 121, audioInput: 13, cached: 70, cachedAudio: 6, audioOutput: 91 },
      // Text in: 132 - 13 = 119, of it cached 70 - 6 = 64. Audio in: 13, of it cached 6.
      { input: 55, cachedInput: 64, audioInput: 7, cachedAudioInput: 6, output: 30, audioOutput: 91 },
    ],
    [
      'cached tokens are text where nobody says of what kind they are',
      { input: 100, output: 0, imageInput: 60, cached: 30 },
      { input: 10, cachedInput: 30, imageInput: 60 },
    ],
    [
      'more cached tokens than there is text are of the other kinds',
      { input: 100, output: 0, audioInput: 20, imageInput: 60, cached: 50 },
      { cachedInput: 20, cachedAudioInput: 20, cachedImageInput: 10, imageInput: 50 },
    ],
    [
      'no more is written to a cache than did not come from it',
      { input: 100, output: 0, cached: 90, cacheWrite: 50 },
      { cachedInput: 90, cacheWrite: 10 },
    ],
    [
      'what stays in the cache for an hour is a part of what was written',
      { input: 1_512, output: 0, cached: 500, cacheWrite: 1_000, cacheWrite1h: 600 },
      { input: 12, cachedInput: 500, cacheWrite: 400, cacheWrite1h: 600 },
    ],
    ['no more is reasoned than said', { input: 0, output: 40, reasoning: 70 }, { reasoning: 40 }],
  ])('%s', (_, given, classes) => {
    expect(disjointUsage(given).classes).toEqual(classes);
  });
});

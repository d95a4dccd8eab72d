import { estimateUsage } from './token-estimate';

describe('an estimate', () => {
  it('counts words as the tokenizer does', () => {
    // "Hello, world!" is 4 tokens of o200k_base: "Hello" "," " world" "!".
    expect(estimateUsage('Hello, world!', '')).toMatchObject({
      promptTokens: 4,
      completionTokens: 0,
      totalTokens: 4,
    });
  });

  it('reckons the rest of a very long text from its beginning', () => {
    const { promptTokens } = estimateUsage('Hello, world! '.repeat(100_000), '');
    expect(promptTokens / 100_000).toBeGreaterThan(3.9);
    expect(promptTokens / 100_000).toBeLessThan(5.1);
  });

  it('takes text that looks like a control token for text', () => {
    expect(estimateUsage('<|endoftext|>', '').promptTokens).toBeGreaterThan(1);
  });
});

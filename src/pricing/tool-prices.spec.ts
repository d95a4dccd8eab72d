import { type PricedTool, toolPrice } from './tool-prices';

function usdOf(
  tool: PricedTool,
  model: string,
  { at = '2026-11-23', size }: { at?: string; size?: string } = {},
) {
  const price = toolPrice({ tool, model, size, at: new Date(at) });
  return price && Number(price.picoUsdPerCall) / 1e12;
}

describe('the price of a tool', () => {
  // USD for one call: 10, 25, 2.50, 35 and 14 a thousand.
  it.each<[PricedTool, string, number | undefined]>([
    ['web_search', 'gpt-5-mini-2025-08-07', 0.01],
    ['web_search', 'gpt-4o-2024-08-06', 0.01],
    ['web_search', 'gpt-5-search-api', 0.01],
    ['web_search', 'claude-sonnet-4-5', 0.01],
    // They pay a block of tokens for each search, and nobody says whether the usage has it.
    ['web_search', 'gpt-4o-mini', undefined],
    ['web_search', 'gpt-4.1-mini-2025-04-14', undefined],
    ['web_search_preview', 'gpt-5-mini', 0.01],
    ['web_search_preview', 'o4-mini', 0.01],
    ['web_search_preview', 'gpt-6-sol', 0.01],
    ['web_search_preview', 'gpt-4o-mini', 0.025],
    ['web_search_preview', 'gpt-4.1-2025-04-14', 0.025],
    ['web_search_preview', 'gpt-4o-search-preview-2025-03-11', 0.025],
    ['web_search_preview', 'gpt-5-chat-latest', undefined],
    ['web_search_preview', 'computer-use-preview', undefined],
    ['file_search', 'gpt-4o', 0.0025],
    ['google_search', 'gemini-2.5-flash', 0.035],
    ['google_search', 'gemini-3.8-flash', 0.014],
    ['image_generation', 'gpt-5', undefined],
  ])('%s of %s is %p', (tool, model, usd) => {
    expect(usdOf(tool, model)).toBe(usd);
  });

  it.each([
    ['1g', 0.03],
    ['4g', 0.12],
    ['16g', 0.48],
    ['64g', 1.92],
    ['2g', undefined],
    [undefined, undefined],
  ])('container of %p is %p', (size, usd) => {
    expect(usdOf('container', 'gpt-5', size === undefined ? {} : { size })).toBe(usd);
  });

  it('is unknown before the oldest one that we have read', () => {
    expect(usdOf('web_search_preview', 'gpt-4o', { at: '2025-06-25T23:59:59.999Z' })).toBeUndefined();
    expect(usdOf('web_search_preview', 'gpt-4o', { at: '2025-06-26' })).toBe(0.025);
  });

  it('is one for the whole request where Google charges for the prompt, and one for each query where it does not', () => {
    const isPerRequest = (model: string) =>
      toolPrice({ tool: 'google_search', model, at: new Date('2026-11-23') })?.isPerRequest;
    expect(isPerRequest('gemini-2.5-pro')).toBe(true);
    expect(isPerRequest('gemini-3.1-pro-preview')).toBe(false);
  });
});

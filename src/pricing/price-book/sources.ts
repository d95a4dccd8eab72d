/** Pages and files that several prices were read from. All were read as stored copies. */

/** Standard, batch, flex and priority of text models, printed between 2026-07-09 and 2026-07-30. */
export const PRICING_JULY_2026 = 'developers.openai.com/api/docs/pricing, copy of July 2026';

/** Standard and batch of text models, after GPT-6 Sol and before GPT-6.1 Sol. */
export const PRICING_SEPTEMBER_2026 = 'developers.openai.com/api/docs/pricing.md, copy of September 2026';

/** Speech, transcription and images; it announces the price of containers from 2026-03-31. */
export const PRICING_MARCH_2026 = 'developers.openai.com/api/docs/pricing, copy of March 2026';

/** Written off by somebody else; it knows gpt-realtime (2025-08-28). */
export const PRICING_AUTUMN_2025 = 'a copy of platform.openai.com/docs/pricing of autumn 2025';

export const MODEL_PAGES = 'https://developers.openai.com/api/docs/models/';
export const CACHING = 'https://openai.com/index/api-prompt-caching/ (2024-10-01)';
export const DEPRECATIONS = 'openai-cookbook: examples/data/oai_docs/deprecations.txt (June 2024)';
export const CHANGELOG = 'openai-cookbook: examples/data/oai_docs/changelog.txt (June 2024)';
export const MARCH_2023 = 'zephtech.net/feed/2023-02-07-chatgpt-api-launch-openai.html';

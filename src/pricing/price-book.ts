/**
 * The prices that we vouch for: what genai-prices lacks, has wrong or puts together, what other service tiers cost, and
 * every model that the five documents price.
 *
 * To add a price: append it at the end of its model's list, with the UTC day from which it is charged and where you
 * read it. Write it as the vendor prints it. Never edit or remove an entry: the past keeps its price, and a record
 * that was priced by it must be found again. (To add a class or a tier that an entry lacks is no edit: without it, no
 * call had a price.) A test refuses an entry out of order, without a source, or one that is not a whole number of
 * pico-USD per unit. Where our price then differs from genai-prices' of today, a test asks you to say so.
 *
 * `from` is the day of the announcement or of the model's release, or else that of the oldest source that shows the
 * price. A name that moved between snapshots (`gpt-4o`) has the price of the snapshot that it was; the day is that of
 * the move, not of the snapshot. Priority and batch prices were printed later, and stand for all of an entry's time.
 *
 * All sources were read on `PRICES_READ_ON` at the latest, the pages as stored copies. «Seed» is one of the five
 * documents that this service is built from.
 */
import { AUDIO_PRICES } from './price-book/audio';
import { FINE_TUNED_PRICES } from './price-book/fine-tuned';
import { GEMINI_PRICES } from './price-book/gemini';
import { GPT_3_AND_4_PRICES } from './price-book/gpt-3-and-4';
import { GPT_4O_PRICES } from './price-book/gpt-4o';
import { GPT_5_PRICES } from './price-book/gpt-5';
import { GPT_5_6_AND_LATER_PRICES } from './price-book/gpt-5.6-and-later';
import { IMAGE_PRICES } from './price-book/images';
import { O_SERIES_PRICES } from './price-book/o-series';
import { type ListedPrices, type PriceList } from './price-list';

/** The last day on which the book was compared with what the vendors print. */
export const PRICES_READ_ON = '2026-11-25';

const PRICES: ListedPrices = {
  ...GPT_3_AND_4_PRICES,
  ...GPT_4O_PRICES,
  ...O_SERIES_PRICES,
  ...GPT_5_PRICES,
  ...GPT_5_6_AND_LATER_PRICES,
  ...FINE_TUNED_PRICES,
  ...AUDIO_PRICES,
  ...IMAGE_PRICES,
  ...GEMINI_PRICES,
};

/**
 * Sources of the names: openai-cookbook: examples/data/oai_docs/models.txt (2024), genai-prices 0.1.8, and for speech
 * github.com/Portkey-AI/models/pull/660.
 */
const ALIASES: Readonly<Record<string, string>> = {
  'gpt-4-0314': 'gpt-4',
  'gpt-4-0613': 'gpt-4',
  'gpt-4-1106-preview': 'gpt-4-turbo',
  'gpt-4-0125-preview': 'gpt-4-turbo',
  'gpt-4-turbo-preview': 'gpt-4-turbo',
  'gpt-4-vision-preview': 'gpt-4-turbo',
  'gpt-4-1106-vision-preview': 'gpt-4-turbo',
  'gpt-5.6': 'gpt-5.6-sol',
  'text-embedding-ada-002-v2': 'text-embedding-ada-002',
  'tts-1-1106': 'tts-1',
  'tts-1-hd-1106': 'tts-1-hd',
  'gemini-1.0-pro': 'gemini-pro',
  'gemini-2.5-flash-tts': 'gemini-2.5-flash-preview-tts',
  'gemini-2.5-pro-tts': 'gemini-2.5-pro-preview-tts',
};

export const PRICE_BOOK: PriceList = {
  name: 'book',
  prices: new Map(Object.entries(PRICES)),
  aliases: new Map(Object.entries(ALIASES)),
};

/**
 * Names that a vendor answers with and that genai-prices knows only by a prefix. Sources: recorded OpenAI traffic for
 * the first, cdn.openai.com/API/docs/txt/llms-models-pricing.txt for the second, for Gemini's version numbers
 * github.com/promptfoo/promptfoo/pull/7490 and github.com/BerriAI/litellm/pull/9214, and for Claude
 * docs.claude.com/en/docs/about-claude/models, kept in gfargo/token-tally, and docs.aimlapi.com.
 */
export const CATALOGUE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['gpt-3.5-turbo-instruct:20230824-v2', 'gpt-3.5-turbo-instruct'],
  ['computer-use-preview', 'computer-use'],
  ['gemini-1.5-flash-001', 'gemini-1.5-flash'],
  ['gemini-1.5-flash-002', 'gemini-1.5-flash'],
  ['gemini-1.5-pro-001', 'gemini-1.5-pro'],
  ['gemini-1.5-pro-002', 'gemini-1.5-pro'],
  ['gemini-2.0-flash-001', 'gemini-2.0-flash'],
  // Anthropic's dated names have no -latest.
  ['claude-3-opus', 'claude-3-opus-latest'],
  ['claude-3-5-haiku', 'claude-3-5-haiku-latest'],
  ['claude-3-7-sonnet', 'claude-3-7-sonnet-latest'],
  ['claude-3-5-sonnet-latest', 'claude-3-5-sonnet'],
]);

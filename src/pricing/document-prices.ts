/**
 * The tables of the five documents that this service is built from, as they are printed, right or wrong: lists that a
 * person may choose to have consulted before the real prices. A document prices nothing by date.
 */
import { DOCUMENT_NAMES, type DocumentName } from './price';
import { type ListedPrice, type PriceList } from './price-list';

/** Each table's day is that of the document, or of its newest model. */
const TABLES = {
  'seed-000': {
    from: '2024-01-01',
    source: 'seed 000, Pricing Models',
    usdPerMillionTokens: {
      'gpt-4o': [2.5, 10],
      'gpt-4o-mini': [0.15, 0.6],
    },
  },
  /** Per token 0.00003 and 0.00006 USD: GPT-4's price, which is not what its own sample is reckoned by. */
  'seed-001': {
    from: '2023-03-01',
    source: 'seed 001, Cost Calculation',
    usdPerMillionTokens: { 'gpt-3.5-turbo': [30, 60] },
  },
  'seed-002': {
    from: '2024-12-11',
    source: 'seed 002, Model Pricing',
    usdPerMillionTokens: {
      'gpt-4o': [5, 15],
      'gpt-4o-mini': [0.15, 0.6],
      'gpt-4-turbo': [10, 30],
      'gpt-4': [30, 60],
      'gpt-3.5-turbo': [1.5, 2],
      'gemini-2.0-flash-exp': [0.075, 0.3],
      'gemini-pro': [0.5, 1.5],
    },
  },
  /** Its price of the Flash model is that of an older one. */
  'seed-003': {
    from: '2024-11-01',
    source: 'seed 003, Pricing Structure',
    usdPerMillionTokens: {
      'gemini-2.5-flash': [0.075, 0.3],
      'gemini-2.5-pro': [1.25, 5],
    },
  },
  'seed-004': {
    from: '2024-01-01',
    source: 'seed 004, API Pricing',
    usdPerMillionTokens: {
      'gpt-4o': [5, 15],
      'gpt-4o-mini': [0.15, 0.6],
      'gpt-4-turbo': [10, 30],
      'gpt-4': [30, 60],
      'gpt-3.5-turbo': [0.5, 1.5],
    },
    usdPerMinute: { 'whisper-1': 0.006 },
    usdPerMillionCharacters: { 'tts-1': 15, 'tts-1-hd': 30 },
  },
} as const satisfies Record<DocumentName, Table>;

interface Table {
  readonly from: string;
  readonly source: string;
  /** By model, what comes in and what goes out. */
  readonly usdPerMillionTokens: Readonly<Record<string, readonly [input: number, output: number]>>;
  readonly usdPerMinute?: Readonly<Record<string, number>>;
  readonly usdPerMillionCharacters?: Readonly<Record<string, number>>;
}

/** Names that a vendor answers with when a document's model was asked for, where they say more than a date. */
const ALIASES: readonly (readonly [name: string, model: string])[] = [
  ...['0301', '0613', '1106', '0125'].map((day) => [`gpt-3.5-turbo-${day}`, 'gpt-3.5-turbo'] as const),
  ...['0314', '0613'].map((day) => [`gpt-4-${day}`, 'gpt-4'] as const),
  ['tts-1-1106', 'tts-1'],
  ['tts-1-hd-1106', 'tts-1-hd'],
];

export const DOCUMENT_PRICES = Object.fromEntries(
  DOCUMENT_NAMES.map((name) => [name, listOf(name, TABLES[name])]),
) as Readonly<Record<DocumentName, PriceList>>;

function listOf(name: DocumentName, table: Table): PriceList {
  const prices = new Map<string, readonly ListedPrice[]>(pricesIn(table));
  return { name, prices, aliases: new Map(ALIASES.filter(([, model]) => prices.has(model))) };
}

function pricesIn({ from, source, ...units }: Table): readonly (readonly [string, readonly ListedPrice[]])[] {
  const { usdPerMillionTokens, usdPerMinute = {}, usdPerMillionCharacters = {} } = units;
  const listed = { from, source };
  return [
    ...Object.entries(usdPerMillionTokens).map(
      ([model, [input, output]]) => [model, [{ ...listed, usdPerMillionTokens: { input, output } }]] as const,
    ),
    ...Object.entries(usdPerMinute).map(
      ([model, usd]) => [model, [{ ...listed, usdPerMinute: usd }]] as const,
    ),
    ...Object.entries(usdPerMillionCharacters).map(
      ([model, usd]) => [model, [{ ...listed, usdPerMillionCharacters: usd }]] as const,
    ),
  ];
}

import { type ListedPrices } from '../price-list';
import { MARCH_2023, MODEL_PAGES, PRICING_AUTUMN_2025, PRICING_MARCH_2026 } from './sources';

// genai-prices has the audio of the first three as text, and the sound that gpt-4o-mini-tts makes as output.
export const AUDIO_PRICES: ListedPrices = {
  'gpt-4o-audio-preview': [
    {
      from: '2024-12-17',
      usdPerMillionTokens: { input: 2.5, audioInput: 40, output: 10, audioOutput: 80 },
      source: `${MODEL_PAGES}gpt-4o-audio-preview; ${PRICING_AUTUMN_2025}`,
    },
  ],
  'gpt-4o-audio-preview-2024-10-01': [
    {
      from: '2024-10-01',
      usdPerMillionTokens: { input: 2.5, audioInput: 100, output: 10, audioOutput: 200 },
      source: 'huggingface.co/spaces/noumanjavaid/pricing: app.py',
    },
  ],
  'gpt-4o-mini-audio-preview': [
    {
      from: '2024-12-17',
      usdPerMillionTokens: { input: 0.15, audioInput: 10, output: 0.6, audioOutput: 20 },
      source: PRICING_AUTUMN_2025,
    },
  ],
  'gpt-4o-mini-tts': [
    {
      from: '2025-08-28',
      usdPerMillionTokens: { input: 0.6, audioOutput: 12 },
      source: `${PRICING_AUTUMN_2025}; ${PRICING_MARCH_2026}`,
    },
  ],
  'whisper-1': [
    {
      from: '2023-03-01',
      usdPerMinute: 0.006,
      source: `${MODEL_PAGES}whisper-1.md; ${MARCH_2023}; seed 004`,
    },
  ],
  'tts-1': [
    {
      from: '2023-11-06',
      usdPerMillionCharacters: 15,
      source: `${MODEL_PAGES}tts-1; seed 004`,
    },
  ],
  'tts-1-hd': [
    {
      from: '2023-11-06',
      usdPerMillionCharacters: 30,
      source: `${MODEL_PAGES}tts-1-hd.md; seed 004`,
    },
  ],
};

import { type ListedPrices } from '../price-list';
import { MODEL_PAGES, PRICING_AUTUMN_2025, PRICING_MARCH_2026 } from './sources';

const GPT_IMAGE_2 = { input: 5, cachedInput: 1.25, imageInput: 8, cachedImageInput: 2, imageOutput: 30 };
const GPT_IMAGE_2_5 = 'docs.laozhang.ai (2026-09-09), which prints what gpt-image-2 costs';

// What these models make is images and no text, which genai-prices writes under output.
export const IMAGE_PRICES: ListedPrices = {
  'gpt-image-1': [
    {
      from: '2025-04-23',
      usdPerMillionTokens: {
        input: 5,
        cachedInput: 1.25,
        imageInput: 10,
        cachedImageInput: 2.5,
        imageOutput: 40,
      },
      source: `${PRICING_AUTUMN_2025}; genai-prices 0.1.8`,
    },
  ],
  'gpt-image-1-mini': [
    {
      from: '2026-03-01',
      usdPerMillionTokens: {
        input: 2,
        cachedInput: 0.2,
        imageInput: 2.5,
        cachedImageInput: 0.25,
        imageOutput: 8,
      },
      source: `${MODEL_PAGES}gpt-image-1-mini; ${PRICING_MARCH_2026} has the model; genai-prices 0.1.8`,
    },
  ],
  'gpt-image-2': [
    {
      from: '2026-04-21',
      usdPerMillionTokens: GPT_IMAGE_2,
      source: 'developers.openai.com/api/docs/pricing, copy of a part, after 2026-07-30; genai-prices 0.1.8',
    },
  ],
  'gpt-image-2.5-flare': [{ from: '2026-09-09', usdPerMillionTokens: GPT_IMAGE_2, source: GPT_IMAGE_2_5 }],
  'gpt-image-2.5-sunburst': [{ from: '2026-09-09', usdPerMillionTokens: GPT_IMAGE_2, source: GPT_IMAGE_2_5 }],
  'dall-e-2': [
    {
      from: '2025-08-28',
      usdPerImage: { '256x256': 0.016, '512x512': 0.018, '1024x1024': 0.02 },
      source: `${PRICING_AUTUMN_2025}; ${PRICING_MARCH_2026}`,
    },
  ],
  'dall-e-3': [
    {
      from: '2025-08-28',
      usdPerImage: {
        '1024x1024': 0.04,
        '1024x1792': 0.08,
        '1792x1024': 0.08,
        '1024x1024 hd': 0.08,
        '1024x1792 hd': 0.12,
        '1792x1024 hd': 0.12,
      },
      source: `${PRICING_AUTUMN_2025}; ${PRICING_MARCH_2026}`,
    },
  ],
};

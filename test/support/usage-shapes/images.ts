import { type FakeAnswer } from '../../../src/fake-openai';
import { type Bill, type Exchange, post, priced, unpriced, type UsageShape } from './shape';

const endpoint = 'images';

/** What an answer says of the images that it has. It names no model. */
const painted = (usage?: object, count = 1): FakeAnswer => ({
  body: {
    created: 1_795_521_600,
    data: Array.from({ length: count }, () => ({ b64_json: 'iVBORw0KGgo=' })),
    ...(usage && { usage, size: '1024x1024', quality: 'medium', output_format: 'png', background: 'opaque' }),
  },
});

const imageTokens = (text: number, image: number, output: number, outputDetails?: object) => ({
  input_tokens: text + image,
  input_tokens_details: { text_tokens: text, image_tokens: image },
  output_tokens: output,
  ...(outputDetails && { output_tokens_details: outputDetails }),
  total_tokens: text + image + output,
});

/** Events of a stream: what is painted so far, and the whole. */
const streamed = (kind: 'image_generation' | 'image_edit', usage: object): FakeAnswer => ({
  events: [
    {
      type: `${kind}.partial_image`,
      partial_image_index: 0,
      b64_json: 'iVBO',
      size: '1024x1024',
      quality: 'low',
    },
    {
      type: `${kind}.partial_image`,
      partial_image_index: 1,
      b64_json: 'iVBORw0K',
      size: '1024x1024',
      quality: 'low',
    },
    { type: `${kind}.completed`, b64_json: 'iVBORw0KGgo=', size: '1024x1024', quality: 'low', usage },
  ],
});

const generate = (model: string, answer: FakeAnswer, more: object = {}): Exchange =>
  post('/images/generations', { model, prompt: 'A house', ...more }, answer);

function form(path: string, fields: Readonly<Record<string, string>>, answer: FakeAnswer): Exchange {
  const body = new FormData();
  body.set('image', new File(['PNG'], 'house.png', { type: 'image/png' }));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return post(path, body, answer);
}

const images = (name: string, modelName: string, step: Exchange, bill: Bill): UsageShape => ({
  name,
  steps: [step],
  records: [priced({ endpoint, modelName, ...bill })],
});

/** Of images that are charged one by one, the number is ours. */
const byNumber = (imageKind: string) => ({ also: { usageSource: 'measured', imageKind } }) as const;

export const IMAGE_SHAPES: readonly UsageShape[] = [
  images(
    'What an image model puts out are images, where it does not say more',
    'gpt-image-1',
    form('/images/edits', { model: 'gpt-image-1', prompt: 'A door' }, painted(imageTokens(10, 323, 1_056))),
    {
      // gpt-image-1: 5, images 10, its images 40; a copy of the pricing page of autumn 2025
      used: {
        input: [10, 5_000, 50_000n],
        imageInput: [323, 10_000, 3_230_000n],
        imageOutput: [1_056, 40_000, 42_240_000n],
      },
      costNanoUsd: 45_520_000n,
    },
  ),
  images(
    'What an image model writes costs less than what it paints',
    'gpt-image-1.5',
    generate('gpt-image-1.5', painted(imageTokens(20, 0, 1_080, { image_tokens: 1_056, text_tokens: 24 }))),
    {
      // gpt-image-1.5: 5, output 10, its images 32; PRICING 2026-03
      used: {
        input: [20, 5_000, 100_000n],
        output: [24, 10_000, 240_000n],
        imageOutput: [1_056, 32_000, 33_792_000n],
      },
      costNanoUsd: 34_132_000n,
    },
  ),
  images(
    'A small image model costs less',
    'gpt-image-1-mini',
    generate('gpt-image-1-mini', painted(imageTokens(20, 0, 272, { image_tokens: 272, text_tokens: 0 }))),
    {
      // gpt-image-1-mini: 2, its images 8; MODELS
      used: { input: [20, 2_000, 40_000n], imageOutput: [272, 8_000, 2_176_000n] },
      costNanoUsd: 2_216_000n,
    },
  ),
  images(
    'A stream of an image says its usage with the whole',
    'gpt-image-2',
    generate('gpt-image-2', streamed('image_generation', imageTokens(20, 0, 1_056)), {
      stream: true,
      partial_images: 2,
    }),
    {
      // gpt-image-2: 5, its images 30; PRICING, copy of a part, after July 2026
      used: { input: [20, 5_000, 100_000n], imageOutput: [1_056, 30_000, 31_680_000n] },
      costNanoUsd: 31_780_000n,
      also: { streamed: true },
    },
  ),
  images(
    'A stream of an image that is changed does so too',
    'gpt-image-2',
    form(
      '/images/edits',
      { model: 'gpt-image-2', prompt: 'A door', stream: 'true' },
      streamed('image_edit', imageTokens(15, 323, 1_056)),
    ),
    {
      // gpt-image-2: 5, images 8, its images 30; as before
      used: {
        input: [15, 5_000, 75_000n],
        imageInput: [323, 8_000, 2_584_000n],
        imageOutput: [1_056, 30_000, 31_680_000n],
      },
      costNanoUsd: 34_339_000n,
      also: { streamed: true },
    },
  ),
  images('DALL·E 3 is paid by the image', 'dall-e-3', generate('dall-e-3', painted()), {
    ...byNumber('1024x1024'),
    // dall-e-3, standard, 1024x1024: 0.04 an image; PRICING 2026-03
    used: { images: [1, 40_000_000, 40_000_000n] },
    costNanoUsd: 40_000_000n,
  }),
  images(
    'A large and fine image of DALL·E 3 costs more',
    'dall-e-3',
    generate('dall-e-3', painted(), { size: '1792x1024', quality: 'hd' }),
    {
      ...byNumber('1792x1024 hd'),
      // dall-e-3, HD, 1792x1024: 0.12 an image; PRICING 2026-03
      used: { images: [1, 120_000_000, 120_000_000n] },
      costNanoUsd: 120_000_000n,
    },
  ),
  images(
    'Each of several images is paid for',
    'dall-e-2',
    generate('dall-e-2', painted(undefined, 3), { n: 3, size: '512x512' }),
    {
      ...byNumber('512x512'),
      // dall-e-2, 512x512: 0.018 an image; PRICING 2026-03
      used: { images: [3, 18_000_000, 54_000_000n] },
      costNanoUsd: 54_000_000n,
    },
  ),
  images(
    'Variations are asked for in a form',
    'dall-e-2',
    form('/images/variations', { model: 'dall-e-2', n: '2', size: '256x256' }, painted(undefined, 2)),
    {
      ...byNumber('256x256'),
      // dall-e-2, 256x256: 0.016 an image; PRICING 2026-03
      used: { images: [2, 16_000_000, 32_000_000n] },
      costNanoUsd: 32_000_000n,
    },
  ),
  {
    name: 'Images that are sold by tokens and do not say them have no price',
    steps: [generate('gpt-image-1', painted())],
    records: [
      unpriced({
        endpoint,
        modelName: 'gpt-image-1',
        why: 'no_rate',
        used: { images: 1 },
        also: { usageSource: 'measured' },
      }),
    ],
  },
  {
    name: 'A size that is not sold has no price',
    steps: [generate('dall-e-3', painted(), { size: '512x512' })],
    records: [
      unpriced({
        endpoint,
        modelName: 'dall-e-3',
        why: 'no_rate',
        used: { images: 1 },
        also: { usageSource: 'measured' },
      }),
    ],
  },
];

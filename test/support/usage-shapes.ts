import { ANTHROPIC_SHAPES } from './usage-shapes/anthropic';
import { ANTHROPIC_STREAM_SHAPES } from './usage-shapes/anthropic-streams';
import { AUDIO_SHAPES } from './usage-shapes/audio';
import { BATCH_SHAPES } from './usage-shapes/batches';
import { BACKGROUND_SHAPES } from './usage-shapes/background';
import { CHAT_SHAPES } from './usage-shapes/chat-completions';
import { COMPATIBLE_SHAPES } from './usage-shapes/compatible-servers';
import { CONTAINER_SHAPES } from './usage-shapes/containers';
import { CONTRADICTING_SHAPES } from './usage-shapes/contradictions';
import { ERROR_SHAPES } from './usage-shapes/errors';
import { GOOGLE_SHAPES } from './usage-shapes/google';
import { IMAGE_SHAPES } from './usage-shapes/images';
import { LONG_CONTEXT_SHAPES } from './usage-shapes/long-context';
import { MODEL_NAME_SHAPES } from './usage-shapes/model-names';
import { OTHER_ENDPOINT_SHAPES } from './usage-shapes/other-endpoints';
import { REALTIME_SHAPES } from './usage-shapes/realtime';
import { RESPONSE_TOOL_SHAPES } from './usage-shapes/response-tools';
import { RESPONSE_SHAPES } from './usage-shapes/responses';
import { SERVICE_TIER_SHAPES } from './usage-shapes/service-tiers';
import { type UsageShape } from './usage-shapes/shape';

/**
 * Shapes of usage that no recording has, as providers document them: what they answer, written after the types of their
 * SDKs and their API references, and what has to be recorded of it. Classes and costs are worked out by hand from
 * printed prices (read on 2026-11-25, as stored copies): never let our own code write them.
 *
 * Sources that several files name:
 * - PRICING: developers.openai.com/api/docs/pricing, copies of July 2026 (all tiers, tools) and of September 2026
 *   (standard and batch).
 * - PRICING 2026-03: the same page, copy of March 2026 (speech, transcription, images by number).
 * - MODELS: developers.openai.com/api/docs/models/, the page of the model.
 * - CLAUDE: platform.claude.com/docs/en/about-claude/pricing.
 * - GEMINI: ai.google.dev/gemini-api/docs/pricing, quoted on 2026-09-20 in github.com/api-evangelist/gemini, and
 *   ai.google.dev/pricing of 2025-10-08, kept in github.com/gfargo/token-tally.
 * Prices are in USD a million tokens unless said otherwise.
 */
export const USAGE_SHAPES: readonly UsageShape[] = [
  ...CHAT_SHAPES,
  ...CONTRADICTING_SHAPES,
  ...SERVICE_TIER_SHAPES,
  ...MODEL_NAME_SHAPES,
  ...LONG_CONTEXT_SHAPES,
  ...RESPONSE_SHAPES,
  ...RESPONSE_TOOL_SHAPES,
  ...CONTAINER_SHAPES,
  ...BACKGROUND_SHAPES,
  ...BATCH_SHAPES,
  ...IMAGE_SHAPES,
  ...AUDIO_SHAPES,
  ...REALTIME_SHAPES,
  ...OTHER_ENDPOINT_SHAPES,
  ...ANTHROPIC_SHAPES,
  ...ANTHROPIC_STREAM_SHAPES,
  ...GOOGLE_SHAPES,
  ...COMPATIBLE_SHAPES,
  ...ERROR_SHAPES,
];

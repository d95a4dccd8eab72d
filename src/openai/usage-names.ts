import { type KnownNames } from './unknown-fields';

const INPUT_DETAILS: KnownNames = {
  cached_tokens: true,
  cached_tokens_details: { text_tokens: true, audio_tokens: true, image_tokens: true },
  cache_write_tokens: true,
  text_tokens: true,
  audio_tokens: true,
  image_tokens: true,
};

const OUTPUT_DETAILS: KnownNames = {
  reasoning_tokens: true,
  text_tokens: true,
  audio_tokens: true,
  image_tokens: true,
  // Both are a part of the completion, and are charged as such.
  accepted_prediction_tokens: true,
  rejected_prediction_tokens: true,
};

/** Of chat completions and of all that is like them. */
export const COMPLETION_NAMES: KnownNames = {
  prompt_tokens: true,
  completion_tokens: true,
  total_tokens: true,
  prompt_tokens_details: INPUT_DETAILS,
  completion_tokens_details: OUTPUT_DETAILS,
};

/** Of OpenAI's other endpoints, which spell the details in two ways. */
export const TOKEN_NAMES: KnownNames = {
  input_tokens: true,
  output_tokens: true,
  total_tokens: true,
  input_tokens_details: INPUT_DETAILS,
  input_token_details: INPUT_DETAILS,
  output_tokens_details: OUTPUT_DETAILS,
  output_token_details: OUTPUT_DETAILS,
};

/** Anthropic's. */
export const MESSAGE_NAMES: KnownNames = {
  input_tokens: true,
  output_tokens: true,
  cache_read_input_tokens: true,
  cache_creation_input_tokens: true,
  cache_creation: { ephemeral_5m_input_tokens: true, ephemeral_1h_input_tokens: true },
  output_tokens_details: { thinking_tokens: true },
  // Fetching is free of charge beside its tokens.
  server_tool_use: { web_search_requests: true, web_fetch_requests: true },
};

/** Google's. */
export const GENERATION_NAMES: KnownNames = {
  promptTokenCount: true,
  candidatesTokenCount: true,
  totalTokenCount: true,
  cachedContentTokenCount: true,
  thoughtsTokenCount: true,
  toolUsePromptTokenCount: true,
  responseTokenCount: true,
};

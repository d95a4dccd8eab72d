export { trackForeignClients } from './foreign-clients';
export {
  type CallObserver,
  type ModelCall,
  type OpenCall,
  type TokenUsage,
  type ToolUse,
  type UsageClasses,
} from './model-call';
export { OpenAINotConfiguredError } from './openai-not-configured';
export { OpenAIModule } from './openai.module';
export { prepareEstimates } from './token-estimate';
export { NO_TOKENS, usageOfAnything, usageOfCompletion } from './token-usage';
export { TrackedFetch } from './tracked-fetch';
export { trackingFetch } from './tracking-fetch';

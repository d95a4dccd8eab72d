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
export { NO_TOKENS, usageOfCompletion } from './token-usage';
export { answerTelling } from './told-usage';
export { TrackedFetch } from './tracked-fetch';
export { trackingFetch } from './tracking-fetch';

export { trackForeignClients } from './foreign-clients';
export { type CallObserver, type ModelCall, type OpenCall, type TokenUsage } from './model-call';
export { OpenAINotConfiguredError } from './openai-not-configured';
export { OpenAIModule } from './openai.module';
export { prepareEstimates } from './token-estimate';
export { NO_TOKENS, usageOfCompletion } from './token-usage';
export { trackingFetch } from './tracking-fetch';

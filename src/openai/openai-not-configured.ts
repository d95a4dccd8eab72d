import { OpenAIError } from 'openai';

/** There is no key to call OpenAI with. Nothing was sent. */
export class OpenAINotConfiguredError extends OpenAIError {
  constructor() {
    super('OpenAI is not configured: set OPENAI_API_KEY and start the service again.');
  }
}

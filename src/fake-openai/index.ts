export { chatCompletion } from './chat-completion';
export { type FakeAnswer, type SeenRequest } from './exchange';
export { type FakeOpenAI, startFakeOpenAI } from './fake-openai';

import { messages, MODEL, observedOpenAI } from './observed-openai.fixture';

jest.mock('@opentelemetry/api', () => {
  throw new Error("Cannot find module '@opentelemetry/api'");
});

const observed = observedOpenAI();

describe('an application without OpenTelemetry', () => {
  it('is tracked all the same', async () => {
    await observed.trackedClient().chat.completions.create({ model: MODEL, messages });
    expect(observed.calls).toMatchObject([{ outcome: 'succeeded', usage: { totalTokens: 19 } }]);
  });
});

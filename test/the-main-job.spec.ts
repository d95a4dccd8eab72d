import { chatCompletion } from '../src/fake-openai';
import { alice, TestService } from './support/test-service';

describe('an OpenAI call made by a feature', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  it('appears on the admin API with its owner and its exact price', async () => {
    service.openai.answer = (request) =>
      chatCompletion(request, {
        model: 'gpt-4o-mini-2024-07-18',
        content: '1. Signs in.\n2. Refuses a wrong password.',
        usage: { prompt: 1_001, completion: 333, cached: 256, reasoning: 0 },
      });

    const response = await service.generate(alice, { count: 2 });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      data: { testCases: ['Signs in.', 'Refuses a wrong password.'], model: 'gpt-4o-mini-2024-07-18' },
    });

    await service.untilRecorded(1);
    const { body } = await service.get('/admin/openai/user/alice/history');
    // gpt-4o-mini: 0.15 in, 0.075 cached, 0.60 out per million. 745 x 150 + 256 x 75 + 333 x 600 = 330,750 nano-USD.
    expect(body.data).toMatchObject({
      total: 1,
      data: [
        {
          userId: 'alice',
          userEmail: 'alice@example.com',
          operation: 'test_generation',
          totalTokens: 1_334,
          costNanoUsd: '330750',
          cost: 0.00033075,
        },
      ],
    });
  });
});

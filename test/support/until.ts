import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again, until the answer is as wanted. */
export async function until<Answer>(
  ask: () => Promise<Answer> | Answer,
  isWanted: (answer: Answer) => boolean,
  patienceMs = 10_000,
): Promise<Answer> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (performance.now() > end) {
      throw new Error(`Waited for ${patienceMs} ms in vain. The last answer: ${JSON.stringify(answer)}`);
    }
    await sleep(20);
  }
}

import { until } from '../../support/until';
import { type Life } from '../life';
import { type Trial } from '../trial';

const PROMPT_SECONDS = 5;

/** From the moment at which a service answers to the first batch that MongoDB says it has stored. */
export async function measureRecovery(trial: Trial, life: Life): Promise<void> {
  const { proxy } = trial;
  const before = proxy.replies('insert');
  const stored = until(() => proxy.replies('insert') > before || life.hasEnded, Boolean, 120_000);
  await life.baseUrl();
  const listening = performance.now();
  await stored;
  if (life.hasEnded) throw new Error(`The service ended by itself: ${life.stderr}`);
  const seconds = (performance.now() - listening) / 1_000;
  trial.noteRecovery(seconds);
  if (seconds > PROMPT_SECONDS * trial.stage.profile.patience)
    trial.violate(`a recovery took ${seconds.toFixed(1)} s`);
}

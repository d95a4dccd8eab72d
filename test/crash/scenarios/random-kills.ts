import { setTimeout as sleep } from 'node:timers/promises';
import { between } from '../random';
import { type Scenario } from '../scenario';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';
import { measureRecovery } from './recovery';

// The end of the calls comes when enough have been made.
const LONGEST_LIFE_MS = 900_000;

export const randomKills: Scenario = {
  id: 'R1, R3',
  promise: 'Kills at random moments lose nothing and count nothing twice, and each recovery is prompt',
  run: (stage) =>
    onTrial(stage, async (trial) => {
      for (let kill = 0; kill < stage.profile.randomKills; kill++) await liveUntilKilled(trial);
      const left = Math.max(stage.profile.calls - trial.seen().acknowledged.length, 64);
      const last = trial.live({ driving: { calls: left } });
      await measureRecovery(trial, last);
      await last.untilCallsAreMade(LONGEST_LIFE_MS);
      await trial.untilStored();
    }),
};

/** Most lives are killed while they make calls, some while they start. */
async function liveUntilKilled(trial: Trial): Promise<void> {
  const life = trial.live({ driving: {} });
  if (trial.random() < 0.1) {
    await sleep(between(trial.random, 0, 2_000));
  } else {
    await measureRecovery(trial, life);
    await sleep(between(trial.random, 0, 2_500));
  }
  await trial.kill(life);
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { between } from '../random';
import { type Scenario } from '../scenario';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

const INSTANCES = 4;
const CALLS_OF_LAST_LIFE = 500;

export const severalInstances: Scenario = {
  id: 'R15',
  promise: 'Four instances on one database, each of them killed, lose nothing and count nothing twice',
  run: (stage) =>
    onTrial(stage, async (trial) => {
      await Promise.all(Array.from({ length: INSTANCES }, (_, number) => livesOf(trial, `data-${number}`)));
      await trial.untilStored();
    }),
};

/** One instance: a data directory, and one life on it after the other. */
async function livesOf(trial: Trial, name: string): Promise<void> {
  const dataDir = join(trial.directory, name);
  await mkdir(dataDir);
  for (let kill = 0; kill < trial.stage.profile.killsOfEach; kill++) {
    const life = trial.live({ dataDir, driving: { inFlight: 16 } });
    await life.baseUrl();
    await sleep(between(trial.random, 0, 3_000));
    await trial.kill(life);
  }
  const last = trial.live({ dataDir, driving: { inFlight: 16, calls: CALLS_OF_LAST_LIFE } });
  await last.untilCallsAreMade(120_000);
}

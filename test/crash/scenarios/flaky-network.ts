import { setTimeout as sleep } from 'node:timers/promises';
import { type MongoDBProxy } from '../../support/mongodb-proxy';
import { type Trouble } from '../../support/mongodb-link';
import { between, whole } from '../random';
import { type Scenario } from '../scenario';
import { onTrial } from './on-trial';

export const flakyNetwork: Scenario = {
  id: 'R7',
  promise:
    'A network that is slow, resets, half closes, swallows and dribbles loses nothing and doubles nothing',
  run: (stage) =>
    onTrial(stage, async (trial) => {
      const life = trial.live({ driving: { perSecond: 200, inFlight: 64 } });
      await life.baseUrl();
      const end = performance.now() + stage.profile.flakySeconds * 1_000;
      while (performance.now() < end) await makeTrouble(trial.proxy);
      await life.quieten();
      await trial.untilStored();
      trial.remarks.push(`${trial.proxy.repliesLost} replies were lost`);
    }),
};

const KINDS: readonly ((random: () => number) => Trouble)[] = [
  (random) => ({ latencyMs: between(random, 1, 300) }),
  (random) => ({ resetChance: between(random, 0.01, 0.3) }),
  (random) => ({ halfCloseChance: between(random, 0.01, 0.3) }),
  () => ({ byteByByte: true }),
  () => ({ isBlackHole: true }),
  (random) => ({
    latencyMs: between(random, 1, 50),
    resetChance: 0.05,
    halfCloseChance: 0.05,
    byteByByte: true,
  }),
  () => ({}),
];

/** A few seconds of trouble of one kind, with some replies lost. */
async function makeTrouble(proxy: MongoDBProxy): Promise<void> {
  const { random } = proxy;
  proxy.trouble = KINDS[whole(random, 0, KINDS.length - 1)]?.(random) ?? {};
  proxy.loseReplies(['insert', 'update', 'findAndModify'], whole(random, 0, 3), 0.3);
  await sleep(between(random, 500, 4_000));
  if (random() < 0.2) {
    await proxy.cut();
    await sleep(between(random, 100, 2_000));
    await proxy.mend();
  }
  proxy.trouble = {};
  proxy.loseReplies([], 0);
}

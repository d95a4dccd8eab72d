import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';
import { type Life } from '../life';
import { sentencesOf } from '../oracle';
import { type Profile } from '../profile';
import { brokenOff, type Scenario, togetherTold, type Told } from '../scenario';
import { type Step, STEPS } from '../steps';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

/** So many services at once: most of the time goes into starting them, while the others wait for their step. */
const LANES = 3;
/** A step is the point of death at each of its first times. */
const FIRST_TIMES = 5;
const DUPLICATES_OF_FULL_RUN = 20;
const CALLS_BETWEEN = 16;
/** Longer than the time between two groups of calls. */
const GATHERING_MS = 500;
const LONGEST_PATIENCE_MS = 8_000;
const SHORTEST_PATIENCE_MS = 500;
/**
 * A few at once, four times a second: each time they are gathered, stored and counted, since nothing comes behind them.
 * More would take the time in which the next services start.
 */
const DRIVING = { inFlight: 16, atOnce: 16, perSecond: 64 };

export const killedAtSteps: Scenario = {
  id: 'R2',
  promise:
    'A kill at any step of the way, from the call to the last rollup, loses nothing and counts nothing twice',
  run: async (stage) => {
    let repliesWithDuplicates = 0;
    const tryOut = (steps: readonly Step[]) =>
      onTrial(stage, async (trial) => {
        for (const step of steps) await killAtStep(trial, step);
        await verify(trial, steps.join(', '));
        repliesWithDuplicates += trial.proxy.repliesWithDuplicates;
      });
    const queue = trialsOf(stage.profile).values();
    const told = await Promise.all(
      Array.from({ length: LANES }, async () => {
        const each: Told[] = [];
        for (const steps of queue) each.push(await tryOut(steps).catch(brokenOff));
        return each;
      }),
    );
    const duplicates = `the path of duplicates was taken ${repliesWithDuplicates} times`;
    const isEnough = stage.profile.name === 'short' || repliesWithDuplicates >= DUPLICATES_OF_FULL_RUN;
    return togetherTold(told.flat(), {
      remarks: [duplicates],
      violations: isEnough ? [] : [`${duplicates} only`],
    });
  },
};

/** In a full run each step has a database of its own: to hold the records of all against the logs takes longer each time. */
function trialsOf({ name }: Profile): readonly (readonly Step[])[] {
  if (name === 'full') return STEPS.map((step) => [step]);
  return Array.from({ length: LANES }, (_, lane) => STEPS.filter((_step, i) => i % LANES === lane));
}

async function killAtStep(trial: Trial, step: Step): Promise<void> {
  const wanted = trial.stage.profile.timesEachPoint;
  let kills = 0;
  let time = 1;
  // Some steps come once in a life, and some of those when it is told to end: each is found out once.
  let times = FIRST_TIMES;
  let patienceMs = LONGEST_PATIENCE_MS;
  let end: End = 'SIGTERM';
  for (let life = 0; kills < wanted && life < 2 * wanted + 1; life++) {
    const death = await liveUntil(trial, `${step}:${time}`, patienceMs, end);
    if (death === 'none') times = Math.max(1, time - 1);
    else kills++;
    // A life that ends well leaves nothing to the next one, and some steps are taken with what is left only; others only at such an end.
    if (death === 'none') end = end === 'SIGTERM' ? 'SIGKILL' : 'SIGTERM';
    if (death === 'at its end') patienceMs = SHORTEST_PATIENCE_MS;
    time = death === 'none' ? 1 : (time % times) + 1;
  }
  trial.kills += kills;
  if (kills < wanted)
    trial.violate(`${step} was reached in ${kills} lives only, and should have been in ${wanted}`);
}

type Death = 'by itself' | 'at its end' | 'none';

type End = 'SIGTERM' | 'SIGKILL';

async function liveUntil(trial: Trial, failAt: string, patienceMs: number, end: End): Promise<Death> {
  const life = trial.live({ failAt, driving: DRIVING });
  await until(() => life.hasEnded || life.stdout.includes('answers on'), Boolean, 60_000);
  await until(() => life.hasEnded, Boolean, patienceMs).catch(() => undefined);
  if (life.hasEnded) return (await life.exit()).signal === 'SIGKILL' ? 'by itself' : 'none';
  if (end === 'SIGKILL') return killWithSomethingLeft(trial, life);
  const { signal } = await life.end('SIGTERM');
  return signal === 'SIGKILL' ? 'at its end' : 'none';
}

/** Without MongoDB, what it gathers meanwhile stays on the disk. */
async function killWithSomethingLeft(trial: Trial, life: Life): Promise<Death> {
  await trial.proxy.cut();
  await sleep(GATHERING_MS);
  const death = life.hasEnded ? 'by itself' : 'none';
  await life.kill();
  await trial.proxy.mend();
  return death;
}

/** A life that is not killed brings to the end what the others have left. A few steps share one in a short run. */
async function verify(trial: Trial, step: string): Promise<void> {
  const life = trial.live({ driving: { inFlight: 16, calls: CALLS_BETWEEN } });
  await life.untilCallsAreMade(60_000);
  await trial.untilStored();
  const found = sentencesOf(await trial.findings());
  if (found.length > 0) trial.violate(`after kills at ${step}: ${found.join('; ')}`);
  await life.end('SIGTERM');
}

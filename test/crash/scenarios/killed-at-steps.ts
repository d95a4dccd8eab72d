import { until } from '../../support/until';
import { sentencesOf } from '../oracle';
import { type Scenario, togetherTold } from '../scenario';
import { type Step, STEPS } from '../steps';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

/** So many services at once: most of the time goes into starting them. */
const LANES = 2;
/** A step is the point of death at each of its first times. */
const FIRST_TIMES = 5;
const DUPLICATES_OF_FULL_RUN = 20;
const CALLS_BETWEEN = 16;
/** Enough for a batch each time that one is gathered. More would take the time in which the next services start. */
const CALLS_PER_SECOND = 200;

export const killedAtSteps: Scenario = {
  id: 'R2',
  promise:
    'A kill at any step of the way, from the call to the last rollup, loses nothing and counts nothing twice',
  run: async (stage) => {
    const lanes = Array.from({ length: LANES }, (_, lane) => STEPS.filter((_step, i) => i % LANES === lane));
    let repliesWithDuplicates = 0;
    const told = await Promise.all(
      lanes.map((steps) =>
        onTrial(stage, async (trial) => {
          for (const step of steps) await killAtStep(trial, step);
          await verify(trial, 'any of these steps');
          repliesWithDuplicates += trial.proxy.repliesWithDuplicates;
        }),
      ),
    );
    const duplicates = `the path of duplicates was taken ${repliesWithDuplicates} times`;
    const isEnough = stage.profile.name === 'short' || repliesWithDuplicates >= DUPLICATES_OF_FULL_RUN;
    return togetherTold(told, { remarks: [duplicates], violations: isEnough ? [] : [`${duplicates} only`] });
  },
};

async function killAtStep(trial: Trial, step: Step): Promise<void> {
  const wanted = trial.stage.profile.timesEachPoint;
  let kills = 0;
  let time = 1;
  for (let life = 0; kills < wanted && life < 2 * wanted + 1; life++) {
    const isKilled = await liveUntil(trial, `${step}:${time}`);
    if (isKilled) kills++;
    // Some steps come once in a life.
    time = isKilled ? (time % FIRST_TIMES) + 1 : 1;
  }
  trial.kills += kills;
  if (kills < wanted)
    trial.violate(`${step} was reached in ${kills} lives only, and should have been in ${wanted}`);
  if (trial.stage.profile.name === 'full') await verify(trial, step);
}

/** A step that comes at the end of a life is reached when the service is told to end. */
async function liveUntil(trial: Trial, failAt: string): Promise<boolean> {
  const life = trial.live({ failAt, driving: { inFlight: 16, perSecond: CALLS_PER_SECOND } });
  await until(() => life.hasEnded || life.stdout.includes('answers on'), Boolean, 60_000);
  await until(() => life.hasEnded, Boolean, 2_500).catch(() => undefined);
  const { signal } = life.hasEnded ? await life.exit() : await life.end('SIGTERM');
  return signal === 'SIGKILL';
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

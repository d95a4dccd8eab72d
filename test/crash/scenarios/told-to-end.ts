import { setTimeout as sleep } from 'node:timers/promises';
import { ENDLESS_MODEL } from '../fake-models';
import { HttpClients } from '../http-clients';
import { type Scenario } from '../scenario';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

const CLIENTS = 32;
const STREAMS = 5;
const PATIENCE_SECONDS = 5;
const LIVES = { full: 3, short: 2 };

export const toldToEnd: Scenario = {
  id: 'R11',
  promise: 'A service that is told to end under load ends soon, and what it answered or had to cut is stored',
  run: (stage) =>
    onTrial(stage, async (trial) => {
      // What one leaves on the disk while MongoDB hangs, the next one stores.
      const lives = LIVES[stage.profile.name];
      for (let life = 0; life < lives; life++) await liveUntilTold(trial, life === 0);
      // On a busy machine the last one may have left something, too.
      await trial.live().baseUrl();
      await trial.untilStored();
      const cut = await trial.withDatabase((db) =>
        db.collection('openai_token_usage').countDocuments({ requestedModel: ENDLESS_MODEL }),
      );
      if (cut !== lives * STREAMS) trial.violate(`${cut} of ${lives * STREAMS} cut streams are stored`);
    }),
};

async function liveUntilTold(trial: Trial, hangs: boolean): Promise<void> {
  const life = trial.live();
  const clients = new HttpClients(await life.baseUrl(), trial.seenPath);
  const load = clients.askOnAndOn(CLIENTS);
  const streams = await Promise.all(Array.from({ length: STREAMS }, () => clients.openStream(ENDLESS_MODEL)));
  await sleep(3_000);
  clients.expectTheEnd();
  if (hangs) trial.stage.mongod.pause();
  const told = performance.now();
  const { code, signal } = await life.end('SIGTERM').finally(() => {
    trial.stage.mongod.resume();
  });
  const seconds = (performance.now() - told) / 1_000;
  await Promise.all([load, ...streams.map(({ ended }) => ended)]);
  trial.noteRecovery(seconds);
  if (signal !== 'SIGTERM' && code !== 0) trial.violate(`it ended with ${String(signal ?? code)}`);
  if (seconds > PATIENCE_SECONDS * trial.stage.profile.patience)
    trial.violate(`it took ${seconds.toFixed(1)} s to end`);
}

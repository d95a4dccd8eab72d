import { type Stage, type Told } from '../scenario';
import { Trial } from '../trial';

/** Runs a story from an empty database to the verdict about what is stored. */
export async function onTrial(stage: Stage, story: (trial: Trial) => Promise<void>): Promise<Told> {
  const trial = await Trial.begin(stage);
  try {
    await story(trial);
    return await trial.told();
  } finally {
    await trial.end();
  }
}

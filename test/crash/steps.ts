import { type Reach } from '../../src/app.module';

/** Every step of a record on its way from its call into the rollups. */
export type Step = Parameters<Reach>[0];

/** Whether it is taken in every life. The compiler asks for those that are not named. */
const TAKEN: Readonly<Record<Step, boolean>> = {
  'before-write': true,
  'after-write': true,
  'before-cut': true,
  'after-cut': true,
  // On a disk that fails, which the tests of the spool make.
  'before-cut-back': false,
  'before-sync': true,
  'after-sync': true,
  'before-done': true,
  'after-done': true,
  'before-rotate': true,
  'after-rotate': true,
  'before-unlink': true,
  'after-unlink': true,
  'before-adopt': true,
  'after-adopt': true,
  'before-insert': true,
  'after-insert': true,
  'after-claim': true,
  'after-corrections': true,
  'after-rollups': true,
  'after-user-months': true,
  'after-user-sets': true,
  'after-counted': true,
};

export const STEPS: readonly Step[] = (Object.keys(TAKEN) as Step[]).filter((step) => TAKEN[step]);

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problems, reasonOf } from './problems';
import { type SpoolStep } from './spool-options';

/** What everything that touches the folder has in common. */
export class Disk {
  /** Places that could not be read. */
  damaged = 0;

  constructor(
    readonly directory: string,
    readonly problems: Problems,
    readonly reach: (step: SpoolStep) => void,
  ) {}

  /**
   * Copies bytes that are no frames to a file of their own, named after where they stood. It is there already if an earlier start
   * found them.
   * @returns whether the copy exists
   */
  setAside(path: string, offset: number, bytes: Uint8Array): boolean {
    this.damaged++;
    const copy = `${basename(path, '.log')}-${offset}.damaged`;
    const where = `${bytes.length} bytes of ${path} are damaged, from byte ${offset} on`;
    try {
      writeFileSync(join(this.directory, copy), bytes, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (reasonOf(error) === 'EEXIST') return true;
      this.problems.report(
        'damage',
        `${where}. They could not be copied (${reasonOf(error)}): the file stays.`,
      );
      return false;
    }
    this.problems.report('damage', `${where}. A copy is in ${copy}; everything intact around them is kept.`);
    return true;
  }
}

import { type Database } from '../database';

export class DatabaseHealth {
  readonly kind!: Database['kind'];
  readonly reachable!: boolean;
}

export class RecordsHealth {
  /** On their way to the database, on the disk or in memory. */
  readonly waiting!: number;
  /** Lost since the start: there was no room for them, or the database refused them. */
  readonly dropped!: number;
  /** Places in the files of the spool that could not be read, since the start. */
  readonly damaged!: number;
  /** False while records cannot be written to the disk. */
  readonly onDisk!: boolean;
}

export class HealthAnswer {
  readonly status!: 'ok' | 'degraded';
  readonly database!: DatabaseHealth;
  readonly records!: RecordsHealth;
}

export class ReadyAnswer {
  readonly status!: 'ready';
}

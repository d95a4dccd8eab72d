import { type Database } from '../database';

export class DatabaseHealth {
  readonly kind!: Database['kind'];
  readonly reachable!: boolean;
}

export class RecordsHealth {
  /** On their way to the database. */
  readonly waiting!: number;
  /** Lost since the start. */
  readonly dropped!: number;
}

export class HealthAnswer {
  readonly status!: 'ok' | 'degraded';
  readonly database!: DatabaseHealth;
  readonly records!: RecordsHealth;
}

export class ReadyAnswer {
  readonly status!: 'ready';
}

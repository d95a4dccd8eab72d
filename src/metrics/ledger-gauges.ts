import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { Database } from '../database';
import { UsageLedger } from '../ledger';
import { setTo } from './set-to';

/** How records come through: what waits for the database, and for how long; what was lost; what fails. */
@Injectable()
export class LedgerGauges {
  private readonly gauges: Gauges;

  constructor(
    registry: Registry,
    private readonly ledger: UsageLedger,
    private readonly database: Database,
  ) {
    this.gauges = gaugesIn(registry);
  }

  /** Brings them up to date, for somebody who reads them now. */
  update(): void {
    const { waiting, waitingBytes, oldestAt, dropped, damaged, isFailing, diskTrouble } = this.ledger.state;
    const { gauges } = this;
    gauges.waiting.set(waiting);
    gauges.bytes.set(waitingBytes);
    // The clock may have been put back.
    gauges.lag.set(oldestAt === undefined ? 0 : Math.max(0, Date.now() - oldestAt.getTime()) / 1_000);
    setTo(gauges.dropped, dropped);
    setTo(gauges.damaged, damaged);
    gauges.diskFailing.set(diskTrouble === undefined ? 0 : 1);
    gauges.databaseFailing.set(isFailing || !this.database.isReachable ? 1 : 0);
  }
}

type Gauges = ReturnType<typeof gaugesIn>;

function gaugesIn(registry: Registry) {
  const options = (name: string, help: string) => ({
    name: `token_ledger_${name}`,
    help,
    registers: [registry],
  });
  return {
    waiting: new Gauge(options('records_waiting', 'Records that the database does not have yet.')),
    bytes: new Gauge(options('spool_bytes', 'What they take on the disk.')),
    lag: new Gauge(
      options('oldest_record_age_seconds', 'For how long the oldest of them has waited; 0 where none waits.'),
    ),
    dropped: new Counter(
      options(
        'records_dropped_total',
        'Records lost: there was no room for them, or the database refused them.',
      ),
    ),
    damaged: new Counter(
      options('spool_damaged_total', 'Places in the files of the spool that could not be read.'),
    ),
    diskFailing: new Gauge(options('disk_failing', '1 while records cannot be written to the disk.')),
    databaseFailing: new Gauge(
      options('database_failing', '1 while the database cannot be reached, or takes no records.'),
    ),
  };
}

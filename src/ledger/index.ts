export { type CorrectionResult } from './correct-record';
export { LedgerModule } from './ledger.module';
export { Tally } from './tally';
export { type LedgerOptions, type LedgerState, UsageLedger } from './usage-ledger';

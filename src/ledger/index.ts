export { adopt, type Adopted, countForeign } from './adopt';
export { LedgerModule } from './ledger.module';
export { LedgerVerifier, UnknownPositionError, type Verification } from './ledger-verifier';
export { rebuild, type Rebuilt } from './rebuild';
export { Tally } from './tally';
export { type LedgerOptions, type LedgerState, UsageLedger } from './usage-ledger';
export { unsummedIds } from './unsummed';

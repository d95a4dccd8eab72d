export { SpoolInUseError } from './lock';
export { Spool } from './spool';
export { type SpoolBatch, type SpoolOptions, type SpoolStep } from './spool-options';

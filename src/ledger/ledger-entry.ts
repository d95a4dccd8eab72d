import { type Types } from 'mongoose';
import { type SpoolBatch } from '../spool';
import { type UsageRecord } from '../usage';

/** A change to a record that is stored already. */
export interface Correction {
  /** Its own, by which whoever waits for it is told of it. */
  readonly id: Types.ObjectId;
  /** The record. */
  readonly correct: Types.ObjectId;
  readonly isActive: boolean;
}

/** What goes into the ledger. */
export type LedgerEntry = UsageRecord | Correction;

export function isCorrection(entry: LedgerEntry): entry is Correction {
  return 'correct' in entry;
}

/** What a writer does to the ledger at once. The same writer and number never stand for other entries. */
export type LedgerBatch = Pick<SpoolBatch<LedgerEntry>, 'writer' | 'number' | 'items' | 'isDamaged' | 'done'>;

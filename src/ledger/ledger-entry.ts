import { type Types } from 'mongoose';
import { type SpoolBatch } from '../spool';
import { type UsageRecord } from '../usage';

/** A change to a record that is stored already. */
export interface Correction {
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

/** The stamp on a record that this batch has brought. */
export function stampOf({ writer, number }: Pick<LedgerBatch, 'writer' | 'number'>): string {
  return `${writer}.${number}`;
}

/** The stamp on a record that this batch has corrected: it brought others. */
export const stampOfCorrection = (batch: Pick<LedgerBatch, 'writer' | 'number'>): string =>
  `${stampOf(batch)}.c`;

export function batchOfStamp(stamp: string): { readonly writer: string; readonly number: number } {
  const [writer = '', number = ''] = stamp.split('.');
  return { writer, number: Number(number) };
}

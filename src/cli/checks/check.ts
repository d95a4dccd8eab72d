import { type RecordGaps } from '../../analytics';
import { type Settings } from '../../config';
import { type OpenDatabase } from '../../database';
import { type SchemaStatus } from '../../migrations';

/** What a check has found. `warn` works, but not as somebody might expect; `fail` does not work. */
export type Finding =
  | { readonly level: 'ok' | 'skip'; readonly found: string }
  | { readonly level: 'warn' | 'fail'; readonly found: string; readonly fix: string };

export const ok = (found: string): Finding => ({ level: 'ok', found });
export const skip = (found: string): Finding => ({ level: 'skip', found });
export const warn = (found: string, fix: string): Finding => ({ level: 'warn', found, fix });
export const fail = (found: string, fix: string): Finding => ({ level: 'fail', found, fix });

/** What can be looked at in any case. */
export interface Outside {
  readonly settings: Settings;
  /** A token that somebody wonders about. */
  readonly token: string | undefined;
}

/** What can be looked at where the database is open. The answers to some questions serve several checks. */
export interface Inside extends Outside {
  readonly database: OpenDatabase;
  readonly schema: () => Promise<SchemaStatus>;
  readonly recent: () => Promise<Recent>;
}

/** What the newest records lack, and how long it took to find that out; nothing where it took too long. */
export interface Recent {
  readonly gaps: RecordGaps | undefined;
  readonly tookMs: number;
}

/** A row of the table: what is looked at, and how. */
export type Check = { readonly name: string } & (
  | { readonly needs: 'settings'; readonly look: (patient: Outside) => Finding | Promise<Finding> }
  | { readonly needs: 'database'; readonly look: (patient: Inside) => Finding | Promise<Finding> }
);

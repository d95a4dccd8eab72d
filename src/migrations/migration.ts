import { type mongo } from 'mongoose';
import { type IndexProfile } from '../usage';

export interface MigrationOptions {
  readonly indexProfile: IndexProfile;
}

/** How far a database is from what a migration makes of it. */
export interface Findings {
  /** What is to be made, a phrase each. */
  readonly missing: readonly string[];
  /** What stands in the way, and what to do about it, a sentence each. */
  readonly conflicts: readonly string[];
  /** Names of our indexes that the profile does not ask for. Never dropped by us: somebody may need them. */
  readonly extraIndexes: readonly string[];
}

/** One step from one schema version to the next. */
export interface Migration {
  /** The schema version that it leads to. */
  readonly version: number;
  readonly name: string;
  /** Looks, and changes nothing. */
  readonly look: (db: mongo.Db, options: MigrationOptions) => Promise<Findings>;
  /**
   * Makes what is missing and is in nobody's way. Harmless where it has been made before, is being made by another process, or was
   * made up to the moment when that process was killed.
   * @returns what it made, a phrase each
   * @throws SchemaConflictError
   */
  readonly apply: (db: mongo.Db, options: MigrationOptions) => Promise<readonly string[]>;
}

/** Something that only a person can put right. The message says how. */
export class SchemaConflictError extends Error {
  override readonly name = 'SchemaConflictError';
}

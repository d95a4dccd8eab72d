import { type mongo } from 'mongoose';
import { type Findings, type MigrationOptions, SchemaConflictError } from './migration';
import { appliedVersions, noteApplied } from './migration-log';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations';

export interface SchemaStatus extends Findings {
  /** Of the database: the highest version that it has been brought to, 0 for a new one. */
  readonly version: number;
  /** The migrations that the database is not known to have been through, a phrase each. */
  readonly unnoted: readonly string[];
}

/** What is there and what is to be done. Changes nothing. */
export async function schemaStatus(db: mongo.Db, options: MigrationOptions): Promise<SchemaStatus> {
  const applied = await appliedVersions(db);
  const found = await Promise.all(MIGRATIONS.map(({ look }) => look(db, options)));
  const unnoted = MIGRATIONS.filter(({ version }) => !applied.includes(version));
  return {
    version: Math.max(0, ...applied),
    unnoted: unnoted.map(noteText),
    missing: found.flatMap(({ missing }) => missing),
    conflicts: found.flatMap(({ conflicts }) => conflicts),
    extraIndexes: found.flatMap(({ extraIndexes }) => extraIndexes),
  };
}

/**
 * Brings the database to `SCHEMA_VERSION`, and mends what has been lost since. It may be run as often as one likes, by any number at
 * once. A migration is noted when it is complete: one that is interrupted is gone through again.
 * @returns what was done, a phrase each
 * @throws SchemaConflictError
 */
export async function migrate(db: mongo.Db, options: MigrationOptions): Promise<readonly string[]> {
  const applied = await appliedVersions(db);
  refuseNewer(Math.max(0, ...applied));
  const done: string[] = [];
  for (const migration of MIGRATIONS) {
    done.push(...(await migration.apply(db, options)));
    if (applied.includes(migration.version)) continue;
    await noteApplied(db, migration);
    done.push(noteText(migration));
  }
  return done;
}

/** A sentence where a newer Token Ledger has changed the database in ways that this one cannot know. */
export function newerSchemaText(version: number): string | undefined {
  if (version <= SCHEMA_VERSION) return undefined;
  return `The database has schema version ${version}, made by a newer Token Ledger; this one knows up to ${SCHEMA_VERSION}. Run the newer one.`;
}

function refuseNewer(version: number): void {
  const text = newerSchemaText(version);
  if (text !== undefined) throw new SchemaConflictError(text);
}

const noteText = ({ version, name }: { readonly version: number; readonly name: string }) =>
  `schema version ${version} (${name})`;

import { mongo } from 'mongoose';
import { hasViews } from './has-views';
import { type Findings, type Migration, SchemaConflictError } from './migration';
import { USAGE_VIEWS, type UsageView } from './views';

/** Migration 3: the views of the original document, for whoever asks the database itself. Nothing of ours reads them. */
export const usageViews: Migration = {
  version: 3,
  name: 'views',
  look: async (db) => findingsOf(await inspect(db)),
  apply: async (db) => {
    const { missing, changed, conflicting } = await inspect(db);
    for (const view of missing) await createView(db, view);
    for (const { name, viewOn, pipeline } of changed) await db.command({ collMod: name, viewOn, pipeline });
    if (conflicting.length > 0) throw new SchemaConflictError(conflicting.map(conflictText).join('\n'));
    return [...missing.map(missingText), ...changed.map(changedText)];
  },
};

interface State {
  readonly missing: readonly UsageView[];
  /** Made by another release of ours, which meant something else by it. */
  readonly changed: readonly UsageView[];
  /** Something that is not ours has the name. */
  readonly conflicting: readonly UsageView[];
}

/** What `listCollections` says about a view, or a collection. */
interface Listed {
  readonly name: string;
  readonly options?: { readonly viewOn?: string; readonly pipeline?: readonly mongo.Document[] };
}

async function inspect(db: mongo.Db): Promise<State> {
  if (!(await hasViews(db))) return { missing: [], changed: [], conflicting: [] };
  const names = USAGE_VIEWS.map(({ name }) => name);
  const listed = (await db.listCollections({ name: { $in: names } }).toArray()) as readonly Listed[];
  const found = (view: UsageView) => listed.find(({ name }) => name === view.name);
  const withState = (state: ReturnType<typeof stateOf>) =>
    USAGE_VIEWS.filter((view) => stateOf(view, found(view)) === state);
  return {
    missing: withState('missing'),
    changed: withState('changed'),
    conflicting: withState('conflicting'),
  };
}

function stateOf(view: UsageView, found: Listed | undefined) {
  if (found === undefined) return 'missing';
  const { viewOn = '', pipeline = [] } = found.options ?? {};
  if (!OUR_COLLECTION.test(viewOn)) return 'conflicting';
  return viewOn === view.viewOn && textOf(pipeline) === textOf(view.pipeline) ? 'right' : 'changed';
}

/** Whatever else is said, a view of something else is somebody else's. */
const OUR_COLLECTION = /^openai_(token_)?usage/;

const textOf = (pipeline: readonly mongo.Document[]) => mongo.BSON.EJSON.stringify(pipeline);

/** Fine where another process has just made it, and where there can be none. */
async function createView(db: mongo.Db, { name, viewOn, pipeline }: UsageView): Promise<void> {
  try {
    await db.createCollection(name, { viewOn, pipeline: [...pipeline] });
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && FINE.some((code) => code === error.code))) throw error;
  }
}

// NamespaceExists; then what databases say that speak as MongoDB does and have no views: nothing of ours needs them.
const FINE = [48, 59, 115, 238, 303, 40_415];

function findingsOf({ missing, changed, conflicting }: State): Findings {
  return {
    missing: [...missing.map(missingText), ...changed.map(changedText)],
    conflicts: conflicting.map(conflictText),
    extraIndexes: [],
  };
}

const missingText = ({ name }: UsageView) => `the view ${name}`;

const changedText = ({ name }: UsageView) => `the view ${name} as this Token Ledger defines it`;

const conflictText = ({ name }: UsageView) =>
  `${name} is there, but not as a view of Token Ledger. Rename it, or keep usage in another database. In mongosh: db.${name}.renameCollection("another_name") for a collection, db.${name}.drop() for a view that nobody needs. Then run npm run migrate.`;

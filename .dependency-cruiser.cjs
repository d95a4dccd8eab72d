// The rooms of docs/architecture.md and what each may import. A room that is not listed here may import nothing.
const rooms = {
  config: [],
  http: [],
  calendar: [],
  spool: [],
  'embedded-mongo': [],
  'fake-openai': [],
  openai: [],
  pricing: [],
  auth: [],
  database: ['embedded-mongo'],
  usage: ['pricing', 'calendar'],
  migrations: ['usage'],
  ledger: ['spool', 'usage'],
  capture: ['openai', 'pricing', 'usage', 'ledger', 'auth'],
  analytics: ['usage', 'calendar', 'pricing'],
  admin: ['analytics', 'usage', 'ledger', 'auth', 'http', 'calendar'],
  'test-generation': ['openai', 'auth', 'http'],
  health: ['ledger', 'database', 'auth', 'http'],
  metrics: ['usage', 'ledger', 'database', 'auth'],
};
const everything = ['cli'];

const roomRule = (room, allowed) => ({
  name: `${room}-imports-only-its-neighbours`,
  comment: `src/${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [room, ...allowed, 'fake-openai'].map((name) => `^src/${name}/`) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => roomRule(room, allowed)),
    {
      name: 'room-is-known',
      comment: 'A new folder in src/ gets a line in the table above and in docs/architecture.md.',
      severity: 'error',
      from: {
        path: '^src/([^/]+)/',
        pathNot: [...Object.keys(rooms), ...everything].map((name) => `^src/${name}/`),
      },
      to: {},
    },
    {
      name: 'the-fake-is-for-demo-and-tests',
      comment:
        'src/fake-openai plays OpenAI at the edge of the network: for the demo, the tests and the benchmarks.',
      severity: 'error',
      from: { path: '^src/(?!cli/|fake-openai/)', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^src/fake-openai/' },
    },
    {
      name: 'room-is-entered-by-its-index',
      comment: 'A feature folder is entered only through its index.ts.',
      severity: 'error',
      from: { path: '^(src/[^/]+/|src/|test/|bench/)' },
      to: { path: '^src/([^/]+)/.+', pathNot: ['^src/[^/]+/index\\.ts$', '^$1'] },
    },
    {
      name: 'production-code-is-free-of-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: ['^(test|bench)/', '\\.(spec|fixture)\\.ts$'] },
    },
    {
      name: 'pure-rooms-know-no-framework',
      comment: 'Pricing and calendar are functions of their arguments: no Nest, no database, no I/O.',
      severity: 'error',
      from: { path: '^src/(pricing|calendar)/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: 'node_modules/(@nestjs|mongoose|mongodb)|^(node:)?(fs|net|http|https)$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'dependencies-are-declared',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'production-code-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

// Runs the tests that capture calls on each supported pair of Node and OpenAI's SDK. A Node that is not the one of this
// process comes from npm, for this run: a dependency on it would keep other platforms from installing the project.
const { execSync, spawnSync } = require('node:child_process');

const PAIRS = [
  { node: 20, openai: 6 },
  { node: 22, openai: 6 },
  { node: 22, openai: 7 },
];

const CAPTURING = [
  'src/(openai|capture)/',
  'test/(foreign-clients|handler-result|recorded-traffic|streamed-generation|the-main-job|usage-shapes)\\.spec',
  'test/other-sdks/',
];

/** The path of a Node of this major version, `undefined` where none is to be had. */
function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const from = `node-${platform}-${process.arch}@${major}`;
  try {
    const found = execSync(`npm exec --yes --package=${from} -c "node -p process.execPath"`, {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return found.toString().trim();
  } catch {
    return undefined;
  }
}

function isPassing({ node, openai }, path) {
  process.stdout.write(`\nNode ${node}, openai ${openai}\n`);
  const chosen = process.argv.slice(2);
  const args = [
    '--require',
    './test/compile-typescript.cjs',
    'node_modules/jest/bin/jest.js',
    ...(chosen.length > 0 ? chosen : CAPTURING),
  ];
  const env = { ...process.env, TESTED_OPENAI: String(openai) };
  return spawnSync(path, args, { stdio: 'inherit', env }).status === 0;
}

// The pair of this process is what `npm test` runs.
const others = PAIRS.filter(
  ({ node, openai }) => !process.versions.node.startsWith(`${node}.`) || openai !== 6,
);

for (const pair of others) {
  const path = nodeOf(pair.node);
  if (path === undefined) {
    process.stdout.write(
      `\nskipped: Node ${pair.node} with openai ${pair.openai}, as npm has none for this machine\n`,
    );
    process.exitCode ??= 75;
  } else if (!isPassing(pair, path)) {
    process.exitCode = 1;
  }
}

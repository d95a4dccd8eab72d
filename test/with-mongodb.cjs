// Runs the tests on a real MongoDB: the one of MONGODB_URI, else one that is started for them (MONGOMS_SYSTEM_BINARY, or a download).
const { spawn } = require('node:child_process');
const { MongoMemoryServer } = require('mongodb-memory-server-core');

// Rooms that know no database: on the embedded store they have been tested already.
const KNOWING_NONE = '<rootDir>/src/(auth|calendar|http|openai|pricing|spool)/';

async function main() {
  const given = process.env['MONGODB_URI'];
  const server = given ? undefined : await MongoMemoryServer.create({ instance: { launchTimeout: 120_000 } });
  const uri = given ?? server.getUri();
  process.stdout.write(
    `The tests run on ${given ? 'the MongoDB of MONGODB_URI' : 'a MongoDB that was started for them'}\n`,
  );
  const chosen = process.argv.slice(2);
  const args = [
    '--require',
    './test/compile-typescript.cjs',
    'node_modules/jest/bin/jest.js',
    ...(chosen.length > 0 ? chosen : [`--testPathIgnorePatterns=${KNOWING_NONE}`]),
  ];
  const tests = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, MONGODB_URI: uri },
  });
  const code = await new Promise((resolve) => tests.on('exit', resolve));
  await server?.stop();
  process.exitCode = code ?? 1;
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 75; // No MongoDB to be had, as against tests that fail.
});

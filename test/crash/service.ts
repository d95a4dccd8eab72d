import { OpenAI } from 'openai';
import { loadSettings, readEnvironment } from '../../src/config';
import { createApp } from '../../src/create-app';
import { CallDriver, type Driving } from './call-driver';
import { killAt } from './kill-point';

/** The service, with its own calls to make (CRASH_DRIVING, as JSON) and a point at which it is killed (FAIL_AT). */
async function start(): Promise<void> {
  const reach = killAt(process.env['FAIL_AT']);
  const app = await createApp(loadSettings(readEnvironment()), [], reach);
  const driver = driverOf(app.get(OpenAI), process.env['CRASH_DRIVING']);
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`answers on ${await app.getUrl()}\n`);
  if (driver === undefined) return;
  await driver.run();
  process.stdout.write('all calls have been made\n');
}

/** It makes no more calls when the process gets SIGWINCH: most other signals end a Nest application. */
function driverOf(openai: OpenAI, driving: string | undefined): CallDriver | undefined {
  if (driving === undefined) return undefined;
  const driver = new CallDriver(openai, JSON.parse(driving) as Driving);
  process.on('SIGWINCH', () => {
    driver.stop();
  });
  return driver;
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});

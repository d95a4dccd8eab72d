import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadOrCreateSecret, signToken } from '../auth';
import { loadSettings } from '../config';
import { consoleLogger, createApp } from '../create-app';
import { startFakeOpenAI } from '../fake-openai';
import { UsageLedger } from '../ledger';
import { demoOpenAI, makeTraffic, runForgottenJob } from './demo-traffic';

const QUESTIONS = [
  '/admin/openai/dashboard',
  '/admin/openai/top-users?limit=3',
  '/admin/openai/user/alice/stats',
  '/admin/openai/user/carol/history?limit=2',
];

/** The whole service with a fake OpenAI and an empty store of its own, gone when it ends. */
async function demo(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'token-ledger-demo-'));
  const openai = await startFakeOpenAI(demoOpenAI());
  const app = await createApp(
    loadSettings({
      DATA_DIR: dataDir,
      OPENAI_API_KEY: 'sk-demo',
      OPENAI_BASE_URL: openai.baseUrl,
    }),
  );
  try {
    app.useLogger(consoleLogger('error'));
    await app.listen(0, '127.0.0.1');
    const baseUrl = await app.getUrl();
    const secret = await loadOrCreateSecret(dataDir);
    const tokenOf = (user: string, ...roles: string[]) =>
      signToken({ sub: user, email: `${user}@example.com`, roles }, { secret, expiresIn: '1h' });

    say('Token Ledger, a demo: the real service with the real OpenAI SDK, and a fake OpenAI on loopback.\n');
    const made = await makeTraffic(baseUrl, tokenOf);
    await runForgottenJob(app);
    await untilStored(app.get(UsageLedger, { strict: false }));
    say(
      `Four users made ${made} requests of POST /api/test-generation, and a job made one call on behalf of nobody.`,
    );
    say(
      `OpenAI was called ${openai.requests.length} times, retries included. What an administrator is told:`,
    );
    for (const question of QUESTIONS) await ask(baseUrl + question, question, tokenOf('root', 'admin'));
  } finally {
    await app.close();
    await openai.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function ask(url: string, question: string, token: string): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  say(`\nGET ${question}\n${JSON.stringify(await response.json(), undefined, 2)}`);
}

async function untilStored(ledger: UsageLedger): Promise<void> {
  while (ledger.state.waiting > 0) await sleep(20);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

demo().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallRecorder, CaptureModule, runAsCaller } from '../../../src/capture';
import { consoleLogger } from '../../../src/create-app';
import { DatabaseModule } from '../../../src/database';
import { LedgerModule, UsageLedger } from '../../../src/ledger';
import { trackingFetch } from '../../../src/openai';
import { MigrationsModule } from '../../../src/migrations';
import { UsageModule } from '../../../src/usage';
import { callPlain, callStream, type Contestant, type Destination, newClient } from '../contestant';
import { upstream } from '../upstream';

const CALLER = {
  userId: '65a1f0c2e4b0a1b2c3d4e5f6',
  userEmail: 'alice@example.com',
  operation: 'test_generation',
  route: 'POST /api/test-generation',
  requestId: 'req-1',
};

/** Our own modules, as the service wires them: records on the disk first, the default log level, the documents' eight indexes. */
export async function tokenLedger({ mongodbUri }: Destination): Promise<Contestant> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-capture-'));
  const app = await NestFactory.createApplicationContext(
    { module: Wiring, imports: wiring(mongodbUri, dataDir) },
    { logger: false },
  );
  app.useLogger(consoleLogger('log'));
  const connection = await app.get<Connection>(getConnectionToken()).asPromise();
  const recorder = app.get(CallRecorder);
  const ledger = app.get(UsageLedger);
  const onTrackingError = (error: unknown) => {
    throw error;
  };
  const openai = newClient(
    trackingFetch({ observe: recorder.observe, includeUsage: true, onTrackingError }, upstream),
  );
  return {
    plain: () => runAsCaller(CALLER, () => callPlain(openai)),
    stream: () => runAsCaller(CALLER, () => callStream(openai)),
    async settle() {
      while (ledger.state.waiting > 0) await sleep(10);
    },
    captured: () => connection.collection('openai_token_usage').countDocuments(),
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

@Module({})
class Wiring {}

function wiring(mongodbUri: string, dataDir: string): DynamicModule[] {
  const ledger = LedgerModule.forRoot({ directory: join(dataDir, 'spool') });
  return [
    DatabaseModule.forRoot({ mongodbUri, dataDir }),
    MigrationsModule.forRoot({ indexProfile: 'seed' }),
    { module: UsageModule, global: true },
    ledger,
    { ...CaptureModule.forRoot({ priceList: 'real', logEachCall: false }), imports: [ledger] },
  ];
}

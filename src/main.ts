import { Logger } from '@nestjs/common';
import { loadSettings, readEnvironment } from './config';
import { consoleLogger, createApp } from './create-app';
import { Database } from './database';
import { prepareEstimates } from './openai';
import { startError } from './start-error';

async function start(): Promise<void> {
  const settings = loadSettings(readEnvironment());
  const app = await createApp(settings);
  await app.listen(settings.port, settings.host);
  app.useLogger(consoleLogger(settings.logLevel));

  const logger = new Logger('TokenLedger');
  const address = await app.getUrl();
  logger.log(`Token Ledger answers on ${address}, its API is described on ${address}/docs`);
  if (app.get(Database).kind === 'MongoDB') logger.log('It keeps its records in the MongoDB of MONGODB_URI');
  else
    logger.log(
      `It keeps its records in the embedded store in ${settings.dataDir}, which is for evaluation: set MONGODB_URI for production`,
    );
  if (settings.jwt.verification?.kind !== 'publicKey' && settings.jwt.verification?.kind !== 'jwks')
    logger.log(
      `For a token: npm run token -- --sub alice --email alice@example.com --roles ${settings.jwt.claims.adminRoles.join()}`,
    );
  if (settings.openai.apiKey === undefined)
    logger.log('OPENAI_API_KEY is not set: calls to OpenAI are refused until it is');

  setImmediate(prepareEstimates);
}

start().catch((error: unknown) => {
  process.stderr.write(`${startError(error)}\n`);
  process.exit(1);
});

import { observeOpenAI } from '@langfuse/openai';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  ASKING_FOR_USAGE,
  callPlain,
  callStream,
  type Contestant,
  type Destination,
  newClient,
} from '../contestant';
import { upstream } from '../upstream';

/** `@langfuse/openai` as its documentation sets it up, exporting in batches to a server on this machine. */
export function langfuse({ langfuseUrl }: Destination): Contestant {
  const exporting = new LangfuseSpanProcessor({
    publicKey: 'pk-bench',
    secretKey: 'sk-bench',
    baseUrl: langfuseUrl,
  });
  const provider = new NodeTracerProvider({ spanProcessors: [exporting] });
  provider.register();
  const openai = observeOpenAI(newClient(upstream), {
    userId: '65a1f0c2e4b0a1b2c3d4e5f6',
    generationName: 'test_generation',
  });
  return {
    plain: () => callPlain(openai),
    stream: () => callStream(openai, ASKING_FOR_USAGE),
    settle: () => exporting.forceFlush(),
    captured: async () => Number(await (await fetch(langfuseUrl)).text()),
    close: () => provider.shutdown(),
  };
}

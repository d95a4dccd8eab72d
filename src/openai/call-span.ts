import { createRequire } from 'node:module';
import type * as OpenTelemetry from '@opentelemetry/api';
import { type Endpoint, type ModelCall } from './model-call';
import { type ModelRequest } from './request';

/**
 * A span for a call, by the conventions for generative AI, where the application has OpenTelemetry. Prompts and
 * completions are no part of it.
 * Source: open-telemetry/semantic-conventions-genai, docs/gen-ai/gen-ai-spans.md (read 2026-11-25).
 */
export class CallSpan {
  private constructor(
    private readonly api: typeof OpenTelemetry,
    private readonly span: OpenTelemetry.Span,
  ) {}

  static of(request: ModelRequest): CallSpan | undefined {
    const api = openTelemetry();
    if (api === undefined) return undefined;
    const name = [OPERATIONS[request.endpoint], request.model].filter(Boolean).join(' ');
    const span = api.trace
      .getTracer('token-ledger')
      .startSpan(name, { kind: api.SpanKind.CLIENT, attributes: attributesOf(request) });
    // Without a tracer, all that would be done for it is for nothing.
    return api.isSpanContextValid(span.spanContext()) ? new CallSpan(api, span) : undefined;
  }

  /** What the work does, the HTTP request, has this span as its parent. */
  around<Result>(work: () => Result): () => Result {
    const { context, trace } = this.api;
    return context.bind(trace.setSpan(context.active(), this.span), work);
  }

  end(call: ModelCall): void {
    if (this.span.isRecording()) {
      this.span.setAttributes({ ...answerOf(call), ...usageOf(call) });
      if (call.outcome === 'failed') {
        this.span.setAttribute('error.type', errorOf(call));
        this.span.setStatus({ code: this.api.SpanStatusCode.ERROR });
      }
    }
    this.span.end();
  }
}

let loaded: { readonly api: typeof OpenTelemetry | undefined } | undefined;

/** Nothing of ours depends on it. */
function openTelemetry(): typeof OpenTelemetry | undefined {
  loaded ??= { api: load() };
  return loaded.api;
}

function load(): typeof OpenTelemetry | undefined {
  try {
    return createRequire(__filename)('@opentelemetry/api') as typeof OpenTelemetry;
  } catch {
    return undefined;
  }
}

function attributesOf(request: ModelRequest): OpenTelemetry.Attributes {
  const { url, model, streamed } = request;
  return {
    'gen_ai.operation.name': OPERATIONS[request.endpoint],
    'gen_ai.provider.name': providerOf(request),
    ...(model && { 'gen_ai.request.model': model }),
    ...(streamed && { 'gen_ai.request.stream': true }),
    'server.address': url.hostname,
    'server.port': Number(url.port || (url.protocol === 'http:' ? 80 : 443)),
  };
}

function answerOf({ answeredModel, responseId, firstByteMs, streamed }: ModelCall): OpenTelemetry.Attributes {
  return {
    ...(answeredModel && { 'gen_ai.response.model': answeredModel }),
    ...(responseId && { 'gen_ai.response.id': responseId }),
    ...(streamed &&
      firstByteMs !== undefined && { 'gen_ai.response.time_to_first_chunk': firstByteMs / 1_000 }),
  };
}

/** What the provider has counted. */
function usageOf({ usage, usageSource }: ModelCall): OpenTelemetry.Attributes {
  if (usage === undefined || usageSource !== 'reported') return {};
  return {
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWriteTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
  };
}

const errorOf = ({ failure, httpStatus }: ModelCall) =>
  failure === 'http' && httpStatus !== undefined ? String(httpStatus) : (failure ?? '_OTHER');

/** The conventions have no name for moderations, batches and containers. */
const OPERATIONS: Readonly<Record<Endpoint, string>> = {
  'chat.completions': 'chat',
  responses: 'chat',
  messages: 'chat',
  completions: 'text_completion',
  embeddings: 'embeddings',
  generateContent: 'generate_content',
  images: 'generate_content',
  'audio.speech': 'generate_content',
  'audio.transcriptions': 'generate_content',
  'audio.translations': 'generate_content',
  moderations: 'moderations',
  batches: 'batches',
  containers: 'containers',
};

function providerOf({ endpoint, url }: ModelRequest): string {
  if (endpoint === 'messages') return 'anthropic';
  if (endpoint === 'generateContent')
    return url.hostname.endsWith('aiplatform.googleapis.com') ? 'gcp.vertex_ai' : 'gcp.gemini';
  return url.hostname.endsWith('.azure.com') || url.pathname.includes('/deployments/')
    ? 'azure.ai.openai'
    : 'openai';
}

import type { z } from 'zod';
import { withoutEmpty } from './environment';
import { settingsSchema } from './settings-schema';

export type Settings = ReturnType<typeof arranged>;

/** The message names every wrong setting and what is expected of it, one per line, and shows no value. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';

  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/**
 * The settings of the service. Without any key for tokens, `jwt.verification` is missing: the service then makes a secret of its own.
 * @throws InvalidSettingsError
 */
export function loadSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = withoutEmpty(environment);
  const parsed = settingsSchema.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}.`),
    ...keyProblems(given),
    ...aliasProblems(given),
  ];
  if (!parsed.success || problems.length > 0) throw new InvalidSettingsError(problems);
  return arranged(parsed.data);
}

const KEYS = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWKS_URI'] as const;

function keyProblems(given: NodeJS.ProcessEnv): readonly string[] {
  const keys = KEYS.filter((name) => given[name] !== undefined);
  if (keys.length > 1) {
    return [`${keys.join(' and ')} are set, but only one can decide who is let in: keep one.`];
  }
  const reason = reasonAgainstEvaluation(given);
  if (keys.length === 0 && reason !== undefined) {
    return [`Set one of ${KEYS.join(', ')}: a secret is only made up for an evaluation, and ${reason}.`];
  }
  return [];
}

/** The same setting under two names: which of two different values is meant, nobody can know. */
function aliasProblems({ DEBUG_USAGE, DEBUG_USAGE_TRACKING }: NodeJS.ProcessEnv): readonly string[] {
  const both = settingsSchema.pick({ DEBUG_USAGE: true, DEBUG_USAGE_TRACKING: true });
  const { data } = both.safeParse({ DEBUG_USAGE, DEBUG_USAGE_TRACKING });
  if (DEBUG_USAGE === undefined || data?.DEBUG_USAGE_TRACKING === undefined) return [];
  if (data.DEBUG_USAGE === data.DEBUG_USAGE_TRACKING) return [];
  return ['DEBUG_USAGE and DEBUG_USAGE_TRACKING are one setting under two names, and differ: keep one.'];
}

function reasonAgainstEvaluation(given: NodeJS.ProcessEnv): string | undefined {
  if (given['NODE_ENV'] === 'production') return 'NODE_ENV is production';
  return given['MONGODB_URI'] === undefined ? undefined : 'MONGODB_URI is set';
}

function arranged(parsed: z.output<typeof settingsSchema>) {
  const debugUsage = parsed.DEBUG_USAGE_TRACKING ?? parsed.DEBUG_USAGE;
  return {
    host: parsed.HOST,
    port: parsed.PORT,
    corsOrigins: parsed.CORS_ORIGINS ?? [],
    mongodbUri: parsed.MONGODB_URI,
    dataDir: parsed.DATA_DIR,
    durability: parsed.DURABILITY,
    indexProfile: parsed.INDEX_PROFILE,
    jwt: {
      verification: verificationOf(parsed),
      issuer: parsed.JWT_ISSUER,
      audience: parsed.JWT_AUDIENCE,
      claims: {
        userId: parsed.JWT_USER_ID_CLAIM,
        email: parsed.JWT_EMAIL_CLAIM,
        name: parsed.JWT_NAME_CLAIM,
        roles: parsed.JWT_ROLES_CLAIM,
        adminRoles: parsed.JWT_ADMIN_ROLES,
      },
    },
    metricsToken: parsed.METRICS_TOKEN,
    openai: {
      apiKey: parsed.OPENAI_API_KEY,
      baseUrl: parsed.OPENAI_BASE_URL,
      includeUsage: parsed.OPENAI_INCLUDE_USAGE,
      drainMs: parsed.STREAM_DRAIN_SECONDS * 1_000,
    },
    priceList: parsed.PRICE_LIST,
    timeZone: parsed.TIME_ZONE,
    logLevel: debugUsage ? atLeastLog(parsed.LOG_LEVEL) : parsed.LOG_LEVEL,
    debugUsage,
  } as const;
}

/** Whoever asks for a line about each record is to see it, however quiet the rest is. */
function atLeastLog<Level extends string>(level: Level) {
  return level === 'error' || level === 'warn' ? 'log' : level;
}

type Verification =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'publicKey'; readonly publicKey: string }
  | { readonly kind: 'jwks'; readonly uri: string };

function verificationOf(parsed: z.output<typeof settingsSchema>): Verification | undefined {
  if (parsed.JWT_SECRET !== undefined) return { kind: 'secret', secret: parsed.JWT_SECRET };
  if (parsed.JWT_PUBLIC_KEY !== undefined) return { kind: 'publicKey', publicKey: parsed.JWT_PUBLIC_KEY };
  if (parsed.JWKS_URI !== undefined) return { kind: 'jwks', uri: parsed.JWKS_URI };
  return undefined;
}

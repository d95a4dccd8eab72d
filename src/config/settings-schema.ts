import { z } from 'zod';
import {
  address,
  fixedToken,
  flag,
  mongodbAddress,
  names,
  oneOf,
  origins,
  publicKey,
  text,
  timeZone,
  wholeNumber,
} from './setting-kinds';

/** Every setting of the service under the name that it has in the environment. `.env.example` explains them; a test compares the two. */
export const settingsSchema = z.object({
  NODE_ENV: text().default('development'),
  HOST: text().default('127.0.0.1'),
  PORT: wholeNumber(0, 65535).default(3000),
  CORS_ORIGINS: origins().optional(),

  MONGODB_URI: mongodbAddress().optional(),
  DATA_DIR: text().default('./data'),
  DURABILITY: oneOf(['disk', 'memory']).default('disk'),
  INDEX_PROFILE: oneOf(['seed', 'lean']).default('seed'),

  JWT_SECRET: text().optional(),
  JWT_PUBLIC_KEY: publicKey().optional(),
  JWKS_URI: address(['https:', 'http:']).optional(),
  JWT_ISSUER: text().optional(),
  JWT_AUDIENCE: text().optional(),
  JWT_USER_ID_CLAIM: text().default('sub'),
  JWT_EMAIL_CLAIM: text().default('email'),
  JWT_NAME_CLAIM: text().default('name'),
  JWT_ROLES_CLAIM: text().default('roles'),
  JWT_ADMIN_ROLES: names().default(['admin']),
  METRICS_TOKEN: fixedToken().optional(),

  OPENAI_API_KEY: text().optional(),
  OPENAI_BASE_URL: address(['https:', 'http:']).optional(),
  OPENAI_INCLUDE_USAGE: flag().default(true),
  STREAM_DRAIN_SECONDS: wholeNumber(0, 600).default(0),
  PRICE_LIST: oneOf(['real', 'seed-000', 'seed-001', 'seed-002', 'seed-003', 'seed-004']).default('real'),

  TIME_ZONE: timeZone().default('UTC'),
  LOG_LEVEL: oneOf(['error', 'warn', 'log', 'info', 'debug', 'verbose'])
    .transform((level) => (level === 'info' ? 'log' : level))
    .default('log'),
  DEBUG_USAGE: flag().default(false),
  DEBUG_USAGE_TRACKING: flag().optional(),
});

import { type INestApplication } from '@nestjs/common';
import { type FastifyAdapter } from '@nestjs/platform-fastify';

export interface Route {
  readonly method: string;
  /** As the router has it: `/admin/openai/user/:userId/stats`. */
  readonly template: string;
  /** With values for its parameters, so that it can be asked. */
  readonly path: string;
}

/** What stands for `:id` in a path: a test that wants an answer stores a record under it. */
export const RECORD_ID = '0123456789abcdef01234567';

const LINE = /^(?<indent>.*)[├└]── (?<part>.*?)(?: \((?<methods>[A-Z, ]+)\))?$/;
const INDENT = 4;

/** Every route that the running application has, from its router: none can be forgotten. */
export function routesOf(app: INestApplication): readonly Route[] {
  const parts: string[] = [];
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  const tree = adapter.getInstance().printRoutes({ commonPrefix: false });
  return tree.split('\n').flatMap((line) => {
    const { indent = '', part = '', methods } = LINE.exec(line)?.groups ?? {};
    parts.splice(indent.length / INDENT, Infinity, part);
    const template = parts.join('');
    const path = template.replace(':id', RECORD_ID).replace(/:\w+/g, 'alice').replace('*', 'any');
    return (methods?.split(', ') ?? []).map((method) => ({ method, template, path }));
  });
}

/** By the contract of the service; all other routes need a token. */
export const isPublic = ({ path }: Pick<Route, 'path'>): boolean => /^\/(health|docs)(\/|$)/.test(path);

export const isForAdmins = ({ path }: Pick<Route, 'path'>): boolean => /^\/(admin\/|metrics$)/.test(path);

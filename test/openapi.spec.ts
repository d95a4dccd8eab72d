import { RawClient } from './support/raw-client';
import { routesOf } from './support/routes';
import { type Body, TestService } from './support/test-service';

interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, unknown>> };
}
interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly schema: object }[];
}

describe('the description of the API', () => {
  let service: TestService;
  let description: Description;

  beforeAll(async () => {
    service = await TestService.start();
    description = (await (await service.fetch('/docs/json')).json()) as Description;
  });
  afterAll(() => service.stop());

  it('is a page for people', async () => {
    const response = await service.fetch('/docs');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain('swagger-ui');
  });

  it.each([
    '/docs/LICENSE',
    '/docs/..',
    '/docs/../package.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs//',
  ])('has no file outside of its page, and says so: %s', async (path) => {
    const client = new RawClient(service.baseUrl);
    const { status, text } = await client.ask({ method: 'GET', path });
    client.close();
    const message = 'There is nothing at this address. /docs lists all routes.';
    expect([status, (JSON.parse(text) as Body).error]).toEqual([404, { code: 'not_found', message }]);
  });

  it('is a document for programs', () => {
    expect(description.openapi).toMatch(/^3\./);
    expect(description.info.title).toBe('Token Ledger');
  });

  it('has every route of the service, and no other', () => {
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    const routed = routesOf(service.app)
      .filter(({ method, path }) => method !== 'HEAD' && !path.startsWith('/docs'))
      .map(({ method, template }) => `${method} ${template}`);
    expect(routed).toContain('GET /admin/openai/user/:userId/history');
    expect(described.toSorted()).toEqual(routed.toSorted());
  });

  it('says that all but the health needs a token', () => {
    const open = Object.entries(description.paths)
      .filter(([, operations]) =>
        Object.values(operations).some(({ security = [] }) => security.length === 0),
      )
      .map(([path]) => path);
    expect(open.toSorted()).toEqual(['/health', '/health/ready']);
    expect(description.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
    });
  });

  it('says what a limit may be', () => {
    const parametersOf = (path: string) =>
      Object.fromEntries(
        description.paths[path]?.['get']?.parameters?.map(({ name, schema }) => [name, schema]) ?? [],
      );
    const limit = { type: 'integer', minimum: 1, maximum: 1_000 };
    expect(parametersOf('/admin/openai/top-users')).toMatchObject({ limit: { ...limit, default: 10 } });
    expect(parametersOf('/admin/openai/user/{userId}/history')).toMatchObject({
      limit: { ...limit, default: 50 },
      page: { type: 'integer', minimum: 1, default: 1 },
    });
  });

  it('says what every route takes and answers, as the build writes it from the types and comments', () => {
    const { parameters = [] } = description.paths['/admin/openai/dashboard']?.['get'] ?? {};
    expect(parameters.map(({ name }) => name)).toEqual(['startDate', 'endDate']);
  });
});

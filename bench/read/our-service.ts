import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/config';
import { createApp } from '../../src/create-app';
import { type Service, type ServiceSettings } from './contestants';

/** The whole service, as it is started in production. */
export async function ourService({ mongodbUri, jwtSecret }: ServiceSettings): Promise<Service> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-read-'));
  const app = await createApp(
    loadSettings({ DATA_DIR: dataDir, MONGODB_URI: mongodbUri, JWT_SECRET: jwtSecret }),
  );
  await app.listen(0, '127.0.0.1');
  return {
    getUrl: () => app.getUrl(),
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

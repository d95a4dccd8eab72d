import { type Question, type Service, type ServiceName, type ServiceSettings } from './contestants';
import { naiveService } from './naive-service';
import { ourService } from './our-service';

const START: Readonly<Record<ServiceName, (settings: ServiceSettings) => Promise<Service>>> = {
  naive: naiveService,
  'token-ledger': ourService,
};

async function run(name: ServiceName, settings: ServiceSettings): Promise<void> {
  const service = await START[name](settings);
  process.on('message', (question: Question) => {
    if (question === 'stop') {
      void service.close().then(() => {
        process.disconnect();
      });
      return;
    }
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.(await service.getUrl());
}

const [, , name, settings = ''] = process.argv;
void run(name as ServiceName, JSON.parse(settings) as ServiceSettings);

import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { RoleOrFixedToken } from '../auth';
import { Scrape } from './scrape';

@ApiTags('metrics')
@ApiBearerAuth()
@RoleOrFixedToken('admin', 'metrics')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly scrape: Scrape) {}

  /** Numbers for Prometheus, in its text format. Beside a token of an administrator, this route takes the setting METRICS_TOKEN. */
  @Get()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiProduces('text/plain')
  metrics(): Promise<string> {
    return this.scrape.text();
  }
}

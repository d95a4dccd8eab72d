import { Controller, Get, HttpStatus } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth';
import { Database } from '../database';
import { ApiError } from '../http';
import { HealthAnswer, ReadyAnswer } from './health.dto';
import { UsageLedger } from '../ledger';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly ledger: UsageLedger,
  ) {}

  /** 200 while calls can be served. Without the database they are; their records wait. */
  @Get()
  @ApiOkResponse({ type: HealthAnswer })
  health(): HealthAnswer {
    const { waiting, dropped, damaged, isFailing, diskTrouble } = this.ledger.state;
    const isWhole = dropped === 0 && damaged === 0;
    const isWell = this.database.isReachable && !isFailing && diskTrouble === undefined && isWhole;
    return {
      status: isWell ? 'ok' : 'degraded',
      database: { kind: this.database.kind, reachable: this.database.isReachable },
      records: { waiting, dropped, damaged, onDisk: diskTrouble === undefined },
    };
  }

  /** 200 while the questions of an administrator can be answered. */
  @Get('ready')
  @ApiOkResponse({ type: ReadyAnswer })
  ready(): ReadyAnswer {
    if (this.database.isReachable) return { status: 'ready' };
    throw new ApiError({
      status: HttpStatus.SERVICE_UNAVAILABLE,
      code: 'database_unavailable',
      message:
        'The database cannot be reached, so that questions cannot be answered. Calls are served, their records wait.',
    });
  }
}

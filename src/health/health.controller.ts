import { Controller, Get, HttpStatus } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth';
import { CallRecorder } from '../capture';
import { Database } from '../database';
import { ApiError } from '../http';
import { HealthAnswer, ReadyAnswer } from './health.dto';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly recorder: CallRecorder,
  ) {}

  /** 200 while calls can be served. Without the database they are; their records wait. */
  @Get()
  @ApiOkResponse({ type: HealthAnswer })
  health(): HealthAnswer {
    const { length: waiting, dropped, isFailing } = this.recorder.queue;
    const isWell = this.database.isReachable && !isFailing && dropped === 0;
    return {
      status: isWell ? 'ok' : 'degraded',
      database: { kind: this.database.kind, reachable: this.database.isReachable },
      records: { waiting, dropped },
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

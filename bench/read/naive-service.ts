import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  Param,
  Query,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { IsDateString, IsInt, IsMongoId, IsOptional, Max, Min } from 'class-validator';
import { createConnection } from 'mongoose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { intervalOf } from '../../src/calendar';
import { naiveUsageModel } from '../naive-usage';
import { type Service, type ServiceSettings } from './contestants';
import { NaiveAnswers } from './naive-answers';

/** The admin API of the documents, as Nest's own guides would have it: Express, passport, class-validator, mongoose. */
export async function naiveService({ mongodbUri, jwtSecret }: ServiceSettings): Promise<Service> {
  const connection = await createConnection(mongodbUri).asPromise();
  const module = {
    module: NaiveModule,
    controllers: [NaiveAdminController],
    providers: [
      { provide: NaiveAnswers, useValue: new NaiveAnswers(naiveUsageModel(connection)) },
      { provide: NaiveJwtStrategy, useValue: new NaiveJwtStrategy(jwtSecret) },
    ],
  };
  const app = await NestFactory.create(module, new ExpressAdapter(), { logger: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  return {
    getUrl: () => app.getUrl(),
    async close() {
      await app.close();
      await connection.close();
    },
  };
}

@Module({})
class NaiveModule {}

interface Claims {
  readonly sub: string;
  readonly roles: readonly string[];
}

class NaiveJwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(secretOrKey: string) {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey });
  }

  validate(claims: Claims): Claims {
    return claims;
  }
}

@Injectable()
class AdminGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToHttp().getRequest<{ readonly user: Claims }>().user.roles.includes('admin');
  }
}

class RangeQuery {
  @IsOptional()
  @IsDateString()
  readonly startDate?: string;

  @IsOptional()
  @IsDateString()
  readonly endDate?: string;
}

class TopUsersQuery extends RangeQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly limit: number = 10;
}

class HistoryQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  readonly page: number = 1;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly limit: number = 50;
}

class UserPath {
  @IsMongoId()
  readonly userId!: string;
}

@UseGuards(AuthGuard('jwt'), AdminGuard)
@Controller('admin/openai')
class NaiveAdminController {
  constructor(private readonly answers: NaiveAnswers) {}

  @Get('dashboard')
  async dashboard(@Query() range: RangeQuery) {
    const data = await this.answers.dashboard(intervalOf(range, 'UTC'));
    return { success: true, data, message: 'OpenAI usage statistics retrieved successfully' };
  }

  @Get('top-users')
  async topUsers(@Query() { limit, ...range }: TopUsersQuery) {
    const data = await this.answers.topUsers(intervalOf(range, 'UTC'), limit);
    return { success: true, data, message: `Top ${limit} users retrieved successfully` };
  }

  @Get('user/:userId/history')
  async userHistory(@Param() { userId }: UserPath, @Query() { page, limit }: HistoryQuery) {
    const data = await this.answers.history(userId, page, limit);
    return { success: true, data, message: `Usage history for user ${userId} retrieved successfully` };
  }
}

import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Observable, tap } from 'rxjs';
import { type Principal } from '../auth';
import { CallRecorder } from './call-recorder';
import { type Caller, runHandler, type Scope } from './caller';
import { callToldBy } from './handler-result';
import { Operation, operationOf } from './operation';

/** As far as the HTTP adapters agree, and where they do not, both. */
interface HttpRequest {
  readonly method: string;
  readonly id?: unknown;
  readonly user?: Principal;
  readonly routeOptions?: { readonly url?: string };
  readonly route?: { readonly path?: string };
}

// What an administrator is told tells of usage too, of which none is new.
const OWN_ROUTE = /^\S+ \/admin\/openai(\/|$)/;

/** Makes the user of a request the caller of all that its handler does. */
@Injectable()
export class CallerInterceptor implements NestInterceptor {
  private readonly logger = new Logger('CallerInterceptor');

  constructor(
    private readonly reflector: Reflector,
    private readonly recorder: CallRecorder,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const caller = this.callerOf(context);
    const scope: Scope = { startedAt: new Date(), hasCalled: false };
    let result: unknown;
    const handled = () =>
      next.handle().pipe(
        tap({
          next: (value: unknown) => (result = value),
          complete: () => {
            this.recordTold(result, caller, scope, context);
          },
        }),
      );
    // The handler starts when it is subscribed to, so that is what has to happen inside.
    return new Observable((subscriber) => runHandler(caller, scope, () => handled().subscribe(subscriber)));
  }

  /** A successful answer to a known user that tells of a call which nothing captured. */
  private recordTold(result: unknown, caller: Caller, scope: Scope, context: ExecutionContext): void {
    try {
      const { statusCode } = context.switchToHttp().getResponse<{ readonly statusCode: number }>();
      if (scope.hasCalled || caller.userId === undefined || statusCode >= 400) return;
      if (OWN_ROUTE.test(caller.route ?? '')) return;
      const call = callToldBy(result, scope.startedAt, Date.now() - scope.startedAt.getTime());
      if (call !== undefined) this.recorder.record(call, caller);
    } catch (error) {
      this.logger.error(
        'The answer of a handler could not be looked at. The answer itself is not affected.',
        error,
      );
    }
  }

  private callerOf(context: ExecutionContext): Caller {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const path = request.routeOptions?.url ?? request.route?.path ?? '/';
    const named = this.reflector.getAllAndOverride<string | undefined>(Operation, [
      context.getHandler(),
      context.getClass(),
    ]);
    return {
      userId: request.user?.userId,
      userEmail: request.user?.email,
      userName: request.user?.name,
      operation: named ?? operationOf(path),
      route: `${request.method} ${path}`,
      requestId: typeof request.id === 'string' ? request.id : undefined,
    };
  }
}

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Observable } from 'rxjs';
import { type Principal } from '../auth';
import { type Caller, runAsCaller } from './caller';
import { Operation, operationOf } from './operation';

/** As far as the HTTP adapters agree, and where they do not, both. */
interface HttpRequest {
  readonly method: string;
  readonly id?: unknown;
  readonly user?: Principal;
  readonly routeOptions?: { readonly url?: string };
  readonly route?: { readonly path?: string };
}

/** Makes the user of a request the caller of all that its handler does. */
@Injectable()
export class CallerInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const caller = this.callerOf(context);
    // The handler starts when it is subscribed to, so that is what has to happen inside.
    return new Observable((subscriber) => runAsCaller(caller, () => next.handle().subscribe(subscriber)));
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
      operation: named ?? operationOf(path),
      route: `${request.method} ${path}`,
      requestId: typeof request.id === 'string' ? request.id : undefined,
    };
  }
}

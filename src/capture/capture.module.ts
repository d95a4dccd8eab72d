import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CallRecorder } from './call-recorder';
import { CallerInterceptor } from './caller.interceptor';
import { ConfigurableCaptureModule } from './capture-options';
import { UsageTracker } from './usage-tracker';

/** Importing it makes the user of every request the caller of what its handler does: the interceptor is global. */
@Module({
  providers: [CallRecorder, UsageTracker, { provide: APP_INTERCEPTOR, useClass: CallerInterceptor }],
  exports: [CallRecorder, UsageTracker],
})
export class CaptureModule extends ConfigurableCaptureModule {}

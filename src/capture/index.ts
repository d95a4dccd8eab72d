export { CallRecorder } from './call-recorder';
export { runAsCaller } from './caller';
export { CaptureModule } from './capture.module';
export { Operation } from './operation';
export { type SeenCall, UsageTracker } from './usage-tracker';

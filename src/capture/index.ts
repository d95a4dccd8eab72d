export { CallRecorder } from './call-recorder';
export { type Caller, runAsCaller } from './caller';
export { CaptureModule } from './capture.module';
export { Operation } from './operation';

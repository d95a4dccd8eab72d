import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type PriceListName } from '../pricing';

export interface CaptureOptions {
  /** The prices that calls are recorded with. */
  readonly priceList: PriceListName;
  /** Log a line for each record at the usual level, not only when debugging. */
  readonly logEachCall: boolean;
}

export const { ConfigurableModuleClass: ConfigurableCaptureModule, MODULE_OPTIONS_TOKEN: CAPTURE_OPTIONS } =
  new ConfigurableModuleBuilder<CaptureOptions>().setClassMethodName('forRoot').build();

import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type PriceListName } from '../pricing';
import { type UsageRecord } from '../usage';

export interface CaptureOptions {
  /** The prices that calls are recorded with. */
  readonly priceList: PriceListName;
  /** Log a line for each record at the usual level, not only when debugging. */
  readonly logEachCall: boolean;
  /** Told of each record once the ledger has it. What it throws is logged, and troubles nobody. */
  readonly onRecord?: (record: UsageRecord) => void;
}

export const { ConfigurableModuleClass: ConfigurableCaptureModule, MODULE_OPTIONS_TOKEN: CAPTURE_OPTIONS } =
  new ConfigurableModuleBuilder<CaptureOptions>().setClassMethodName('forRoot').build();

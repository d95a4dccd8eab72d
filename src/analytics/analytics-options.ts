import { ConfigurableModuleBuilder } from '@nestjs/common';

export interface AnalyticsOptions {
  /** IANA name of the zone whose days a date means. */
  readonly timeZone: string;
}

export const {
  ConfigurableModuleClass: ConfigurableAnalyticsModule,
  MODULE_OPTIONS_TOKEN: ANALYTICS_OPTIONS,
} = new ConfigurableModuleBuilder<AnalyticsOptions>().setClassMethodName('forRoot').build();

import { ConfigurableModuleBuilder } from '@nestjs/common';

export interface AdminOptions {
  /** IANA name of the zone whose days a date means. */
  readonly timeZone: string;
}

export const { ConfigurableModuleClass: ConfigurableAdminModule, MODULE_OPTIONS_TOKEN: ADMIN_OPTIONS } =
  new ConfigurableModuleBuilder<AdminOptions>().setClassMethodName('forRoot').build();

import { type DynamicModule, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { type IndexProfile } from './usage-indexes';
import { OpenAITokenUsage, usageSchema } from './usage-record';
import { UsageStore } from './usage-store';

export interface UsageModuleOptions {
  readonly indexProfile: IndexProfile;
}

@Module({})
export class UsageModule {
  static forRoot({ indexProfile }: UsageModuleOptions): DynamicModule {
    const collection = MongooseModule.forFeature([
      { name: OpenAITokenUsage.name, schema: usageSchema(indexProfile) },
    ]);
    return {
      module: UsageModule,
      imports: [collection],
      providers: [UsageStore],
      exports: [UsageStore, collection],
    };
  }
}

import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OpenAITokenUsage, usageSchema } from './usage-record';
import { UsageStore } from './usage-store';

@Module({
  imports: [MongooseModule.forFeature([{ name: OpenAITokenUsage.name, schema: usageSchema }])],
  providers: [UsageStore],
  exports: [UsageStore, MongooseModule],
})
export class UsageModule {}

import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OpenAITokenUsage, usageSchema } from './usage-record';

@Module({
  imports: [MongooseModule.forFeature([{ name: OpenAITokenUsage.name, schema: usageSchema }])],
  exports: [MongooseModule],
})
export class UsageModule {}

import { Module } from '@nestjs/common';
import { TestGenerationController } from './test-generation.controller';
import { TestGenerationService } from './test-generation.service';

/** Uses the `OpenAI` client that the root makes available. */
@Module({ controllers: [TestGenerationController], providers: [TestGenerationService] })
export class TestGenerationModule {}

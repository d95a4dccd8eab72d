export { TestGenerationModule } from './test-generation.module';

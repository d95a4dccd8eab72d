import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const MAX_PROMPT_LENGTH = 100_000;
const MAX_FILE_LENGTH = 1_000_000;

export class TestGenerationRequest {
  /** What to write tests for. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_PROMPT_LENGTH)
  readonly prompt!: string;

  /** The text of a file that the tests are about. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_FILE_LENGTH)
  readonly fileContent?: string;

  /** How many test cases to write. */
  @IsInt()
  @Min(1)
  @Max(100)
  readonly count: number = 10;

  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly model: string = 'gpt-4o-mini';

  /** Answer as a stream of server-sent events. */
  @IsBoolean()
  readonly stream: boolean = false;
}

export class TokensUsed {
  readonly prompt_tokens!: number;
  readonly completion_tokens!: number;
  readonly total_tokens!: number;
}

export class GeneratedTests {
  readonly testCases!: string[];
  /** The model's answer, whole. */
  readonly content!: string;
  /** The model that answered. */
  readonly model!: string;
  /** As the provider told it, if it did. */
  readonly usage?: TokensUsed | undefined;
}

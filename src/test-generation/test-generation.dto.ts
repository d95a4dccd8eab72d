import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const MAX_PROMPT_LENGTH = 100_000;
const MAX_FILE_LENGTH = 1_000_000;

// Of several decorators, the one nearest to the property is checked first.
export class TestGenerationRequest {
  /** What to write tests for. */
  @MaxLength(MAX_PROMPT_LENGTH)
  @IsNotEmpty()
  @IsString()
  readonly prompt!: string;

  /** The text of a file that the tests are about. */
  @IsOptional()
  @MaxLength(MAX_FILE_LENGTH)
  @IsString()
  readonly fileContent?: string;

  /** How many test cases to write. */
  @Max(100)
  @Min(1)
  @IsInt()
  readonly count: number = 10;

  @MaxLength(200)
  @IsNotEmpty()
  @IsString()
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

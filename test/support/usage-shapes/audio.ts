import { type FakeAnswer } from '../../../src/fake-openai';
import { type Bill, type Exchange, post, priced, unpriced, type UsageShape } from './shape';

const speak = (model: string, input: string, answer: FakeAnswer, more: object = {}): Exchange =>
  post('/audio/speech', { model, input, voice: 'alloy', ...more }, answer);

const SOUND: FakeAnswer = { headers: { 'content-type': 'audio/mpeg' }, body: 'ID3\u0004 and so on' };

/** A form with a recording. The model is in the request alone. */
function listen(
  model: string,
  answer: FakeAnswer,
  fields: Readonly<Record<string, string>> = {},
  to = 'transcriptions',
) {
  const body = new FormData();
  body.set('file', new File(['RIFF'], 'speech.wav', { type: 'audio/wav' }));
  for (const [name, value] of Object.entries({ model, ...fields })) body.set(name, value);
  return post(`/audio/${to}`, body, answer);
}

const heard = (usage?: object, more: object = {}): FakeAnswer => ({
  body: { text: 'Hello.', ...more, ...(usage && { usage }) },
});

const audioTokens = (text: number, audio: number, output: number) => ({
  type: 'tokens',
  input_tokens: text + audio,
  input_token_details: { text_tokens: text, audio_tokens: audio },
  output_tokens: output,
  total_tokens: text + audio + output,
});

const audio =
  (endpoint: string) =>
  (name: string, modelName: string, step: Exchange, bill: Bill): UsageShape => ({
    name,
    steps: [step],
    records: [priced({ endpoint, modelName, ...bill })],
  });

const speech = audio('audio.speech');
const transcription = audio('audio.transcriptions');

const MEASURED = { also: { usageSource: 'measured' } } as const;

const unknownLength = (name: string, step: Exchange, endpoint = 'audio.transcriptions'): UsageShape => ({
  name,
  steps: [step],
  records: [unpriced({ endpoint, modelName: 'whisper-1', why: 'no_usage' })],
});

export const AUDIO_SHAPES: readonly UsageShape[] = [
  speech(
    'Spoken text is paid by the character',
    'tts-1',
    speak('tts-1', 'The quick brown fox jumped over the lazy dog.', SOUND),
    {
      ...MEASURED,
      // tts-1: 15.00 a million characters; PRICING 2026-03
      used: { characters: [45, 15_000, 675_000n] },
      costNanoUsd: 675_000n,
    },
  ),
  speech(
    'A character is one, however many bytes it has',
    'tts-1-hd',
    speak('tts-1-hd', 'Grüße, 世界 🌍!', SOUND),
    {
      ...MEASURED,
      // tts-1-hd: 30.00 a million characters; PRICING 2026-03
      used: { characters: [12, 30_000, 360_000n] },
      costNanoUsd: 360_000n,
    },
  ),
  {
    name: 'Speech that is sold by tokens and does not say them has no price',
    steps: [speak('gpt-4o-mini-tts', 'Hello.', SOUND)],
    records: [
      unpriced({
        endpoint: 'audio.speech',
        modelName: 'gpt-4o-mini-tts',
        why: 'no_rate',
        used: { characters: 6 },
        also: { usageSource: 'measured' },
      }),
    ],
  },
  speech(
    'Speech in events says its tokens at the end',
    'gpt-4o-mini-tts',
    speak(
      'gpt-4o-mini-tts',
      'Hello.',
      {
        events: [
          { type: 'speech.audio.delta', audio: 'SUQzBAAA' },
          { type: 'speech.audio.delta', audio: 'AAAA' },
          { type: 'speech.audio.done', usage: { input_tokens: 14, output_tokens: 101, total_tokens: 115 } },
        ],
      },
      { stream_format: 'sse' },
    ),
    {
      // gpt-4o-mini-tts: 0.60, its sound 12; PRICING 2026-03
      used: { input: [14, 600, 8_400n], audioOutput: [101, 12_000, 1_212_000n] },
      costNanoUsd: 1_220_400n,
    },
  ),
  transcription(
    'A transcription pays for text and for sound',
    'gpt-4o-transcribe',
    listen('gpt-4o-transcribe', heard(audioTokens(10, 130, 45))),
    {
      // gpt-4o-transcribe: 2.50, sound 6, output 10; PRICING 2026-03
      used: {
        input: [10, 2_500, 25_000n],
        audioInput: [130, 6_000, 780_000n],
        output: [45, 10_000, 450_000n],
      },
      costNanoUsd: 1_255_000n,
    },
  ),
  transcription(
    'What is transcribed is sound, where nobody says more',
    'gpt-4o-mini-transcribe',
    listen(
      'gpt-4o-mini-transcribe',
      heard({ type: 'tokens', input_tokens: 140, output_tokens: 45, total_tokens: 185 }),
    ),
    {
      // gpt-4o-mini-transcribe: sound 3, output 5; PRICING 2026-03
      used: { audioInput: [140, 3_000, 420_000n], output: [45, 5_000, 225_000n] },
      costNanoUsd: 645_000n,
    },
  ),
  transcription(
    'A transcription that tells speakers apart costs no more',
    'gpt-4o-transcribe-diarize',
    listen(
      'gpt-4o-transcribe-diarize',
      heard(audioTokens(0, 200, 60), {
        task: 'transcribe',
        duration: 20.1,
        segments: [
          { type: 'transcript.text.segment', id: 'seg_1', start: 0, end: 20.1, text: 'Hello.', speaker: 'A' },
        ],
      }),
      { response_format: 'diarized_json' },
    ),
    {
      // gpt-4o-transcribe-diarize: sound 6, output 10; PRICING 2026-03
      used: { audioInput: [200, 6_000, 1_200_000n], output: [60, 10_000, 600_000n] },
      costNanoUsd: 1_800_000n,
    },
  ),
  transcription(
    'A streamed transcription says its usage with the whole text',
    'gpt-4o-transcribe',
    listen(
      'gpt-4o-transcribe',
      {
        events: [
          { type: 'transcript.text.delta', delta: 'Grüße, ' },
          { type: 'transcript.text.delta', delta: '世界' },
          { type: 'transcript.text.done', text: 'Grüße, 世界', usage: audioTokens(0, 14, 45) },
        ],
      },
      { stream: 'true' },
    ),
    {
      // gpt-4o-transcribe: sound 6, output 10; PRICING 2026-03
      used: { audioInput: [14, 6_000, 84_000n], output: [45, 10_000, 450_000n] },
      costNanoUsd: 534_000n,
      also: { streamed: true },
    },
  ),
  transcription(
    'Whisper is paid by the second',
    'whisper-1',
    listen('whisper-1', heard({ type: 'duration', seconds: 37 })),
    {
      // whisper-1: 0.006 a minute, 0.0001 a second; PRICING 2026-03
      used: { seconds: [37, 100_000, 3_700_000n] },
      costNanoUsd: 3_700_000n,
    },
  ),
  transcription(
    'The seconds that are charged are those of the usage, not the length of the recording',
    'whisper-1',
    listen(
      'whisper-1',
      heard(
        { type: 'duration', seconds: 3 },
        { task: 'transcribe', language: 'english', duration: 2.61, segments: [] },
      ),
      { response_format: 'verbose_json' },
    ),
    { used: { seconds: [3, 100_000, 300_000n] }, costNanoUsd: 300_000n },
  ),
  transcription(
    'A part of a second is rounded to the nearest',
    'whisper-1',
    listen('whisper-1', heard({ type: 'duration', seconds: 36.4 })),
    // «Rounded to the nearest second»: the pricing page of 2023 to 2025
    { used: { seconds: [36, 100_000, 3_600_000n] }, costNanoUsd: 3_600_000n },
  ),
  transcription(
    'GPT Transcribe has a price of its own for a second',
    'gpt-transcribe',
    listen('gpt-transcribe', heard({ type: 'duration', seconds: 60 })),
    {
      // gpt-transcribe: 0.0045 a minute, 0.000075 a second; PRICING, copy of a part, after July 2026
      used: { seconds: [60, 75_000, 4_500_000n] },
      costNanoUsd: 4_500_000n,
    },
  ),
  unknownLength(
    'A transcription as bare text does not say how long it was',
    listen(
      'whisper-1',
      { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Hello.\n' },
      { response_format: 'text' },
    ),
  ),
  unknownLength(
    'Subtitles do not say what they cost',
    listen(
      'whisper-1',
      {
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n',
      },
      { response_format: 'vtt' },
    ),
  ),
  unknownLength(
    'Seconds as text are no usage',
    listen('whisper-1', heard({ type: 'duration', seconds: '37' })),
  ),
  unknownLength(
    'A translation says nothing of its usage',
    listen('whisper-1', heard(), {}, 'translations'),
    'audio.translations',
  ),
];

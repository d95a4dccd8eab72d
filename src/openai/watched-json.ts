import { type BodyReader } from './answer-reader';
import { type BodyWatch } from './observed-body';

const decoder = new TextDecoder();

/** `Response.json()` with a watch on it: what the caller is given is read for its usage on the way, not parsed twice. */
export async function watchedJson(
  body: ReadableStream<Uint8Array>,
  watch: BodyWatch & { readonly reader: BodyReader },
): Promise<unknown> {
  const { reader, guard } = watch;
  const text = decoder.decode(await bytesOf(body, watch));
  let value: unknown;
  try {
    value = JSON.parse(text);
    return value;
  } finally {
    guard(() => {
      reader.read(value);
      watch.onEnd('whole');
    }, undefined);
  }
}

async function bytesOf(body: ReadableStream<Uint8Array>, { guard, isLeft, onFirstByte, onEnd }: BodyWatch) {
  const pieces: Uint8Array[] = [];
  try {
    const upstream = body.getReader();
    for (let next = await upstream.read(); !next.done; next = await upstream.read()) {
      if (pieces.push(next.value) === 1) guard(onFirstByte, undefined);
    }
  } catch (error) {
    guard(() => {
      onEnd(isLeft(error) ? 'left' : 'cut');
    }, undefined);
    throw error;
  }
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
}

import { type Guard } from './guard';
import { type JsonObject } from './json';

/** The fields of a form. Its files are left where they are. */
export function fieldsOf(form: FormData): JsonObject {
  return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
}

const FIELD = /name="(model|stream|size|quality|n)"\r\n\r\n([^\r\n]{1,256})\r\n/g;
// A field may come in two pieces.
const LONGEST_FIELD = 512;

/**
 * A form that is sent as a stream, as the SDK does with files that it reads from the disk. It passes as it is; those
 * fields that matter are put into `fields` as they pass.
 */
export function watchedForm(
  form: ReadableStream<Uint8Array>,
  fields: Record<string, unknown>,
  guard: Guard,
): ReadableStream<Uint8Array> {
  let tail = '';
  const read = (bytes: Uint8Array) => {
    const latest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = tail + latest.toString('latin1');
    for (const [, name = '', value = ''] of text.matchAll(FIELD)) fields[name] = value;
    tail = text.slice(-LONGEST_FIELD);
  };
  return form.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        guard(() => {
          read(bytes);
        }, undefined);
        controller.enqueue(bytes);
      },
    }),
  );
}

/** The shape of every answer that went well. */
interface Answer<Data> {
  readonly success: true;
  readonly data: Data;
  readonly message: string;
}

export function answer<Data>(data: Data, message: string): Answer<Data> {
  return { success: true, data, message };
}

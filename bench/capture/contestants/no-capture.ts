import { callPlain, callStream, type Contestant, newClient } from '../contestant';
import { upstream } from '../upstream';

/** The SDK as it is: what all others are compared with. */
export function noCapture(): Contestant {
  const openai = newClient(upstream);
  return {
    plain: () => callPlain(openai),
    stream: () => callStream(openai),
    settle: () => Promise.resolve(),
    captured: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}

// Many certificates with one verifier: in a worker, or here when there is none.
import { createVerifier } from '../verifier.mjs';
import { codeOf } from './stops.mjs';

// So many at once: WebCrypto works on several, and further ones only wait.
const AT_ONCE = 16;
// Results in one message: a message for each would cost more than the work.
const BATCH = 32;

// Judges `[number, bytes]`s and tells `[number, text]`s, some at a time. `pause` lets others run.
export async function judgeAll(options, items, tell, { pause = () => undefined, rest } = {}) {
  const verifier = await createVerifier(options, rest);
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = items.slice(from, from + BATCH);
    const told = [];
    const lane = async start => {
      for (let at = start; at < batch.length; at += AT_ONCE) {
        const [number, bytes] = batch[at];
        told.push([number, await verifier.verify(bytes)]);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, batch.length) }, (_, start) => lane(start)));
    tell(told);
    await pause();
  }
  // Not after a failure: the engine may have been started anew, and what was the verifier's is somebody else's then.
  verifier.free();
}

// The worker's side: `start` gets the compiled modules, every message is one `judgeAll`. It fails with `rest-not-loaded` when
// the rest is needed and did not come with them. Messages are lists, because an
// object could seem to have what a page put on `Object.prototype`.
export function serve(port, start) {
  return async ([modules, options, items]) => {
    try {
      start(...modules);
      await judgeAll(options, items, told => port.postMessage(['told', told]));
      port.postMessage(['done']);
    } catch (error) {
      port.postMessage(['failed', codeOf(error) ?? 'engine-stopped']);
    }
  };
}

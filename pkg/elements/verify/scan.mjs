// Codes in pictures and before the camera. The decoder is a worker with a module of its own, fetched when somebody scans.
import { CertfillError } from '../../lib/errors.mjs';

// Each of these stands alone in `new URL`, so that bundlers see which files belong to the package.
const SCRIPT = new URL('../../dist/scanner.js', import.meta.url);
const MODULE = new URL('../../dist/scan.wasm', import.meta.url);

// The time between two looks at the camera is the decoder's; a look that finds nothing waits for the next frame at least.
const FRAME = 66;
// After so many looks in vain it is time to say what helps.
export const MANY_LOOKS = 60;

const NOT_LOADED = 'scanner-not-loaded';

const CAMERA_CODES = {
  NotAllowedError: 'camera-refused', SecurityError: 'camera-refused',
  NotReadableError: 'camera-lost', AbortError: 'camera-lost', InvalidStateError: 'camera-lost',
};

let policy;
// The scripts that this package started. A page that requires Trusted Types has to name the policy
// (`trusted-types certfill-elements`).
const own = new Set([SCRIPT.href]);
const trusted = address => {
  if (!globalThis.trustedTypes) return address;
  policy ??= trustedTypes.createPolicy('certfill-elements', {
    createScriptURL(asked) {
      if (!own.has(asked)) throw new TypeError('not one of our scripts');
      return asked;
    },
  });
  return policy.createScriptURL(address);
};

const beside = async () => ({ address: SCRIPT.href, module: MODULE.href });

// The same in one script: a development server may have moved this module away from what lies beside it.
async function carried() {
  const { script, module } = await import('../../dist/inline/scanner.js');
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  own.add(address);
  return { address, module: Uint8Array.from(atob(module), sign => sign.charCodeAt(0)).buffer };
}

// A worker that reads one picture after another; it ends with `signal`.
async function decoder(place, signal) {
  signal.throwIfAborted();
  let worker;
  let module;
  try {
    const found = await place();
    module = found.module;
    worker = new Worker(trusted(found.address), { type: 'module' });
  } catch (cause) {
    throw new CertfillError(NOT_LOADED, undefined, cause);
  }
  let waiting;
  // It may be known that the script is not there before the first picture is.
  let isBroken = false;
  worker.onerror = () => {
    isBroken = true;
    waiting?.(new CertfillError(NOT_LOADED));
  };
  const end = () => {
    worker.terminate();
    waiting?.(signal.reason);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return (picture, thorough) => new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    waiting = reject;
    const fault = code => reject(new CertfillError(code));
    if (isBroken) return fault(NOT_LOADED);
    worker.onmessage = ({ data }) => {
      if (Array.isArray(data)) resolve(data.map(([bytes]) => bytes));
      else fault(data === 'picture' ? 'picture-not-readable' : NOT_LOADED);
    };
    return worker.postMessage([picture, thorough, module], [picture]);
  });
}

// Does something with a decoder, and ends it.
async function decoding(signal, work) {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  try {
    return await work(await decoder(beside, both));
  } catch (error) {
    if (error?.code !== NOT_LOADED) throw error;
    return await work(await decoder(carried, both));
  } finally {
    end.abort();
  }
}

// All codes in a picture file, each once.
export async function inPicture(file, signal) {
  const found = await decoding(signal, async read => {
    let picture;
    try { picture = await createImageBitmap(file); } catch (cause) { throw new CertfillError('picture-not-readable', undefined, cause); }
    return read(picture, true);
  });
  if (!found.length) throw new CertfillError('picture-without-code');
  return [...new Map(found.map(bytes => [bytes.join(), bytes])).values()];
}

// The first code that the camera sees. Its light goes out with the answer, and with `signal`.
export async function beforeCamera(video, signal, onLook) {
  let stream;
  try {
    if (!navigator.mediaDevices) throw new DOMException('', 'NotFoundError');
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
  } catch (cause) {
    throw new CertfillError(CAMERA_CODES[cause?.name] ?? 'camera-missing', undefined, cause);
  }
  const end = new AbortController();
  try {
    // It may have been given only after the person, or the page, had gone on.
    signal.throwIfAborted();
    const lost = new Promise((_, reject) => {
      stream.getTracks().forEach(track => track.addEventListener('ended', () => reject(new CertfillError('camera-lost'))));
    });
    video.srcObject = stream;
    const looking = looks(video, AbortSignal.any([signal, end.signal]), onLook);
    return await Promise.race([looking, lost]);
  } finally {
    end.abort();
    stream.getTracks().forEach(track => track.stop());
    video.srcObject = null;
  }
}

async function looks(video, signal, onLook) {
  await Promise.resolve(video.play()).catch(() => {});
  return decoding(signal, async read => {
    for (let count = 0; ; count++) {
      signal.throwIfAborted();
      if (video.videoWidth) {
        const [code] = await read(await createImageBitmap(video), count % 4 === 3);
        if (code) return code;
        onLook(count);
      }
      await new Promise(resolve => setTimeout(resolve, FRAME));
    }
  });
}

// Verifies certificates with the browser's own code for bare signatures, and with the engine's where that is
// missing or cannot be relied on. The verdict is the same either way: reading and every strict check are the
// engine's; what is left to WebCrypto is one equation, and only where all implementations agree about it.
//
// The engine comes in two modules. The first judges what most people show (SD-JWT VC, W3C VCs, status lists and trust
// lists in JOSE, with Ed25519 and P-256); the rest (X.509 and its revocation lists, codes on paper, CBOR, RSA and P-384,
// presentations) is fetched when something is handed over that needs it. Nothing that needs it has a verdict before: the
// engine throws an `Error` with the message `rest-not-loaded`, which is the sign to hand the compiled module
// (`dist/cert_wasm_rest.wasm`) to the glue's `initRest` and to ask again.
import { Verifier } from './dist/cert_wasm.js';

const raw = new Map([[32, { name: 'Ed25519' }], [65, { name: 'ECDSA', namedCurve: 'P-256' }]]);
const how = new Map([[32, 'Ed25519'], [65, { name: 'ECDSA', hash: 'SHA-256' }]]);
const bytes = hex => Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16));

// Two signatures of the key with seed 1, 2, … 32 over the two bytes "ok". In the second, R has a part of small order: an
// implementation that multiplies by the cofactor takes it, the engine and RFC 8032 without the cofactor do not.
const PROBE = {
  key: bytes('79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664'),
  good: bytes('5699baca27cde5ff7ed64971ff6cd0f1269b404debd311c3a980ba7a6ae92b7525d96ba1616e69ab1c102fb053ed214658585df3566b4f32b023ac4557720908'),
  cofactor: bytes('e9b2fe981587efae6478f48ba1fa60cec6126d0e26dde72a0a24f640dcd783e5dec824e8fd6e52930a6c2f35528d14608eb44ae636e5e615bb72b6ac9476680b'),
};

const webCrypto = () => globalThis.crypto?.subtle;

// More keys than a trust list has: those of holders are as many as certificates.
const MOST_KEYS = 1000;

// Whether Ed25519 is there and compares the bytes of R.
async function relyOnEd25519() {
  try {
    const key = await webCrypto().importKey('raw', PROBE.key, 'Ed25519', false, ['verify']);
    const message = new TextEncoder().encode('ok');
    const says = signature => webCrypto().verify('Ed25519', key, signature, message);
    return await says(PROBE.good) && !await says(PROBE.cofactor);
  } catch { return false; }
}

let usable;

// The lengths of keys whose signatures are left to WebCrypto; found out once.
async function usableKeys() {
  const lengths = new Set(webCrypto() ? [65] : []);
  if (webCrypto() && await relyOnEd25519()) lengths.add(32);
  return lengths;
}

const needsRest = error => error instanceof Error && error.message === 'rest-not-loaded';

// What `ask` gives, after the rest has been fetched when it needs that. Nothing of what it has asked before may be kept.
export async function withRest(ask, rest) {
  try { return ask(); } catch (error) { if (!needsRest(error) || !rest) throw error; }
  await rest();
  return ask();
}

// The options are those of the engine's `verify`, in JSON; the engine must have been initialised. `verify` of the answer
// takes the bytes of a certificate and promises what the engine's `verify` returns.
//
// `rest` is called when the rest is needed, never before, and promises that `initRest` has it. When it fails, the promise
// of a verdict fails in the same way; a later call tries again.
export async function createVerifier(options, rest) {
  let engine = await withRest(() => new Verifier(options), rest);
  const spoilt = [];
  usable ??= usableKeys();
  const lengths = await usable;
  const keys = new Map();

  const keyOf = (length, point) => {
    const name = String.fromCharCode(...point);
    if (keys.size >= MOST_KEYS) keys.clear();
    if (!keys.has(name)) keys.set(name, webCrypto().importKey('raw', point, raw.get(length), false, ['verify']));
    return keys.get(name);
  };

  // 1 good, 0 not, 2 not known here: the engine looks itself.
  const answer = async job => {
    const length = job[0];
    if (!lengths.has(length)) return 2;
    try {
      const key = keyOf(length, job.subarray(1, 1 + length));
      const signature = job.subarray(1 + length, 65 + length);
      return Number(await webCrypto().verify(how.get(length), await key, signature, job.subarray(65 + length)));
    } catch { return 2; }
  };

  // A verification from its beginning to its end, by one engine.
  const run = async (engine, certificate) => {
    const number = engine.begin(certificate);
    for (;;) {
      const told = engine.jobs(number);
      const view = new DataView(told.buffer, told.byteOffset, told.byteLength);
      const jobs = [];
      for (let at = 0; at < told.length;) {
        const length = view.getUint32(at, true);
        jobs.push(told.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      const report = engine.dangerousAnswer(number, Uint8Array.from(await Promise.all(jobs.map(answer))));
      if (report !== undefined) return report;
    }
  };

  return {
    async verify(certificate) {
      for (;;) {
        const own = engine;
        try { return await run(own, certificate); } catch (error) { if (!needsRest(error) || !rest) throw error; }
        await rest();
        // One that has missed the rest has no answers any more, for whatever else it was asked meanwhile either.
        if (engine === own) {
          engine = new Verifier(options);
          spoilt.push(own);
        }
      }
    },
    free() {
      for (const one of [engine, ...spoilt.splice(0)]) one.free();
    },
  };
}

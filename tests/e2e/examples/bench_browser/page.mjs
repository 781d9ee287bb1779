// Measures in one page: every round measures everything once, so that what else the machine does falls on all alike.
import init, { initRest, verify } from './dist/cert_wasm.js';
import { createVerifier } from './verifier.mjs';
import { ed25519, p256, SDJwtVcInstance } from './peers.js';

const ROUNDS = 9;
const subtle = crypto.subtle;
const utf8 = text => new TextEncoder().encode(text);
const fromBase64url = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

// Microseconds of one call, over so many in a row.
async function each(count, work) {
  const begun = performance.now();
  for (let i = 0; i < count; i += 1) if (!await work(i)) throw new Error(`not good: ${work}`);
  return (performance.now() - begun) * 1000 / count;
}

const isValid = answer => JSON.parse(answer).report.verdict === 'valid';

async function bare(algorithm, how, token, jwk) {
  const key = await subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  const [head, body, signature] = token.split('~')[0].split('.');
  const message = utf8(`${head}.${body}`);
  const bytes = fromBase64url(signature);
  return { key, message, bytes, check: () => subtle.verify(how, key, bytes, message) };
}

globalThis.measure = async given => {
  await init({ module_or_path: './dist/cert_wasm_bg.wasm' });
  const kinds = {
    Ed25519: await bare('Ed25519', 'Ed25519', given.ed25519, given.keys[0]),
    ES256: await bare({ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }, given.es256, given.keys[1]),
  };
  const options = JSON.stringify({ at: given.at, keys: given.keys.map(key => JSON.stringify(key)) });
  const verifier = await createVerifier(options);
  const [one, other] = [given.ed25519, given.es256].map(utf8);
  const many = given.many.map(utf8);
  const noble = fromBase64url(given.keys[0].x);
  const p256Key = Uint8Array.of(4, ...fromBase64url(given.keys[1].x), ...fromBase64url(given.keys[1].y));
  const peer = new SDJwtVcInstance({
    hasher: async (data, alg) => new Uint8Array(await subtle.digest(alg, typeof data === 'string' ? utf8(data) : data)),
    hashAlg: 'sha-256',
    verifier: (data, signature) => subtle.verify('Ed25519', kinds.Ed25519.key, fromBase64url(signature), utf8(data)),
  });
  const works = {
    'bare WebCrypto Ed25519': () => each(60, kinds.Ed25519.check),
    'bare WebCrypto P-256': () => each(60, kinds.ES256.check),
    'bare @noble/curves Ed25519': () => each(6, () => ed25519.verify(kinds.Ed25519.bytes, kinds.Ed25519.message, noble)),
    'bare @noble/curves P-256': () => each(6, () => p256.verify(kinds.ES256.bytes, kinds.ES256.message, p256Key, { lowS: false })),
    'SD-JWT VC, Ed25519': () => each(60, async () => isValid(await verifier.verify(one))),
    'SD-JWT VC, ES256': () => each(60, async () => isValid(await verifier.verify(other))),
    'SD-JWT VC, Ed25519, engine alone': () => each(10, () => isValid(verify(one, options))),
    'SD-JWT VC, ES256, engine alone': () => each(10, () => isValid(verify(other, options))),
    'SD-JWT VC, Ed25519, @sd-jwt/sd-jwt-vc': () => each(20, () => peer.verify(given.ed25519, { currentDate: given.at })),
    '1,000 of one issuer, each': async () => {
      const begun = performance.now();
      const answers = await Promise.all(many.map(certificate => verifier.verify(certificate)));
      const took = (performance.now() - begun) * 1000 / many.length;
      if (!answers.every(isValid)) throw new Error('not all are valid');
      return took;
    },
  };
  const seen = Object.fromEntries(Object.keys(works).map(name => [name, []]));
  for (const work of Object.values(works)) await work();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(works)) seen[name].push(await work());
  }
  const ratio = (name, to) => median(seen[name].map((took, round) => took / seen[to][round]));
  return {
    microseconds: Object.fromEntries(Object.entries(seen).map(([name, took]) => [name, median(took)])),
    ed25519: ratio('SD-JWT VC, Ed25519', 'bare WebCrypto Ed25519'),
    es256: ratio('SD-JWT VC, ES256', 'bare WebCrypto P-256'),
    many: ratio('1,000 of one issuer, each', 'bare WebCrypto Ed25519'),
  };
};

// Milliseconds of matching and filling: the program has its form and its wallet from the first time.
globalThis.fill = async () => {
  const bytes = await (await fetch('fill.wasm')).arrayBuffer();
  const { main } = (await WebAssembly.instantiate(bytes)).instance.exports;
  const times = Array.from({ length: 2 * ROUNDS }, () => {
    const begun = performance.now();
    if (main(0, 0) !== 0) throw new Error('not filled');
    return performance.now() - begun;
  });
  return median(times.slice(ROUNDS));
};

// The rest of the engine, which the worst inputs need.
const whole = async () => initRest(await WebAssembly.compile(await (await fetch('./dist/cert_wasm_rest.wasm')).arrayBuffer()));

// Milliseconds of one input with its options, the best of three: what is asked is the work.
globalThis.slowest = async batch => (await whole(), batch).map(([certificate, options]) => {
  const bytes = Uint8Array.from(atob(certificate), c => c.charCodeAt(0));
  const times = Array.from({ length: 3 }, () => {
    const begun = performance.now();
    verify(bytes, options);
    return performance.now() - begun;
  });
  return Math.min(...times);
});

// Five megabytes of one kind that are refused.
globalThis.huge = async ([start, middle, end]) => {
  await whole();
  const bytes = utf8(start + middle.repeat((5_000_000 - start.length - end.length) / middle.length) + end);
  const times = Array.from({ length: 3 }, () => {
    const begun = performance.now();
    verify(bytes, '{"at":0}');
    return performance.now() - begun;
  });
  return Math.min(...times);
};
globalThis.ready = true;

// Opens the encrypted answer of a wallet: a compact JWE to a key that exists for one question only, ECDH-ES on P-256
// with A128GCM or A256GCM (RFC 7516; RFC 7518 4.6, 5.3; OpenID4VP 1.0 8.3). All of it is WebCrypto's work.
import { base64url } from '../../lib/bytes.mjs';

const BITS = { A256GCM: 256, A128GCM: 128 };
const utf8 = new TextEncoder();

export const ENCODINGS = Object.keys(BITS);

export function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) throw new SyntaxError('base64url');
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0));
}

export const textOf = bytes => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

// An object without what somebody may have hung on `Object.prototype`.
export const plain = value => Object.assign(Object.create(null), value);

export const objectOf = text => {
  const value = JSON.parse(text);
  if (typeof value !== 'object' || !value || Array.isArray(value)) throw new SyntaxError('no object');
  return plain(value);
};

// A new key: its private half never leaves WebCrypto, its public half is what the wallet is told. `alg` and `kid` are
// asked for by OpenID4VP 1.0 (8.3, 5.1).
export async function newKey() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = { kty: 'EC', crv: 'P-256', use: 'enc', alg: 'ECDH-ES', kid: base64url(crypto.getRandomValues(new Uint8Array(12))), x, y };
  return { privateKey: pair.privateKey, jwk };
}

// Each part with its length in front of it, as RFC 7518 4.6.2 puts them together.
const measured = bytes => {
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length);
  out.set(bytes, 4);
  return out;
};

async function contentKey(header, privateKey) {
  const { crv, kty, x, y } = plain(header.epk);
  if (kty !== 'EC' || crv !== 'P-256') throw new TypeError('epk');
  // Only what the point consists of: a wallet may write `alg`, `use` or nothing beside it.
  const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, { name: 'ECDH', namedCurve: crv }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256);
  const bits = BITS[header.enc];
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bits);
  const parts = [
    Uint8Array.of(0, 0, 0, 1), new Uint8Array(shared), measured(utf8.encode(header.enc)),
    measured(fromBase64url(header.apu ?? '')), measured(fromBase64url(header.apv ?? '')), length,
  ];
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  return crypto.subtle.importKey('raw', digest.slice(0, bits / 8), 'AES-GCM', false, ['decrypt']);
}

// The text inside. Throws for everything that is not exactly this kind of message to exactly this key. A wallet that
// leaves `kid` out of the header is let pass: there is one key, and it opens the message or does not.
export async function open(token, { privateKey, jwk }) {
  const [head, wrapped, ...rest] = token.split('.');
  const header = objectOf(textOf(fromBase64url(head)));
  const known = header.alg === 'ECDH-ES' && Object.hasOwn(BITS, header.enc) && (header.kid ?? jwk.kid) === jwk.kid;
  if (!known || wrapped !== '' || rest.length !== 3 || 'zip' in header || 'crit' in header) throw new TypeError('jwe');
  const [iv, text, tag] = rest.map(fromBase64url);
  if (iv.length !== 12 || tag.length !== 16) throw new TypeError('jwe');
  const key = await contentKey(header, privateKey);
  const sealed = await new Blob([text, tag]).arrayBuffer();
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8.encode(head) }, key, sealed);
  return textOf(opened);
}

// Makes specimen certificates, presentations and a wallet that answers, for the page of states and for tests. Keys are
// made for one page and forgotten with it; nothing made here is worth anything (示例 SPECIMEN).
import { base64url as toBase64url } from '../lib/bytes.mjs';

const utf8 = new TextEncoder();
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };

const json = value => toBase64url(utf8.encode(JSON.stringify(value)));
const sha256 = async text => toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))));
const now = () => Math.floor(Date.now() / 1000);

// A pair of keys; `jwk` is its public half.
export async function makeKey() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return { privateKey, jwk: { kty, crv, x, y } };
}

async function signed(header, payload, { privateKey }) {
  const text = `${json({ alg: 'ES256', ...header })}.${json(payload)}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, utf8.encode(text));
  return `${text}.${toBase64url(new Uint8Array(signature))}`;
}

// An SD-JWT VC that shows every claim; `claims` are disclosed one by one.
export async function makeCertificate({ issuer, holder, claims, ...more }) {
  const shown = Object.entries(claims).map(([name, value], number) => json([`specimen-${number}`, name, value]));
  const digests = await Promise.all(shown.map(sha256));
  const payload = {
    iss: 'https://issuer.specimen.example', vct: 'urn:specimen:business-licence', iat: now() - 60, exp: now() + 86_400,
    _sd_alg: 'sha-256', _sd: digests.sort(), ...holder && { cnf: { jwk: holder.jwk } }, ...more,
  };
  return [await signed({ typ: 'dc+sd-jwt' }, payload, issuer), ...shown, ''].join('~');
}

// The certificate with its holder's signature for one question.
export async function present(certificate, holder, { nonce, audience, iat = now() }) {
  const payload = { iat, nonce, aud: audience, sd_hash: await sha256(certificate) };
  return certificate + await signed({ typ: 'kb+jwt' }, payload, holder);
}

const part = bytes => {
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length);
  out.set(bytes, 4);
  return out;
};

// A wallet's encrypted answer to the first P-256 key of a set, as OpenID4VP 1.0 (8.3) describes it.
export async function encrypt(text, { jwks, encrypted_response_enc_values_supported: encodings = ['A128GCM'] }, change = {}) {
  const enc = change.enc ?? encodings[0];
  const { kid, kty, crv, x, y } = jwks.keys.find(key => key.kty === 'EC' && key.crv === 'P-256');
  const agree = { name: 'ECDH', namedCurve: 'P-256' };
  const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, agree, false, []);
  const ours = await crypto.subtle.generateKey(agree, true, ['deriveBits']);
  const epk = await crypto.subtle.exportKey('jwk', ours.publicKey);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256);
  const bits = enc === 'A256GCM' ? 256 : 128;
  const header = { alg: 'ECDH-ES', enc, kid, epk: { kty, crv, x: epk.x, y: epk.y, ...change.epk }, ...change.header };
  const length = Uint8Array.of(0, 0, bits >> 8, bits & 255);
  const parts = [Uint8Array.of(0, 0, 0, 1), new Uint8Array(shared), part(utf8.encode(enc)), part([]), part([]), length];
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  const key = await crypto.subtle.importKey('raw', digest.slice(0, bits / 8), 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const head = json(header);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8.encode(head) }, key, utf8.encode(text)));
  return [head, '', toBase64url(iv), toBase64url(sealed.subarray(0, -16)), toBase64url(sealed.subarray(-16))].join('.');
}

export { json as encodeJson };

// Bytes, as callers hand them over and as the engine takes them.
import { CertfillError } from './errors.mjs';

// More than any certificate may have: the engine says `too-large` about what is cut here, and needs no more to say it.
const MOST = 8 << 20;

export const encoded = text => new TextEncoder().encode(text);

// The bytes of a text, a view, a buffer, or nothing.
export function viewOf(value) {
  if (typeof value === 'string') return encoded(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object ArrayBuffer]' || kind === '[object SharedArrayBuffer]') return new Uint8Array(value);
  return undefined;
}

// The bytes of what should be a certificate: a text, bytes, or a file.
export async function ofEvidence(evidence) {
  const isFile = typeof Blob === 'function' && evidence instanceof Blob;
  const view = isFile ? new Uint8Array(await evidence.slice(0, MOST).arrayBuffer()) : viewOf(evidence);
  if (view === undefined) throw new CertfillError('evidence-not-given', typeof evidence);
  return view.length > MOST ? view.subarray(0, MOST) : view;
}

export function base64url(bytes) {
  let text = '';
  // `fromCharCode` takes its characters as arguments, of which there may be some ten thousand.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export const ofBase64 = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));

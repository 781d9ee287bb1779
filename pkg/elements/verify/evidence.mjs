// From what a person hands over to the evidence: text as it stands, or bytes, exactly as received.
import { viewOf } from '../../lib/bytes.mjs';
import { CertfillError } from '../../lib/errors.mjs';

// The largest certificate with a portrait is a fifth of the engine's own limit; a photograph may be larger.
const MOST_BYTES = 8 << 20;
const MOST_PICTURE = 64 << 20;

const PICTURES = [[0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x47, 0x49, 0x46, 0x38], [0x42, 0x4d]];

const looksLikePicture = head => PICTURES.some(magic => magic.every((byte, at) => head[at] === byte))
  || String.fromCharCode(...head.subarray(0, 4), ...head.subarray(8, 12)) === 'RIFFWEBP';

// Text stays text where every byte of it can be had back; anything else stays bytes.
export function textOrBytes(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

// Bytes of our own: what was verified is what is handed on, whatever becomes of the caller's. Anything that is no evidence is
// the engine's to refuse.
export const copyOf = evidence => typeof evidence === 'string' ? evidence : viewOf(evidence)?.slice() ?? evidence;

// `{ picture }` or `{ evidence }`.
export async function ofFile(file) {
  let head;
  try {
    head = new Uint8Array(await file.slice(0, 12).arrayBuffer());
    const picture = file.type.startsWith('image/') || looksLikePicture(head);
    if (file.size > (picture ? MOST_PICTURE : MOST_BYTES)) throw new CertfillError('too-large');
    if (picture) return { picture: file };
    return { evidence: textOrBytes(new Uint8Array(await file.arrayBuffer())) };
  } catch (cause) {
    throw cause instanceof CertfillError ? cause : new CertfillError('file-not-readable', undefined, cause);
  }
}

// What a code holds. Parts of a moving code cannot be put together here.
export function ofCode(bytes) {
  const evidence = textOrBytes(bytes);
  if (typeof evidence === 'string' && /^ur:/i.test(evidence)) throw new CertfillError('moving-code');
  return evidence;
}

// The value of the form's field: text as it is, bytes as a `data:` address.
export const fieldOf = evidence => typeof evidence === 'string' ? evidence
  : `data:application/octet-stream;base64,${btoa(Array.from(evidence, byte => String.fromCharCode(byte)).join(''))}`;

export function ofField(field) {
  const [, base64] = /^data:application\/octet-stream;base64,([\w+/]*={0,2})$/.exec(field) ?? [];
  return base64 === undefined ? field : Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
}

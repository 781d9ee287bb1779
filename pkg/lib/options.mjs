// The options of `verify`, from an object to the JSON text that the engine reads. A misspelt option must not be a lost
// one, and what somebody puts on `Object.prototype` is no option: only own members count, and each must be known.
import { CertfillError } from './errors.mjs';
import { base64url, viewOf } from './bytes.mjs';
import { write } from './json.mjs';

const seconds = value => {
  if (value instanceof Date) value = value.getTime() / 1000;
  // With its zone, as in RFC 3339: a time without one would be another time on another device.
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value)) value = Date.parse(value) / 1000;
  if (typeof value === 'number' && Number.isFinite(value)) return Math.floor(value);
  throw new TypeError('no time');
};
const whole = value => {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError('no whole number');
};
const yesOrNo = value => {
  if (typeof value === 'boolean') return value;
  throw new TypeError('neither true nor false');
};
const text = value => {
  if (typeof value === 'string') return value;
  const view = viewOf(value);
  if (view === undefined) throw new TypeError('no text');
  return new TextDecoder('utf-8', { fatal: true }).decode(view);
};
const plainText = value => {
  if (typeof value === 'string') return value;
  throw new TypeError('no text');
};
const bytes = value => {
  const view = viewOf(value);
  if (view === undefined) throw new TypeError('neither text nor bytes');
  return base64url(view);
};
// A JWK or a set of keys may come as the object that it is.
const jsonText = value => (value !== null && typeof value === 'object' && viewOf(value) === undefined ? write(value) : text(value));
// One or many.
const list = one => value => (Array.isArray(value) ? value : [value]).map(one);
const callback = value => {
  if (typeof value === 'function') return value;
  throw new TypeError('no function');
};
const remembered = value => ({ sequence: whole(value.sequence), digest: plainText(value.digest) });
const abortSignal = value => {
  if (typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function') return value;
  throw new TypeError('no signal');
};

// What the engine knows: our name, its name, and how one becomes the other.
const FOR_THE_ENGINE = new Map([
  ['at', ['at', seconds]],
  ['keys', ['keys', list(jsonText)]],
  ['trustList', ['trustList', text]],
  ['trustRoots', ['trustRoots', jsonText]],
  ['rememberedList', ['rememberedList', remembered]],
  ['anyType', ['anyType', yesOrNo]],
  ['status', ['statusBytes', list(bytes)]],
  ['crls', ['crls', list(bytes)]],
  ['cardRevocations', ['cardRevocations', list(text)]],
  ['nonce', ['nonce', plainText]],
  ['audience', ['audience', plainText]],
  ['allowLegacyTyp', ['allowLegacyTyp', yesOrNo]],
  ['requireExpiry', ['requireExpiry', yesOrNo]],
  ['requireCrl', ['requireCrl', yesOrNo]],
  ['leastStatusEntries', ['leastStatusEntries', whole]],
  ['statusMaxAge', ['statusMaxAge', whole]],
  ['keyBindingMaxAge', ['keyBindingMaxAge', whole]],
  ['clockSkew', ['clockSkew', whole]],
]);
const FOR_US = new Map([['fetchStatus', callback], ['signal', abortSignal]]);
const FOR_MANY = new Map([...FOR_US, ['onProgress', callback]]);

// `given` has the members for the engine, `ours` the rest.
export function readOptions(options, isBulk = false) {
  const given = Object.create(null);
  const ours = Object.create(null);
  if (options !== undefined && (options === null || typeof options !== 'object')) {
    throw new CertfillError('options-malformed', typeof options);
  }
  const known = isBulk ? FOR_MANY : FOR_US;
  for (const name of Object.keys(options ?? {})) {
    const engine = FOR_THE_ENGINE.get(name);
    const read = engine?.[1] ?? known.get(name);
    if (read === undefined) throw new CertfillError('option-unknown', name);
    if (options[name] === undefined) continue;
    try {
      if (engine) given[engine[0]] = read(options[name]);
      else ours[name] = read(options[name]);
    } catch (cause) {
      throw new CertfillError('option-malformed', name, cause);
    }
  }
  for (const [one, other] of [['nonce', 'audience'], ['trustList', 'trustRoots']]) {
    if ((given[one] === undefined) !== (given[other] === undefined)) throw new CertfillError('options-belong-together', `${one}, ${other}`);
  }
  // The tolerance is for clocks that differ; a time that is given is meant to the second.
  if (given.at === undefined) given.at = Math.floor(Date.now() / 1000);
  else given.clockSkew ??= 0;
  ours.signal?.throwIfAborted();
  return { given, ours };
}

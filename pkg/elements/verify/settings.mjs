// What a page says it wants, in attributes or properties, read into one plain value. Whatever stands there, the outcome
// is a value within limits or a fault with a code.
import { CertfillError } from '../../lib/errors.mjs';

// More than any page asks for; the reason is only that a hostile attribute must not cost time.
const MOST_NAMES = 64;
const LONGEST_NAME = 512;

const fault = () => new CertfillError('settings-malformed');

const FORMATS = new Set([
  'dc+sd-jwt', 'sd-jwt', 'sd-jwt+json', 'vc+jwt', 'vc+eddsa-jcs-2022', 'vc+cose', 'vp', 'vp+jwt', 'vp+eddsa-jcs-2022',
  'smart-health-card', 'eu-dcc', 'claim-169', 'cwt', 'pixelpass',
]);

// Words of an attribute, or a list of texts.
export function names(value) {
  const list = Array.isArray(value) ? value : String(value ?? '').split(/\s+/).filter(Boolean);
  const good = list.length <= MOST_NAMES && list.every(name => typeof name === 'string' && name.length <= LONGEST_NAME);
  if (!good) throw fault();
  return list;
}

const step = name => {
  const text = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return text === '*' ? null : /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : text;
};

// One claim: `address/locality` as in a JSON Pointer (`*` is every element of a list), or DCQL's own list, either with
// words for people beside it.
function claim(given) {
  const { path, label } = typeof given === 'object' && given && !Array.isArray(given) ? given : { path: given };
  const steps = typeof path === 'string' ? path.replace(/^\//, '').split('/').map(step) : path;
  const isStep = it => it === null || Number.isSafeInteger(it) && it >= 0 || typeof it === 'string' && it.length <= LONGEST_NAME;
  if (!Array.isArray(steps) || !steps.length || steps.length > 16 || !steps.every(isStep)) throw fault();
  return { path: steps, ...typeof label === 'string' && { label: label.slice(0, LONGEST_NAME) } };
}

export function claims(value) {
  const list = Array.isArray(value) ? value : names(value);
  if (list.length > MOST_NAMES) throw fault();
  return list.map(claim);
}

// A misspelt wish must not be a lost one.
export function among(value, known) {
  if (!names(value).every(name => known.includes(name))) throw fault();
  return value;
}

export function one(value, known) {
  if (!known.includes(value)) throw fault();
  return value;
}

// Types that can be asked of a wallet are all names that are no format's.
export const types = accept => accept.filter(name => !FORMATS.has(name));

// A file of the page's choice: its keys or its lists.
export async function text(address, signal) {
  let url;
  try { url = new URL(address, document.baseURI); } catch { throw fault(); }
  if (!/^https?:$/.test(url.protocol)) throw fault();
  const missing = cause => new CertfillError('trust-not-loaded', address, cause);
  let answer;
  try { answer = await fetch(url, { credentials: 'omit', signal }); } catch (cause) { throw missing(cause); }
  if (!answer.ok) throw missing();
  return answer.text();
}

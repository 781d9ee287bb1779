// Finds the engine, checks its digest, starts it. Nothing happens on import. What fails is said with a code and can be
// tried again: no failure is remembered.
import { __wbg_reset_state as startAnew, initRest, initSync } from '../dist/cert_wasm.js';
import { digests } from '../dist/digests.js';
import { withRest } from '../verifier.mjs';
import { ofBase64, viewOf } from './bytes.mjs';
import { CertfillError } from './errors.mjs';
import { platform } from './platform.mjs';
import { codeOf, isStop } from './stops.mjs';
import { words } from './words.mjs';

// The modules, by name: where each lies (literal, so that bundlers find the file), and the same bytes as a script.
// `digests` has the digest of each.
const MODULES = new Map([
  ['engine', {
    place: () => new URL('../dist/cert_wasm_bg.wasm', import.meta.url),
    script: () => import('./inline-engine.mjs'),
  }],
  // What few certificates need, fetched when one of them is shown.
  ['rest', {
    place: () => new URL('../dist/cert_wasm_rest.wasm', import.meta.url),
    script: () => import('./inline-rest.mjs'),
  }],
]);

// An empty module: whoever refuses it refuses WebAssembly as such.
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let told;
let loading;
let compiled;
let restTold;
let restLoading;
let restCompiled;

// Resolves when the engine can be used. `options.wasm` says where the module is: an address, a response, or its bytes;
// `options.rest` the same of the rest, which is fetched when it is needed.
export async function ready(options) {
  const { wasm, rest } = placesIn(options);
  if (rest !== undefined) restTold = rest;
  if (wasm !== undefined) {
    told = wasm;
    // Whoever says where it is does not want the failure of somebody who did not know.
    if (loading !== undefined) loading = loading.catch(start);
  }
  if (loading === undefined) loading = start();
  const mine = loading;
  try {
    await mine;
  } catch (error) {
    if (loading === mine) loading = undefined;
    throw error;
  }
}

// Makes the engine whole. Only after `ready`. What fails can be tried again.
export async function whole() {
  restLoading ??= bytesOf('rest', restTold).then(compile);
  const mine = restLoading;
  try {
    restCompiled = await mine;
  } catch (error) {
    if (restLoading === mine) restLoading = undefined;
    throw error;
  }
  // Nothing for an instance that has it; one that was started anew has not.
  guarded(() => initRest(restCompiled));
}

// The compiled modules, for workers: the engine, and the rest where it was needed. Only after `ready`.
export const modulesForWorkers = () => [compiled, restCompiled];

// The same for what may need the rest: it is asked a second time when it does.
export const guardedWithRest = ask => withRest(ask, whole).catch(error => guarded(() => { throw error; }));

// Runs what calls the engine. Should it ever come to a stop, it is started anew for whoever comes next.
export function guarded(work) {
  try {
    return work();
  } catch (error) {
    if (isStop(error)) startAnew();
    throw typed(error);
  }
}

// What the platform throws has no code and stays the cause.
function typed(error) {
  if (error instanceof CertfillError) return error;
  const code = codeOf(error) ?? 'engine-stopped';
  // The engine's codes are in the table that is read when somebody asks for words.
  words(code);
  return new CertfillError(code, undefined, error);
}

function placesIn(options) {
  const places = { __proto__: null };
  for (const name of Object.keys(options ?? {})) {
    if (name !== 'wasm' && name !== 'rest') throw new CertfillError('option-unknown', name);
    places[name] = options[name];
    // A promise that fails before anybody needs it is said to whoever needs it, and not to the page.
    if (typeof places[name]?.then === 'function') Promise.resolve(places[name]).catch(() => {});
  }
  return { wasm: places.wasm, rest: places.rest };
}

async function start() {
  if (typeof WebAssembly !== 'object') throw new CertfillError('webassembly-missing');
  compiled = await compile(await bytesOf('engine', told));
  guarded(() => initSync({ module: compiled }));
}

async function compile(bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    let isAllowed = true;
    try { new WebAssembly.Module(EMPTY); } catch { isAllowed = false; }
    throw new CertfillError(isAllowed ? 'engine-not-understood' : 'webassembly-not-allowed', undefined, error);
  }
}

// The bytes of a module, checked. Where nothing was said and nothing lies beside the script (a bundler that does not
// copy the file, a development server that moves scripts, a frame that may not fetch), the script that carries it is taken.
async function bytesOf(name, wanted) {
  const { place, script } = MODULES.get(name);
  if (wanted !== undefined) return fetched(name, wanted);
  if (platform.carried.has(name)) return checked(name, ofBase64(platform.carried.get(name)));
  try {
    return await fetched(name, place());
  } catch (error) {
    if (!(error instanceof CertfillError) || error.code === 'engine-altered') throw error;
    return carried(name, script).catch(() => { throw error; });
  }
}

async function carried(name, script) {
  let text;
  try {
    text = (await script()).default;
  } catch (error) {
    throw new CertfillError('engine-not-reached', name, error);
  }
  return checked(name, ofBase64(text));
}

async function fetched(name, wanted) {
  let given;
  try {
    given = await wanted;
  } catch (error) {
    throw new CertfillError('engine-not-reached', name, error);
  }
  const view = typeof given === 'string' ? undefined : viewOf(given);
  if (view !== undefined) return checked(name, view);
  if (typeof Response === 'function' && given instanceof Response) return checked(name, await body(given, true));
  const address = String(given);
  const bytes = await body(await answer(address));
  try {
    return await checked(name, bytes, address);
  } catch (error) {
    if (error.code !== 'engine-altered') throw error;
    // A copy of the version before may lie in a cache.
    return checked(name, await body(await answer(address, { cache: 'reload' })), address);
  }
}

async function answer(address, more) {
  try {
    return await fetch(address, { credentials: 'same-origin', ...more });
  } catch (error) {
    throw new CertfillError('engine-not-reached', address, error);
  }
}

// A response that is the caller's stays whole: it may be asked for again after a failure.
async function body(response, isTheirs = false) {
  if (!response.ok) throw new CertfillError('engine-not-found', `${response.status} ${response.url}`);
  try {
    return new Uint8Array(await (isTheirs ? response.clone() : response).arrayBuffer());
  } catch (error) {
    throw new CertfillError('engine-not-reached', response.url, error);
  }
}

// The first bytes of a page that a server sends for whatever it does not know.
const isPage = bytes => /^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(new TextDecoder().decode(bytes.subarray(0, 64)));

async function checked(name, bytes, address) {
  if (isPage(bytes)) throw new CertfillError('engine-is-a-page', address);
  const subtle = globalThis.crypto?.subtle;
  if (subtle !== undefined) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
    const text = `sha256-${btoa(String.fromCharCode(...digest))}`;
    if (text !== digests[name]) throw new CertfillError('engine-altered', address);
    return bytes;
  }
  // Outside of a secure context there is no WebCrypto, but the browser checks what it fetches. What came with the
  // scripts can be no worse than they are.
  if (address === undefined) return bytes;
  try {
    const response = await fetch(address, { integrity: digests[name], cache: 'force-cache' });
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new CertfillError('engine-altered', address, error);
  }
}

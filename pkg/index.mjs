// Certificates verified where they are shown. For pages; `node.mjs` is for servers, `inline.mjs` for pages that cannot
// serve a WebAssembly module. Importing does nothing: the engine is fetched with the first call, or by `ready`.
export { ready } from './lib/engine.mjs';
export { CertfillError } from './lib/errors.mjs';
export { fetchStatusList } from './lib/fetch-status.mjs';
export { verifyMany } from './lib/many.mjs';
export { inspect, reasonOf, verify } from './lib/verify.mjs';
export { words } from './lib/words.mjs';

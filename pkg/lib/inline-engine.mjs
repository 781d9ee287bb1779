// The engine as a script, for when the module cannot be fetched. A file of its own, so that bundlers leave it out of what
// is loaded first also where `inline.mjs` is used elsewhere.
export { default } from '../dist/inline/engine.js';

// The rest of the engine as a script, as `inline-engine.mjs`.
export { default } from '../dist/inline/rest.js';

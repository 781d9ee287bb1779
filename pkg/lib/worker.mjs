// The worker of `verifyMany` in a page. The modules come compiled: they were checked before.
import { initRest, initSync } from '../dist/cert_wasm.js';
import { serve } from './bulk.mjs';

const answer = serve(globalThis, (module, rest) => {
  initSync({ module });
  if (rest !== undefined) initRest(rest);
});
globalThis.addEventListener('message', event => answer(event.data));

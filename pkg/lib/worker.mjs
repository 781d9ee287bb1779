// The worker of `verifyMany` in a page. The module comes compiled: it was checked before.
import { initSync } from '../dist/cert_wasm.js';
import { serve } from './bulk.mjs';

const answer = serve(globalThis, module => initSync({ module }));
globalThis.addEventListener('message', event => answer(event.data));

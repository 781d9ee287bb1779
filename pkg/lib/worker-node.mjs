// The worker of `verifyMany` on a server. The modules come compiled: they were checked before.
import { parentPort } from 'node:worker_threads';
import { initRest, initSync } from '../dist/cert_wasm.js';
import { serve } from './bulk.mjs';

const answer = serve(parentPort, (module, rest) => {
  initSync({ module });
  if (rest !== undefined) initRest(rest);
});
parentPort.on('message', answer);

// The worker of `verifyMany` on a server. The module comes compiled: it was checked before.
import { parentPort } from 'node:worker_threads';
import { initSync } from '../dist/cert_wasm.js';
import { serve } from './bulk.mjs';

const answer = serve(parentPort, module => initSync({ module }));
parentPort.on('message', answer);

// The same for servers: Node.js 20 and newer, also when a bundler has made one file of it.
import { Worker } from 'node:worker_threads';
import engine from './dist/inline/engine.js';
import rest from './dist/inline/rest.js';
import { platform } from './lib/platform.mjs';

platform.carried.set('engine', engine);
platform.carried.set('rest', rest);
platform.spawn = () => new Worker(new URL('./lib/worker-node.mjs', import.meta.url));

export * from './index.mjs';

// The same with the engine inside the script: nothing is fetched, and the script is larger by the engine.
import engine from './dist/inline/engine.js';
import rest from './dist/inline/rest.js';
import { platform } from './lib/platform.mjs';

platform.carried.set('engine', engine);
platform.carried.set('rest', rest);

export * from './index.mjs';

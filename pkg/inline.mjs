// The same with the engine inside the script: nothing is fetched, and the script is larger by the engine.
import engine from './dist/inline/engine.js';
import { platform } from './lib/platform.mjs';

platform.carried.set('engine', engine);

export * from './index.mjs';

// What comes out of the engine when it does not answer: a code, or a stop.

// What the engine throws itself is an `Error` whose message is a code. Everything else is its end: what WebAssembly throws
// may read like a code ("unreachable") and is none.
export const isStop = error => !(error instanceof Error) || error instanceof RangeError
  || typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError;

// The code that the engine gave, if it gave one.
export const codeOf = error => !isStop(error) && /^[a-z][a-z0-9-]*$/.test(error.message) ? error.message : undefined;

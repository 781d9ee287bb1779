// What differs between a page, a page that carries the engine in its script, and a server. As it stands it is for a
// page; `inline.mjs` and `node.mjs` change it when they are imported.

export const platform = {
  // Modules in base64 that came with the script, by name.
  carried: new Map(),
  // A worker for bulk work. Literal, so that bundlers find the file.
  spawn: () => new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module', name: 'certfill' }),
};

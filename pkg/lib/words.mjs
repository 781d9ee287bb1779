// Words for people: the cause of a code and what to do next. The table is written by `cargo xtask codes` from the
// crate that the app and the command line speak with, so that one code reads the same everywhere. A table and not
// the engine: the words for an engine that does not load must be there without it.
import { rows, unknown } from './words-table.mjs';

let byCode;

export function words(code, locale = 'en') {
  if (byCode === undefined) {
    byCode = new Map();
    for (const row of rows) for (const name of row[0].split(' ')) byCode.set(name, row);
  }
  const row = byCode.get(code) ?? unknown;
  const at = /^zh\b/i.test(locale) ? 1 : 3;
  return { cause: row[at], remedy: row[at + 1] };
}

// Words for people: the cause of a code and what to do next. The tables are written by `cargo xtask codes` from the crate
// that the app and the command line speak with, so that one code reads the same everywhere. Tables and not the engine: the
// words for an engine that does not load must be there without it.
import { learn, wordsKnown } from './words-known.mjs';
import { rows } from './words-table.mjs';

let isWhole = false;

export function words(code, locale) {
  if (!isWhole) learn(rows);
  isWhole = true;
  return wordsKnown(code, locale);
}

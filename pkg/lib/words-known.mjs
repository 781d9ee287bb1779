// The words that are known by now. Those for what can be said without the engine are always here, because they must be there
// when it does not load; those for reasons in reports come with it (`words.mjs`).
import { rows as own, unknown } from './words-own.mjs';

const byCode = new Map();

export function learn(rows) {
  for (const row of rows) for (const name of row[0].split(' ')) byCode.set(name, row);
}

learn(own);

export function wordsKnown(code, locale = 'en') {
  const row = byCode.get(code) ?? unknown;
  const at = /^zh\b/i.test(locale) ? 1 : 3;
  return { cause: row[at], remedy: row[at + 1] };
}

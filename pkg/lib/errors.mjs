// The one kind of error: a stable code, and words in both languages that say what happened and what to do.
import { wordsKnown } from './words-known.mjs';

export class CertfillError extends Error {
  constructor(code, detail, cause) {
    const en = wordsKnown(code, 'en');
    const where = detail === undefined ? '' : ` (${detail})`;
    super(`${code}${where}: ${en.cause} ${en.remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.words = { zh: wordsKnown(code, 'zh'), en };
  }

  get name() { return 'CertfillError'; }
}

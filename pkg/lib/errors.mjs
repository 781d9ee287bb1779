// The one kind of error: a stable code, and words in both languages that say what happened and what to do.
import { words } from './words.mjs';

export class CertfillError extends Error {
  constructor(code, detail, cause) {
    const en = words(code, 'en');
    const where = detail === undefined ? '' : ` (${detail})`;
    super(`${code}${where}: ${en.cause} ${en.remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.words = { zh: words(code, 'zh'), en };
  }

  get name() { return 'CertfillError'; }
}

// What the engine throws is an `Error` whose message is a code; what the platform throws has no code and stays the cause.
export function typed(error) {
  if (error instanceof CertfillError) return error;
  const code = error instanceof Error && /^[a-z][a-z0-9-]*$/.test(error.message) ? error.message : 'engine-stopped';
  return new CertfillError(code, undefined, error);
}

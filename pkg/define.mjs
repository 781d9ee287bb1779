// Gives the elements their names. Doing so twice, or where a name is already taken, does no harm.
import { CertfillFill } from './elements/fill.mjs';
import { CertfillVerify } from './elements/verify.mjs';

for (const [name, element] of [['certfill-verify', CertfillVerify], ['certfill-fill', CertfillFill]]) {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, element);
}

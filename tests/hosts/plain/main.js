// The package's folder, copied as it is to /certfill/ of this site.
import { reasonOf, verify, verifyMany, words } from '/certfill/index.mjs';

const show = (id, text) => { document.querySelector(id).textContent = text; };
const { at, input, keys } = await (await fetch('/specimen.json')).json();

try {
  const report = await verify(input, { keys, at });
  const reason = reasonOf(report);
  show('#verdict', reason ? words(reason, navigator.language).cause : report.verdict);
  const reports = await verifyMany([input, input, 'not a certificate'], { keys, at });
  show('#many', reports.map(report => report.verdict).join(' '));
} catch (error) {
  show('#verdict', `${error.code}: ${error.words.en.cause}`);
}

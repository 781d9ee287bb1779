import { reasonOf, verify, verifyMany, words } from 'certfill';
import { at, input, keys } from './specimen.json';

const show = (id, text) => { document.querySelector(id).textContent = text; };

try {
  const report = await verify(input, { keys, at });
  const reason = reasonOf(report);
  show('#verdict', reason ? words(reason, navigator.language).cause : report.verdict);
} catch (error) {
  // The engine could not be loaded: `error.code` says why, and the words say it to people.
  show('#verdict', error.words.en.cause);
}

const reports = await verifyMany([input, input, 'not a certificate'], { keys, at });
show('#many', reports.map(report => report.verdict).join(' '));

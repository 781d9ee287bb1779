import { reasonOf, verify, verifyMany, words } from 'certfill';
import specimen from './specimen.json';

const { at, input, keys } = specimen;
const show = (id, text) => { document.querySelector(id).textContent = text; };

async function check() {
  try {
    const report = await verify(input, { keys, at });
    const reason = reasonOf(report);
    show('#verdict', reason ? words(reason, navigator.language).cause : report.verdict);
    const reports = await verifyMany([input, input, 'not a certificate'], { keys, at });
    show('#many', reports.map(report => report.verdict).join(' '));
  } catch (error) {
    show('#verdict', error.words.en.cause);
  }
}

check();

// What the package does, once the engine is there. Nothing is decided here: the engine judges.
import { inspect as inspectText, statusListsNeeded } from '../dist/cert_wasm.js';
import { createVerifier } from '../verifier.mjs';
import { base64url, ofEvidence, viewOf } from './bytes.mjs';
import { guarded, guardedWithRest, ready, whole } from './engine.mjs';
import { read, write } from './json.mjs';
import { readOptions } from './options.mjs';

export async function verify(evidence, options) {
  const { given, ours } = readOptions(options);
  const bytes = await ofEvidence(evidence);
  await ready();
  ours.signal?.throwIfAborted();
  let report = await judge(bytes, write(given));
  if (ours.fetchStatus !== undefined && asksForLists(report)) {
    const lists = await fetchLists(await guardedWithRest(() => statusListsNeeded(bytes)), ours, new Map());
    if (lists.length > 0) report = await judge(bytes, withLists(given, lists));
  }
  ours.signal?.throwIfAborted();
  return report;
}

export async function inspect(evidence) {
  const bytes = await ofEvidence(evidence);
  await ready();
  return read(await guardedWithRest(() => inspectText(bytes)));
}

// The reason of a verdict: the first failure, else the first thing that could not be established. For a presentation
// whose own checks are not the worst, the reason of the certificate that is.
export function reasonOf(report) {
  const first = outcome => report.checks.find(check => check.outcome === outcome);
  const worst = report.verdict === 'invalid' ? 'failed' : 'undetermined';
  const own = first(worst)?.code;
  if (own !== undefined || report.verdict === 'valid') return own;
  const within = report.certificates?.find(one => one.verdict === report.verdict);
  return within && reasonOf(within);
}

// The report of what the engine tells.
export function reportOf(text) {
  const { report, trustList } = read(text);
  if (trustList !== undefined) report.trustList = trustList;
  return report;
}

// Lists are asked for only where they can decide: the signature is good, the issuer is trusted, nothing failed. So
// nobody makes a page or a server fetch something with a certificate of his own making.
export function asksForLists(report) {
  const outcome = name => report.checks.find(check => check.check === name)?.outcome;
  if (report.verdict !== 'undetermined') return false;
  const own = outcome('signature') === 'passed' && outcome('issuer') === 'passed' && outcome('status') === 'undetermined';
  return own || (report.certificates ?? []).some(asksForLists);
}

// Asks the caller for each list, once. No answer is an answer: the status stays undetermined.
export async function fetchLists(addresses, { fetchStatus, signal }, known) {
  const asked = [...new Set(addresses)].map(address => {
    if (!known.has(address)) known.set(address, askFor(address, fetchStatus, signal));
    return known.get(address);
  });
  const lists = await Promise.all(asked);
  signal?.throwIfAborted();
  return lists.filter(list => list !== undefined);
}

async function askFor(address, fetchStatus, signal) {
  try {
    const view = viewOf(await fetchStatus(address, { signal }));
    return view && base64url(view);
  } catch {
    return undefined;
  }
}

export const withLists = (given, lists) => write({ ...given, statusBytes: [...(given.statusBytes ?? []), ...lists] });

async function judge(bytes, options) {
  try {
    const verifier = await createVerifier(options, whole);
    const report = reportOf(await verifier.verify(bytes));
    // Not after a failure: the engine may have been started anew, and what was the verifier's is somebody else's then.
    verifier.free();
    return report;
  } catch (error) {
    return guarded(() => { throw error; });
  }
}

// What a page's wishes make of a verdict. They can only take away from it: nothing here makes anything valid.

const isTable = value => typeof value === 'object' && value !== null && !Array.isArray(value);

// Every value at a path, in the words of DCQL (OpenID4VP 1.0, 7.1): a name, a place in a list, or null for all places.
export function at(claims, path) {
  let found = [claims];
  for (const step of path) {
    found = found.flatMap(value => {
      if (step === null) return Array.isArray(value) ? value : [];
      if (typeof step === 'number' ? Array.isArray(value) : isTable(value)) return Object.hasOwn(value, step) ? [value[step]] : [];
      return [];
    });
  }
  return found;
}

const kinds = report => [report.format, at(report.claims, ['vct']), at(report.claims, ['type']), at(report.claims, ['type', null])].flat();

// The certificate that was asked for, and why it does not do for this page when it does not. A presentation may hold
// several; the one of a wanted kind is meant.
export function judge(report, code, { accept, disclose, require }) {
  const shown = report.certificates?.length ? report.certificates : [report];
  const wanted = one => !accept.length || kinds(one).some(kind => accept.includes(kind));
  const certificate = shown.find(wanted) ?? shown[0];
  const answer = { certificate, verdict: report.verdict, code, accepted: report.verdict === 'valid' };
  if (!answer.accepted) return answer;
  const refuse = code => Object.assign(answer, { accepted: false, code });
  if (!wanted(certificate)) return refuse('kind-not-accepted');
  if (require.includes('status') && certificate.checks.find(it => it.check === 'status')?.outcome !== 'passed') {
    return refuse('status-not-named');
  }
  if (disclose.some(({ path }) => !at(certificate.claims, path).length)) return refuse('claim-not-shown');
  return answer;
}

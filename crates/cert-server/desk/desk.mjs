// The desk works without this script. With it, the certificates of a filing are verified again by the engine in this
// browser, a carried file can be chosen, and what was typed is not left by mistake. It knows no language: all words come
// with the page.

const evidence = document.querySelector('[data-evidence]');
if (evidence) verifyAgain(evidence).catch(error => fail(evidence, error));

for (const part of document.querySelectorAll('[data-needs-script]')) part.hidden = false;

for (const input of document.querySelectorAll('input[type=file][data-into]')) {
  input.addEventListener('change', async () => {
    const file = input.files[0];
    if (file && file.size <= 4_194_304) document.getElementById(input.dataset.into).value = await file.text();
  });
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

// Choosing a reason chooses what it is a reason for.
for (const select of document.querySelectorAll('.way select')) {
  select.addEventListener('change', () => { select.closest('.way').querySelector('input[type=radio]').checked = true; });
}

async function verifyAgain(place) {
  const words = JSON.parse(place.dataset.words);
  const answer = await fetch(place.dataset.evidence, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(String(answer.status));
  const said = await answer.json();
  const { verify, reasonOf } = await import('/certfill/index.mjs');
  const options = {
    trustList: said.trust_list,
    trustRoots: said.trust_roots,
    keyBindingMaxAge: said.proof_age,
    fetchStatus: address => list(address, said.status_origin),
  };
  const verdicts = [];
  for (const [number, one] of said.presentations.entries()) {
    const proof = one.nonce ? { nonce: one.nonce, audience: one.audience } : {};
    const report = await verify(one.text, { ...options, ...proof });
    verdicts.push(report.verdict);
    const reason = report.verdict === 'valid' ? undefined : reasonOf(report);
    for (const other of document.querySelectorAll(`[data-presentation="${number}"]`)) {
      mark(other, report.verdict, words[report.verdict], reason);
    }
    for (const other of document.querySelectorAll('[data-of]')) {
      if (other.dataset.of === one.query) mark(other, report.verdict, words[`${report.verdict}-short`]);
    }
  }
  const isGood = verdicts.every(verdict => verdict === 'valid');
  mark(place, isGood ? 'valid' : 'undetermined', isGood ? words.all : words.some);
}

function mark(place, verdict, text, code) {
  place.textContent = code ? `${text} (${code})` : text;
  place.dataset.verdict = verdict;
}

// The lists of the city come through the desk: this page may ask nobody else.
async function list(address, origin) {
  if (!address.startsWith(`${origin}/status/`)) return undefined;
  const answer = await fetch(address.slice(origin.length), { headers: { accept: 'application/statuslist+jwt' } });
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

function fail(place, error) {
  const words = JSON.parse(place.dataset.words);
  mark(place, 'undetermined', words.failed + (error.code ?? error.message));
}

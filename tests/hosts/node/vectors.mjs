// Every vector through the package on a server. In: a line of JSON each, `[name, vector, report, trustList, reason]`, with what
// the core says natively. Out: a line for each that differs, and how many are the same.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { reasonOf, verify, verifyMany } from 'certfill/node';

const camel = name => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const bytes = list => (list ?? []).map(text => Buffer.from(text, 'base64url'));

function question(vector) {
  const options = {
    at: vector.at,
    keys: [...(vector.keys ?? []), ...(vector.key_files ?? [])],
    status: [...(vector.status ?? []), ...bytes(vector.status_base64)],
    crls: [...(vector.crls ?? []), ...bytes(vector.crls_base64)],
    cardRevocations: vector.card_revocations ?? [],
    trustList: vector.trust_list,
    trustRoots: vector.roots,
    rememberedList: vector.remembered_list,
    anyType: vector.any_type,
    nonce: vector.binding?.nonce,
    audience: vector.binding?.audience,
  };
  for (const [name, value] of Object.entries(vector.policy ?? {})) options[camel(name)] = value;
  return [vector.input ?? Buffer.from(vector.input_base64, 'base64'), options];
}

// Without prototypes, as `JSON.parse` would have it.
const plain = value => JSON.parse(JSON.stringify(value));

let same = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [name, vector, expected, list, reason] = JSON.parse(line);
  try {
    const [evidence, options] = question(vector);
    const report = await verify(evidence, options);
    assert.equal(Object.getPrototypeOf(report), null);
    assert.equal(reasonOf(report) ?? null, reason);
    const { trustList = null, ...rest } = report;
    assert.deepEqual(plain(trustList), list);
    assert.deepEqual(plain(rest), expected);
    // The same in a worker, for some.
    if (same % 40 === 0) assert.deepEqual(plain(await verifyMany([evidence], options)), [plain(report)]);
    same += 1;
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}
console.log(`same: ${same}`);

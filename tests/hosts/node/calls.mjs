// What calls of the package promise, on a server; `node --test calls.mjs`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as root from 'certfill';
import { CertfillError, fetchStatusList, inspect, ready, reasonOf, verify, verifyMany, words } from 'certfill/node';

const vector = name => JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'));
const good = vector('sd-jwt/good-disclosed');
const listed = vector('status/good-1-bit');
const withGood = { at: good.at, keys: good.keys };
const refused = (code, detail) => error => {
  assert.ok(error instanceof CertfillError && error instanceof Error, String(error));
  assert.equal(error.name, 'CertfillError');
  assert.equal(error.code, code);
  assert.equal(error.detail, detail);
  for (const { cause, remedy } of Object.values(error.words)) assert.ok(cause.length > 5 && remedy.length > 1);
  return true;
};

test('a server gets the functions for servers, whichever entrance it takes', () => {
  assert.equal(root.verify, verify);
});

test('options are refused by name, before anything is done', async () => {
  await assert.rejects(verify(good.input, { ...withGood, nonse: 'n' }), refused('option-unknown', 'nonse'));
  await assert.rejects(verify(good.input, 'text'), refused('options-malformed', 'string'));
  await assert.rejects(verify(good.input, null), refused('options-malformed', 'object'));
  await assert.rejects(verify(good.input, { nonce: 'n' }), refused('options-belong-together', 'nonce, audience'));
  await assert.rejects(verify(good.input, { trustList: 'a.b.c' }), refused('options-belong-together', 'trustList, trustRoots'));
  for (const [name, value] of Object.entries({
    at: '2026-11-23', keys: 7, trustList: 7, rememberedList: {}, anyType: 1, status: [7], crls: {}, nonce: 7, allowLegacyTyp: 'yes',
    clockSkew: -1, leastStatusEntries: 1.5, fetchStatus: 'https://', signal: {},
  })) {
    await assert.rejects(verify(good.input, { [name]: value }), refused('option-malformed', name));
  }
  await assert.rejects(verify(good.input, { onProgress: () => {} }), refused('option-unknown', 'onProgress'));
  await assert.rejects(ready({ wasn: '' }), refused('option-unknown', 'wasn'));
  await assert.rejects(verify(good.input, { at: good.at, keys: 'no key' }), error => error instanceof CertfillError);
});

test('evidence is text, bytes or a file, and anything else is named', async () => {
  const bytes = new TextEncoder().encode(good.input);
  for (const evidence of [good.input, bytes, bytes.buffer, Buffer.from(bytes), new Blob([bytes]), new DataView(bytes.buffer)]) {
    assert.equal((await verify(evidence, withGood)).verdict, 'valid');
  }
  for (const evidence of [undefined, null, 7, {}, []]) {
    await assert.rejects(verify(evidence, withGood), refused('evidence-not-given', typeof evidence));
  }
  // Whatever its size: the answer is a report.
  const huge = await verify('x'.repeat(20 << 20), withGood);
  assert.equal(reasonOf(huge), 'too-large');
});

test('the time is one with its zone, and meant to the second', async () => {
  for (const at of [good.at, new Date(good.at), Date.parse(good.at) / 1000]) {
    assert.equal((await verify(good.input, { ...withGood, at })).verdict, 'valid');
  }
  const late = vector('time/expired-within-skew');
  const exact = await verify(late.input, { at: late.at, keys: late.keys });
  assert.equal(reasonOf(exact), 'expired');
  const tolerant = await verify(late.input, { at: late.at, keys: late.keys, clockSkew: late.policy.clock_skew });
  assert.equal(tolerant.verdict, 'valid');
});

test('a claim called __proto__ is a claim', async () => {
  const { input, at, keys } = vector('sd-jwt/good-claim-named-proto');
  const { claims, checks } = await verify(input, { at, keys });
  assert.deepEqual({ ...claims.__proto__ }, { verdict: '示例' });
  assert.ok(Object.hasOwn(claims, '__proto__'));
  assert.equal(claims.toString, undefined);
  for (const one of [claims, claims.__proto__, ...checks]) assert.equal(Object.getPrototypeOf(one), null);
  const parts = new Map((await inspect(input)).unverifiedParts);
  assert.equal(Object.getPrototypeOf(parts.get('payload')), null);
});

test('a status list is asked for only where it can decide, and only of the caller', async () => {
  const asked = [];
  const fetchStatus = address => {
    asked.push(address);
    return listed.status[0];
  };
  const options = { at: listed.at, keys: listed.keys };
  assert.equal((await verify(listed.input, options)).verdict, 'undetermined');
  assert.equal((await verify(listed.input, { ...options, fetchStatus })).verdict, 'valid');
  assert.deepEqual(asked, (await inspect(listed.input)).statusLists);
  // A forgery, somebody whom nobody knows, and one that has failed already make nobody fetch anything.
  const forged = listed.input.replace(/.~/, part => (part[0] === 'A' ? 'B~' : 'A~'));
  assert.equal((await verify(forged, { ...options, fetchStatus })).verdict, 'invalid');
  assert.equal((await verify(listed.input, { at: listed.at, fetchStatus })).verdict, 'undetermined');
  assert.equal((await verify(listed.input, { ...options, at: '2099-01-01T00:00:00Z', fetchStatus })).verdict, 'invalid');
  assert.equal(asked.length, 1);
  // No answer is an answer.
  for (const nothing of [() => null, () => undefined, () => Promise.reject(new Error('no network')), () => 'no list']) {
    assert.equal((await verify(listed.input, { ...options, fetchStatus: nothing })).verdict, 'undetermined');
  }
  // Many certificates on one list ask once.
  const reports = await verifyMany(Array(50).fill(listed.input), { ...options, fetchStatus });
  assert.ok(reports.every(report => report.verdict === 'valid'));
  assert.equal(asked.length, 2);
  assert.equal(await fetchStatusList('http://127.0.0.1:1/list'), undefined);
});

test('many come in order, tell how far they are, and end when they are told to', async () => {
  const seen = [];
  const inputs = Array.from({ length: 100 }, (_, at) => (at % 10 === 3 ? 'nothing' : good.input));
  const reports = await verifyMany(inputs, { ...withGood, onProgress: progress => seen.push(progress) });
  assert.deepEqual(reports.map(report => report.verdict), inputs.map(it => (it === 'nothing' ? 'invalid' : 'valid')));
  assert.deepEqual(seen.map(({ done, total }) => [done, total]), inputs.map((_, at) => [at + 1, 100]));
  for (const { index, report } of seen) assert.equal(reports[index], report);
  assert.deepEqual(await verifyMany([], withGood), []);

  const end = new AbortController();
  let done = 0;
  const many = verifyMany(Array(2000).fill(good.input), {
    ...withGood,
    signal: end.signal,
    onProgress: () => { done += 1; end.abort(); },
  });
  await assert.rejects(many, { name: 'AbortError' });
  assert.ok(done < 2000);
  await assert.rejects(verify(good.input, { ...withGood, signal: AbortSignal.abort() }), { name: 'AbortError' });
  // What goes wrong in the caller's own function is the caller's.
  const wrong = () => { throw new RangeError('mine'); };
  await assert.rejects(verifyMany([good.input], { ...withGood, onProgress: wrong }), { name: 'RangeError', message: 'mine' });
});

test('words are in both languages, also for what is not known', () => {
  for (const code of ['expired', 'engine-altered', 'no-such-code']) {
    const [zh, en, other] = ['zh-Hans-CN', 'en-GB', 'fr'].map(locale => words(code, locale));
    assert.match(zh.cause, /[\u4e00-\u9fff]/);
    assert.match(en.remedy, /^[A-Z]/);
    assert.deepEqual(other, en);
  }
});

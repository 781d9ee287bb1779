// A page that uses <certfill-verify>, as a shop would, with keys, a camera and wallets of its own.
import { encodeJson, encrypt, makeCertificate, makeKey, present } from '/states/specimen.mjs';

const TYPE = 'urn:specimen:business-licence';
const issuer = await makeKey();
const holder = await makeKey();
const claims = { name: '示例商贸有限公司 SPECIMEN', document_number: '91310000SPECIMEN0X' };
const genuine = await makeCertificate({ issuer, holder, claims });
const other = await makeCertificate({ issuer, holder, claims, vct: 'urn:specimen:diploma' });
const forged = genuine.replace(/\.[\w-]+~/, signature => signature.replace(/^.../, '.AA'));

const main = document.querySelector('main');
const events = [];
const asked = [];

// An element as a page would make it, in a form.
function make(id, properties = {}, attributes = {}) {
  const element = document.createElement('certfill-verify');
  Object.assign(element, { id, accept: [TYPE], disclose: ['name'], issuers: [issuer.jwk], ...properties });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const kind of ['certfill-result', 'certfill-error']) {
    element.addEventListener(kind, event => events.push({ id, kind, detail: event.detail }));
  }
  main.append(element);
  return element;
}

const one = id => document.getElementById(id);
const part = (id, name) => one(id).shadowRoot.querySelector(`[part~=${name}]`);
const words = id => one(id).shadowRoot.querySelector('[part~=box]').innerText;
const status = id => one(id).shadowRoot.querySelector('[role=status]').textContent;

const proof = (question, change = {}) =>
  present(Object.hasOwn(change, 'certificate') ? change.certificate : genuine, holder, { nonce: question.nonce, audience: `origin:${location.origin}`, ...change });
const tokenOf = presentation => ({ vp_token: { certificate: [presentation] } });
const sealed = async (question, answer, change) => ({
  response: await encrypt(typeof answer === 'string' ? answer : JSON.stringify(answer), question.client_metadata, change),
});
const refuse = name => () => { throw new DOMException('no', name); };
// As a wallet reads a key set that gives up at the first key it cannot use.
const usable = ({ kty, crv, alg, kid }) => kty === 'EC' && crv === 'P-256' && alg === 'ECDH-ES' && typeof kid === 'string';

// What wallets answer, by the name of the wallet.
const wallets = {
  'in the clear': async question => tokenOf(await proof(question)),
  encrypted: async question => sealed(question, tokenOf(await proof(question))),
  'with 128 bits': async question => sealed(question, tokenOf(await proof(question)), { enc: 'A128GCM' }),
  'as text': async question => JSON.stringify(await sealed(question, tokenOf(await proof(question)))),
  'without kid': async question => sealed(question, tokenOf(await proof(question)), { header: { kid: undefined } }),
  'particular about keys': async question => {
    if (!question.client_metadata.jwks.keys.every(usable)) throw new DOMException('no usable key', 'OperationError');
    return sealed(question, tokenOf(await proof(question)));
  },
  'one key of the set is for somebody else': async question => {
    const { jwk } = await makeKey();
    const jwks = { keys: [{ ...jwk, kid: 'other', use: 'enc', alg: 'ECDH-ES' }] };
    return sealed({ client_metadata: { ...question.client_metadata, jwks } }, tokenOf(await proof(question)));
  },
  'epk with alg and use': async question => sealed(question, tokenOf(await proof(question)), { epk: { alg: 'ECDH-ES', use: 'enc' } }),
  'token wrapped in a JWT': async question =>
    sealed(question, `${encodeJson({ alg: 'none' })}.${encodeJson(tokenOf(await proof(question)))}.`),
  'JWT instead of encryption': async question => ({
    response: `${encodeJson({ alg: 'ES256' })}.${encodeJson(tokenOf(await proof(question)))}.AAAA`,
  }),
  'no list': async question => sealed(question, { vp_token: { certificate: await proof(question) } }),
  'two presentations': async question => {
    const presentation = await proof(question);
    return sealed(question, { vp_token: { certificate: [presentation, presentation] } });
  },
  'more beside it': async question => sealed(question, { ...tokenOf(await proof(question)), state: 'x', iss: 'y' }),
  'audience is the client id': async question =>
    sealed(question, tokenOf(await proof(question, { audience: 'x509_san_dns:shop.specimen.example' }))),
  'audience is the bare origin': async question => sealed(question, tokenOf(await proof(question, { audience: location.origin }))),
  'another nonce': async question => sealed(question, tokenOf(await proof(question, { nonce: 'n-0S6_WzA2Mj' }))),
  'no key binding': async question => sealed(question, tokenOf(genuine)),
  'another certificate': async question => sealed(question, tokenOf(await proof(question, { certificate: other }))),
  'fewer claims': async question => {
    const [jwt] = genuine.split('~');
    return sealed(question, tokenOf(await proof(question, { certificate: `${jwt}~` })));
  },
  'error in the clear': async () => ({ error: 'invalid_request' }),
  'access denied': async () => ({ error: 'access_denied' }),
  'error, encrypted': async question => sealed(question, { error: 'access_denied' }),
  'nothing found': async question => sealed(question, { vp_token: {} }),
  cancelled: refuse('NotAllowedError'),
  aborted: refuse('AbortError'),
  'no answer': async () => undefined,
  'not the network': refuse('NetworkError'),
  compressed: async question => sealed(question, tokenOf(await proof(question)), { header: { zip: 'DEF' } }),
  'another cipher': async question => sealed(question, tokenOf(await proof(question)), { header: { enc: 'A256CBC-HS512' } }),
  altered: async question => {
    const { response } = await sealed(question, tokenOf(await proof(question)));
    return { response: response.replace(/.{8}$/, 'AAAAAAAA') };
  },
  'no object': async () => '<!doctype html>',
  'a number': async () => 7,
  'no token': async question => sealed(question, { vp_token: 7 }),
  silent: (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
};

const set = (owner, name, value) => Object.defineProperty(owner, name, { value, configurable: true, writable: true });

// From now on the browser passes questions of these protocols on to this wallet.
function installWallet(name, protocols = ['openid4vp-v1-unsigned']) {
  set(globalThis, 'DigitalCredential', class { static userAgentAllowsProtocol = protocol => protocols.includes(protocol); });
  set(navigator, 'credentials', {
    async get({ digital: { requests: [{ protocol, data }] }, mediation, signal }) {
      const question = data.request ? JSON.parse(atob(data.request.split('.')[1])) : data;
      asked.push({ protocol, question, mediation });
      const answer = await wallets[name](question, signal);
      return answer === undefined ? null : { protocol, data: answer };
    },
  });
}

// What comes of asking a wallet.
async function askWallet(name, properties) {
  installWallet(name);
  const id = `wallet-${name.replaceAll(/[^a-z]/g, '')}-${events.length}`;
  const element = make(id, properties);
  const told = new Promise(resolve => {
    for (const kind of ['certfill-result', 'certfill-error']) element.addEventListener(kind, event => resolve(event.detail), { once: true });
  });
  part(id, 'wallet').click();
  const { verdict, accepted, code, evidence } = await told;
  const answer = { state: element.state, verdict, accepted, code, hasEvidence: evidence !== undefined, hasValue: element.value !== '' };
  element.remove();
  return answer;
}

Object.assign(globalThis, {
  host: { askWallet, asked, events, forged, genuine, installWallet, issuer, make, makeCertificate, one, other, part, present, holder, set, status, wallets, words },
});
document.documentElement.dataset.ready = '';

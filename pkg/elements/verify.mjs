// <certfill-verify>: a visitor's certificate, verified in the visitor's browser, as a field of a form. This module has no
// side effects; `certfill/define` gives the element its name.
//
// What it tells a page is for the page's looks. Any script of the page can make up an event, a value or this class itself,
// so a server believes none of it and verifies the evidence again, with `certfill/node`.
import { CertfillError } from '../lib/errors.mjs';
import { wordsKnown } from '../lib/words-known.mjs';
import { Base, dashed, localeOf, property, reflect, upgrade } from './base.mjs';
import { dress } from './dress.mjs';
import { isLegible } from './legible.mjs';
import { audience, freshNonce, protocols } from './verify/asking.mjs';
import { copyOf, fieldOf, ofCode, ofField, ofFile } from './verify/evidence.mjs';
import { judge } from './verify/judge.mjs';
import { among, claims, names, one, text, types } from './verify/settings.mjs';
import { CSS } from './verify/style.mjs';
import { draw, frame } from './verify/view.mjs';
import { say } from './verify/words.mjs';

// Firefox keeps a script that did not come as one that never will, for as long as the page is there. Under another address
// it is another script, and the address is in what the browser says.
let tries = 0;
async function loadAgain(cause) {
  const [address] = /\bhttps?:\S+$/.exec(cause?.message) ?? [];
  if (!address) throw cause;
  return import(/* @vite-ignore */ /* webpackIgnore: true */ `${address}${address.includes('?') ? '&' : '?'}again=${++tries}`);
}

// What is fetched when it is needed, each with the code of its not being there. The words for that are here already.
const loaded = (code, load) => async () => {
  try {
    return await load().catch(loadAgain);
  } catch (cause) {
    throw new CertfillError(code, undefined, cause);
  }
};
let words = wordsKnown;
const judging = loaded('engine-not-reached', () => import('./verify/verifying.mjs'));
const verifying = async () => {
  const all = await judging();
  ({ words } = all);
  return all;
};
const scanning = loaded('scanner-not-loaded', () => import('./verify/scan.mjs'));
const wallets = loaded('wallet-not-asked', () => import('./verify/wallet.mjs'));

const TEXTS = ['label', 'name', 'locale', 'challenge', 'audience', 'responseMode'];
// Wishes that are lists, texts of files or functions: a property, or in its place an attribute.
const WISHES = ['accept', 'require', 'disclose', 'issuers', 'trustList', 'trustRoots', 'fetchStatus', 'signRequest'];

export class CertfillVerify extends Base {
  static formAssociated = true;
  static interfaceVersion = 1;
  static observedAttributes = ['accept', 'disclose', 'disabled', 'label', 'lang', 'locale', 'required'];

  #internals = this.attachInternals?.();
  #given = new Map();
  #box;
  #file;
  #disabled = false;
  #abort = new AbortController();
  #nonce;
  #evidence;
  #again;
  #model = { __proto__: null, state: 'idle' };
  #result;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    dress(root, CSS);
    this.#box = frame();
    this.#file = Object.assign(document.createElement('input'), { type: 'file', hidden: true });
    this.#file.addEventListener('change', () => this.#files(this.#file.files));
    root.append(this.#box, this.#file);
    this.#listen();
  }

  connectedCallback() {
    upgrade(this, [...TEXTS, ...WISHES, 'disabled', 'required']);
    this.#show(this.#model.state);
    try { this.#box.toggleAttribute('data-plain', !this.#isLegible()); } catch { /* nothing to compare with */ }
  }

  // Camera, wallet and whatever else is under way end with the element's being there.
  disconnectedCallback() {
    if (this.#isBusy) this.reset();
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now) this.#refresh();
  }

  formDisabledCallback(isDisabled) {
    this.#disabled = isDisabled;
    if (isDisabled && this.#isBusy) this.reset();
    this.#refresh();
  }

  formResetCallback() { this.reset(); }

  // What a browser kept is evidence like any other: it is verified again, and when it is not good now, nothing was kept.
  async formStateRestoreCallback(field) {
    if (typeof field !== 'string' || !field) return;
    const result = await this.verify(ofField(field));
    if (result && !result.accepted) this.reset();
  }

  // ---- what a page may use ----

  // This interface, in a version that stays as it is. `undefined` for a version that is not known here.
  certfill(version) {
    if (version !== 1) return undefined;
    const element = this;
    return Object.freeze({
      version,
      get state() { return element.state; },
      get result() { return element.result; },
      verify: evidence => element.verify(evidence),
      reset: () => element.reset(),
    });
  }

  get state() { return this.#model.state; }
  get result() { return this.#result; }
  get value() { return this.#evidence === undefined ? '' : fieldOf(this.#evidence); }
  get form() { return this.#internals?.form ?? null; }
  get type() { return this.localName; }
  get validity() { return this.#internals?.validity; }
  get validationMessage() { return this.#internals?.validationMessage ?? ''; }
  get willValidate() { return this.#internals?.willValidate ?? false; }
  checkValidity() { return this.#internals?.checkValidity() ?? true; }
  reportValidity() { return this.#internals?.reportValidity() ?? true; }

  get required() { return this.hasAttribute('required'); }
  set required(value) { this.toggleAttribute('required', Boolean(value)); }
  get disabled() { return this.hasAttribute('disabled'); }
  set disabled(value) { this.toggleAttribute('disabled', Boolean(value)); }

  // Verifies what the page has, as if the person had handed it over. Never throws: what goes wrong is an event, and then
  // the answer is `undefined`.
  verify(evidence) {
    if (evidence instanceof Blob) return this.#run('reading', signal => this.#fromFile(evidence, signal));
    const own = copyOf(evidence);
    return this.#run('checking', signal => this.#judge(own, signal));
  }

  // Back to the beginning; whatever is under way ends.
  reset() {
    this.#abort.abort();
    this.#take(undefined);
    this.#show('idle');
  }

  // ---- what is done ----

  get #isBusy() { return ['camera', 'reading', 'waiting', 'checking'].includes(this.#model.state); }

  #listen() {
    const box = this.#box;
    // Who comes near is about to hand something over, or to press the button of a wallet, which must be quick to ask.
    const prepare = () => {
      const needed = this.#canAskWallet() ? [verifying, wallets] : [verifying];
      for (const load of needed) load().catch(() => { /* said when it is needed */ });
    };
    for (const near of ['pointerenter', 'focusin', 'dragenter']) box.addEventListener(near, prepare, { once: true });
    const drag = isOver => event => {
      if (this.#disabled) return;
      event.preventDefault();
      box.classList.toggle('drop', isOver);
    };
    box.addEventListener('dragover', drag(true));
    box.addEventListener('dragleave', drag(false));
    box.addEventListener('drop', event => {
      drag(false)(event);
      this.#handedOver(event.dataTransfer);
    });
    box.addEventListener('paste', event => {
      const data = event.clipboardData;
      const isTyping = event.composedPath()[0]?.localName === 'textarea';
      if (!data || isTyping && !data.files.length) return;
      event.preventDefault();
      this.#handedOver(data);
    });
  }

  #handedOver(data) {
    if (this.#disabled || !data) return;
    if (data.files.length) this.#files(data.files);
    else if (data.getData('text')) this.verify(data.getData('text'));
  }

  #actions = {
    wallet: () => this.#run('waiting', signal => this.#fromWallet(signal)),
    camera: () => this.#run('camera', signal => this.#fromCamera(signal)),
    file: () => { this.#file.value = ''; this.#file.click(); },
    paste: () => this.#show('paste'),
    text: given => given.trim() ? this.verify(given)
      : this.#show('paste', { code: 'nothing-given' }),
    code: bytes => this.#run('checking', signal => this.#judge(ofCode(bytes), signal)),
    reset: () => this.reset(),
    retry: () => this.#again?.(),
  };

  // One thing at a time: what was under way ends, and what it still says is not heard.
  async #run(state, work) {
    this.#abort.abort();
    const { signal } = this.#abort = new AbortController();
    this.#take(undefined);
    this.#again = () => this.#run(state, work);
    this.#show(state);
    try {
      return await work(signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      return undefined;
    }
  }

  #files([file]) {
    if (file && !this.#disabled) this.verify(file);
  }

  async #fromFile(file, signal) {
    const { picture, evidence } = await ofFile(file);
    signal.throwIfAborted();
    if (!picture) return this.#judge(evidence, signal);
    const { inPicture } = await scanning();
    const codes = await inPicture(picture, signal);
    signal.throwIfAborted();
    if (codes.length > 1) return this.#show('pick', { codes });
    return this.#judge(ofCode(codes[0]), signal);
  }

  async #fromCamera(signal) {
    const { beforeCamera, MANY_LOOKS } = await scanning();
    signal.throwIfAborted();
    const looked = count => {
      if (signal.aborted) return;
      const isLate = count >= MANY_LOOKS;
      const status = this.#box.querySelector('[part~=progress]');
      const told = say(this.#locale, isLate ? 'closer' : 'aim');
      if (status && status.textContent !== told) status.textContent = told;
    };
    const code = await beforeCamera(this.#box.querySelector('video'), signal, looked);
    signal.throwIfAborted();
    return this.#judge(ofCode(code), signal);
  }

  async #fromWallet(signal) {
    const { accept, disclose, mode } = this.#settings();
    const nonce = this.challenge || freshNonce();
    const { ask } = await wallets();
    const paths = disclose.map(one => one.path);
    const presented = await ask({
      types: types(accept), paths, nonce, mode, protocols: protocols(this.signRequest), sign: this.signRequest, signal,
    });
    signal.throwIfAborted();
    // The one audience that counts on this way, whatever the page says of others.
    return this.#judge(presented, signal, { nonce, audience: audience() });
  }

  async #judge(evidence, signal, binding) {
    this.#show('checking');
    const settings = this.#settings();
    const isBound = binding ?? (settings.require.includes('possession') ? this.#binding() : undefined);
    const { fetchStatusList, reasonOf, verify } = await verifying();
    signal.throwIfAborted();
    const fetchStatus = this.fetchStatus === null ? undefined : this.fetchStatus ?? fetchStatusList;
    const report = await verify(evidence, {
      ...await this.#trust(signal), ...isBound, ...fetchStatus && { fetchStatus }, signal,
    });
    signal.throwIfAborted();
    const answer = judge(report, reasonOf(report), settings);
    if (answer.accepted) this.#take(evidence);
    const state = answer.accepted ? 'valid' : answer.verdict === 'valid' ? 'not-accepted' : answer.verdict;
    this.#result = Object.freeze({
      version: 1, verdict: answer.verdict, accepted: answer.accepted, code: answer.code, checks: answer.certificate.checks,
      format: answer.certificate.format, issuer: answer.certificate.issuer,
      ...answer.accepted && { evidence: copyOf(evidence), claims: answer.certificate.claims, ...isBound },
    });
    this.#show(state, { answer, code: answer.code });
    this.#tell('certfill-result', this.#result);
    return this.#result;
  }

  // The nonce of the page, else one that is good for as long as the element is there.
  #binding() {
    return { nonce: this.challenge || (this.#nonce ??= freshNonce()), audience: this.audience || audience() };
  }

  #settings() {
    return {
      accept: names(this.accept),
      require: among(names(this.require), ['status', 'possession']),
      disclose: claims(this.disclose),
      mode: one(this.responseMode || 'dc_api.jwt', ['dc_api', 'dc_api.jwt']),
    };
  }

  // Whose certificates count. A page that says nothing trusts nobody, and then nothing is valid.
  async #trust(signal) {
    const of = async name => {
      if (this.#given.has(name)) return this.#given.get(name);
      const files = await Promise.all(names(this.getAttribute(dashed(name))).map(address => text(address, signal)));
      return files.length > 1 ? files : files[0];
    };
    const [keys, trustList, trustRoots] = await Promise.all(['issuers', 'trustList', 'trustRoots'].map(of));
    return { keys, trustList, trustRoots };
  }

  #fail(error) {
    const code = typeof error?.code === 'string' ? error.code : 'not-verified';
    const told = words(code, this.#locale);
    const typed = error instanceof CertfillError ? error : new CertfillError(code, undefined, error);
    this.#show('failed', { code, canRetry: code !== 'settings-malformed' });
    this.#tell('certfill-error', Object.freeze({ version: 1, code, words: told, error: typed }));
  }

  // The value of the field, which only evidence that is good becomes.
  #take(evidence) {
    this.#evidence = evidence;
    if (evidence === undefined) this.#result = undefined;
    const field = evidence === undefined ? null : fieldOf(evidence);
    this.#internals?.setFormValue?.(field, field);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  // ---- what is shown ----

  get #locale() { return localeOf(this); }

  #canAskWallet(accept = names(this.accept)) { return types(accept).length > 0 && protocols(this.signRequest).length > 0; }

  // What is being looked at, written or waited for stays as it is; the next step has what is new.
  #refresh() {
    if (!this.#isBusy && this.#model.state !== 'paste') this.#show(this.#model.state);
  }

  #show(state, more) {
    if (more || state !== this.#model.state) this.#model = { __proto__: null, state, ...more };
    const locale = this.#locale;
    let settings = { accept: [], disclose: [] };
    try { settings = this.#settings(); } catch { /* said when somebody wants to verify */ }
    const { code } = this.#model;
    const told = code === undefined ? undefined : words(code, locale);
    const hadFocus = this.shadowRoot.activeElement !== null;
    const next = draw(this.#box, {
      ...this.#model, code, words: told, locale, label: this.label, disclose: settings.disclose, isDisabled: this.#disabled,
      canAskWallet: this.#canAskWallet(settings.accept),
      canScan: Boolean(globalThis.navigator?.mediaDevices),
      causeOf: code => words(code, locale).cause,
    }, this.#actions);
    if (hadFocus && this.shadowRoot.activeElement === null) (next ?? this.#box.querySelector('button'))?.focus();
    this.#validate(told?.cause ?? say(locale, 'needed'));
    this.#mark(this.#model.state);
  }

  #validate(message) {
    const isMissing = this.required && this.#evidence === undefined;
    const anchor = this.#box.querySelector('button') ?? undefined;
    if (isMissing) this.#internals?.setValidity?.({ valueMissing: true }, message, anchor);
    else this.#internals?.setValidity?.({});
  }

  // For style sheets: `certfill-verify:state(valid)`.
  #mark(state) {
    try {
      this.#internals.states.clear();
      this.#internals.states.add(state);
    } catch { /* a browser without custom states */ }
  }

  #isLegible() {
    this.#box.removeAttribute('data-plain');
    return [this.#box, ...this.#box.querySelectorAll('button')].every(isLegible);
  }

  static {
    reflect(this, TEXTS);
    for (const name of WISHES) {
      property(this, name,
        function () { return this.#given.has(name) ? this.#given.get(name) : this.getAttribute(dashed(name)) ?? undefined; },
        function (value) {
          if (value === undefined) this.#given.delete(name);
          else this.#given.set(name, value);
          this.#refresh();
        });
    }
  }
}

// <certfill-fill form="…" wallet="…">: a button that opens the visitor's wallet with a signed form and ends with a receipt.
// This module has no side effects; `certfill/define` gives the element its name.
//
// The page never sees what is filled in, nor a certificate: the wallet sends both to the office that the signed form names.
// What comes back is a receipt or a code (./fill/conversation.mjs). Any script of the page can make up such an event, so a
// server asks its office whether the receipt is one of its own.
import { Base, localeOf, reflect, upgrade } from './base.mjs';
import { dress } from './dress.mjs';
import { converse, returned } from './fill/conversation.mjs';
import { CSS } from './fill/style.mjs';
import { say } from './fill/words.mjs';

const TEXTS = ['form', 'wallet', 'label', 'locale'];

export class CertfillFill extends Base {
  static interfaceVersion = 1;
  static observedAttributes = ['disabled', 'label', 'lang', 'locale'];

  #state = 'idle';
  #code;
  #talk;
  #receipt = null;
  #parts = {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    dress(root, CSS);
    const make = (tag, part, more) => {
      const one = Object.assign(document.createElement(tag), more);
      one.setAttribute('part', part);
      return this.#parts[part] = one;
    };
    const box = make('div', 'box', { className: 'box' });
    const go = make('button', 'button', { type: 'button', className: 'first', onclick: () => this.open() });
    const front = make('button', 'front', { type: 'button', onclick: () => this.#talk?.front() });
    const stop = make('button', 'stop', { type: 'button', onclick: () => this.cancel() });
    const row = Object.assign(document.createElement('div'), { className: 'row' });
    row.append(go, front, stop);
    const status = make('p', 'status', { className: 'status' });
    status.setAttribute('role', 'status');
    box.append(make('p', 'hint', { className: 'hint' }), row, status);
    root.append(box);
  }

  connectedCallback() {
    upgrade(this, [...TEXTS, 'disabled']);
    this.#draw();
    // Who was sent away in this very tab comes back with the answer behind `#`. Listeners are there by the next turn.
    const answer = returned();
    if (answer) setTimeout(() => this.#end(answer));
  }

  disconnectedCallback() {
    this.#talk?.stop();
    if (this.#state === 'open') this.#show('idle');
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now) this.#draw();
  }

  // Opens the wallet, or brings its window to the front. Browsers open windows for a press only: call it from one.
  open() {
    if (this.disabled) return;
    if (this.#state === 'open') return void this.#talk?.front();
    this.#receipt = null;
    this.#show('open');
    this.#talk = converse({
      form: this.form,
      wallet: this.wallet,
      locale: localeOf(this),
      // The page may have something to save first, or not want to be left.
      mayLeave: () => this.#tell('certfill-leave', {}, true),
      end: answer => this.#end(answer),
    });
  }

  // Gives up waiting. What was sent by then stays sent, and its receipt is in the wallet.
  cancel() {
    if (this.#state !== 'open') return;
    this.#talk?.stop();
    this.#end({ code: 'cancelled' });
    this.#parts.button.focus();
  }

  // The receipt as the office gave it, once there is one.
  get receipt() { return this.#receipt; }
  // 'idle', 'open', 'done' or 'error'.
  get state() { return this.#state; }
  get disabled() { return this.hasAttribute('disabled'); }
  set disabled(is) { this.toggleAttribute('disabled', !!is); }

  #end({ receipts, code, reason }) {
    if (receipts) {
      [this.#receipt] = receipts;
      this.#show('done');
      this.#tell('certfill-receipt', { receipt: receipts[0], receipts });
    } else {
      this.#show('error', code);
      this.#tell('certfill-error', { code, reason, message: say(localeOf(this), code) });
    }
  }

  #tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail: Object.freeze(detail) }));
  }

  #show(state, code) {
    this.#state = state;
    this.#code = code;
    this.#draw();
  }

  #draw() {
    const { box, button, front, stop, hint, status } = this.#parts;
    const locale = localeOf(this), state = this.#state;
    box.lang = locale;
    box.dataset.state = state;
    button.disabled = this.disabled;
    button.hidden = state === 'open';
    button.textContent = state === 'error' ? say(locale, 'retry')
      : state === 'done' ? say(locale, 'again')
      : this.label || say(locale, 'go');
    button.className = state === 'done' ? '' : 'first';
    front.hidden = stop.hidden = state !== 'open';
    front.textContent = say(locale, 'front');
    stop.textContent = say(locale, 'stop');
    hint.textContent = say(locale, 'hint');
    hint.hidden = state !== 'idle';
    status.textContent = state === 'idle' ? '' : say(locale, state === 'error' ? this.#code : state);
  }
}

reflect(CertfillFill, TEXTS);

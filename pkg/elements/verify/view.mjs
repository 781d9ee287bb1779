// What <certfill-verify> shows in each of its states. It decides nothing, and what comes from a certificate is text.
import { claimName, say } from './words.mjs';
import { textOrBytes } from './evidence.mjs';
import { at } from './judge.mjs';

const RESULTS = { valid: 'valid', 'not-accepted': 'other', invalid: 'invalid', undetermined: 'undetermined', failed: 'failed' };
// Two kinds of bad ones that call for other words than a forged one.
const SOFTER = {
  'not-a-certificate': 'nothing', expired: 'over', revoked: 'over', suspended: 'over', 'not-yet-valid': 'over',
};
const OUTCOMES = { passed: 'passed', failed: 'isFailed', undetermined: 'isUndetermined', skipped: 'skipped' };

function make(kind, { on, ...given } = {}, ...content) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(given)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  for (const [event, act] of Object.entries(on ?? {})) made.addEventListener(event, act);
  made.append(...content.filter(one => one !== undefined));
  return made;
}

// Enough of a code to tell it from another.
function start(bytes) {
  const text = textOrBytes(bytes);
  const whole = typeof text === 'string' ? text : Array.from(text, byte => byte.toString(16).padStart(2, '0')).join(' ');
  return whole.length > 24 ? `${whole.slice(0, 24)}…` : whole;
}

const shown = value => typeof value === 'object' ? JSON.stringify(value) : String(value);

// What is always there. The status is a live region of its own, because one that comes with its words is not read out.
export function frame() {
  const status = make('div', { part: 'status', role: 'status', 'aria-atomic': 'true' });
  const box = make('div', { part: 'box', class: 'box', role: 'group', 'aria-labelledby': 'label' },
    make('p', { part: 'label', class: 'label', id: 'label' }), make('div', { class: 'before' }), status, make('div', { class: 'after' }));
  return box;
}

// `model` is all there is to know, `act` what can be done. Gives back what ought to have the focus.
export function draw(box, model, act) {
  const { locale, state, isDisabled } = model;
  const t = (name, ...values) => say(locale, name, ...values);
  const button = (name, does, isFirst) => make('button', {
    type: 'button', part: `button ${name}`, class: isFirst ? 'first' : undefined, disabled: isDisabled, on: { click: does },
  }, t(name));
  box.lang = locale;
  const [label, before, status, after] = box.children;
  label.textContent = model.label || t('label');
  const view = (VIEWS[state] ?? VIEWS.result)({ ...model, t, button }, act);
  before.replaceChildren(...view.before ?? []);
  status.replaceChildren(...view.status ?? []);
  after.replaceChildren(...view.after ?? []);
  return box.querySelector('[data-focus]');
}

const line = (part, text, extra) => make('p', { part, class: part, ...extra }, text);

const asked = ({ t, locale, disclose }) => disclose.length
  ? [line('asked', t('asked', disclose.map(one => claimName(locale, one)).join(t('and'))))] : [];

const VIEWS = {
  idle: (model, act) => ({
    before: [...asked(model), line('hint', model.t('hint'), { class: 'small' })],
    after: [make('div', { part: 'ways', class: 'row' },
      ...model.canAskWallet ? [model.button('wallet', act.wallet, true)] : [],
      model.button('file', act.file, !model.canAskWallet),
      ...model.canScan ? [model.button('camera', act.camera)] : [],
      model.button('paste', act.paste)),
    line('handed', model.t('handed'), { class: 'small' })],
  }),
  paste: (model, act) => {
    const area = make('textarea', {
      part: 'text', id: 'text', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', 'data-focus': true, disabled: model.isDisabled,
      'aria-describedby': model.code ? 'problem' : undefined, 'aria-invalid': model.code ? 'true' : undefined,
      on: {
        // A hand scanner ends with Enter.
        keydown: event => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          act.text(area.value);
        },
      },
    });
    return {
      before: asked(model),
      status: model.words ? [make('p', { part: 'problem', id: 'problem', class: 'problem' }, model.t('both', model.words.cause, model.words.remedy))] : [],
      after: [make('label', { for: 'text', part: 'text-label' }, model.t('text')), area, make('div', { class: 'row' },
        model.button('verify', () => act.text(area.value), true), model.button('back', act.reset))],
    };
  },
  camera: (model, act) => ({
    before: [make('video', { part: 'video', muted: true, playsinline: true, 'aria-label': model.t('view') })],
    status: [line('progress', model.t(model.isLate ? 'closer' : model.isLooking ? 'aim' : 'starting'))],
    after: [make('div', { class: 'row' }, focused(model.button('stop', act.reset)))],
  }),
  pick: (model, act) => ({
    status: [line('progress', model.t('pick', model.codes.length), { tabindex: '-1', 'data-focus': true })],
    after: [make('div', { class: 'row' },
      ...model.codes.map((code, number) => {
        const one = model.button('code', () => act.code(code));
        one.textContent = model.t('code', number + 1, start(code));
        return one;
      }),
      model.button('back', act.reset))],
  }),
  waiting: (model, act) => ({
    before: asked(model),
    status: [line('progress', model.t('waiting'))],
    after: [make('div', { class: 'row' }, focused(model.button('cancel', act.reset)))],
  }),
  reading: working('reading'),
  checking: working('checking'),
  result,
};

function working(name) {
  return (model, act) => ({
    status: [line('progress', model.t(name))], after: [make('div', { class: 'row' }, focused(model.button('cancel', act.reset)))],
  });
}

function focused(element) {
  element.setAttribute('data-focus', '');
  return element;
}

function result(model, act) {
  const { t, state, words, code, answer } = model;
  const looks = state === 'valid' || state === 'invalid' ? state : 'unsure';
  const told = words ?? { cause: t('fine'), remedy: '' };
  const certificate = answer?.certificate;
  return {
    status: [
      make('p', { part: `verdict ${state}`, class: `verdict ${looks}`, tabindex: '-1', 'data-focus': true }, t(state === 'invalid' && SOFTER[code] || RESULTS[state])),
      line('cause', told.cause), line('remedy', told.remedy),
    ],
    after: [
      ...code ? [make('p', { part: 'code', class: 'small' }, t('reasonCode'), make('code', {}, code))] : [],
      ...state === 'valid' ? claims(model, certificate) : [],
      ...certificate?.issuer ? [line('issuer', t('by', certificate.issuer), { class: 'small' })] : [],
      ...answer ? [checks(model, certificate)] : [],
      make('div', { class: 'row' },
        ...model.canRetry ? [model.button('retry', act.retry, true)] : [], model.button(answer ? 'again' : 'back', act.reset)),
    ],
  };
}

function claims({ locale, disclose }, certificate) {
  const rows = disclose.map(one => make('div', {}, make('dt', {}, claimName(locale, one)),
    make('dd', {}, at(certificate.claims, one.path).map(shown).join(say(locale, 'and')))));
  return rows.length ? [make('dl', { part: 'claims' }, ...rows)] : [];
}

const checks = ({ t, causeOf }, certificate) => make('details', { part: 'checks' }, make('summary', {}, t('checks')),
  make('ul', {}, ...certificate.checks.map(({ check, outcome, code }) =>
    make('li', {}, t('is', t(check), t(OUTCOMES[outcome])), code ? t('why', causeOf(code)) : ''))));

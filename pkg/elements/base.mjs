// What both elements do in the same way.

// On a server there is no such thing, and importing the elements must do no harm there.
export const Base = globalThis.HTMLElement ?? class {};

export const dashed = name => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

export const property = (element, name, get, set) =>
  Object.defineProperty(element.prototype, name, { get, set, configurable: true, enumerable: true });

// Texts that are attribute and property.
export function reflect(element, names) {
  for (const name of names) {
    property(element, name,
      function () { return this.getAttribute(dashed(name)) ?? ''; },
      function (value) { this.setAttribute(dashed(name), value); });
  }
}

// A page may have set properties before the class had come.
export function upgrade(element, names) {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    delete element[name];
    element[name] = value;
  }
}

// The language of an element: its own attribute, then what stands around it, then the browser's.
export const localeOf = element =>
  /^zh\b/i.test(element.locale || element.closest('[lang]')?.lang || globalThis.navigator?.language) ? 'zh-CN' : 'en';

// The one of two texts, Chinese and English, that is meant.
export const pick = (locale, texts) => texts[Number(locale !== 'zh-CN')];

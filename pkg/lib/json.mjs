// JSON between the engine and the page. What is read has no prototype: a claim called `__proto__` or `toString` is a
// member like any other, and what a page puts on `Object.prototype` is not one.

export function read(text) {
  const open = [JSON.parse(text)];
  const whole = open[0];
  for (let at = 0; at < open.length; at += 1) {
    const value = open[at];
    if (value === null || typeof value !== 'object') continue;
    if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
    for (const name of Object.keys(value)) open.push(value[name]);
  }
  return whole;
}

// Own members only, and no `toJSON`, which some old libraries put on `Array.prototype`. Throws on what JSON does not have.
export function write(value, depth = 0) {
  if (depth > 64) throw new TypeError('nested too deep');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== 'object') throw new TypeError(`no JSON: ${typeof value}`);
  let text = '';
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) text += (at ? ',' : '') + write(value[at], depth + 1);
    return `[${text}]`;
  }
  for (const name of Object.keys(value)) {
    if (value[name] === undefined) continue;
    text += (text ? ',' : '') + JSON.stringify(name) + ':' + write(value[name], depth + 1);
  }
  return `{${text}}`;
}

// A way to fetch status lists, for whoever wants one: `verify(evidence, { fetchStatus: fetchStatusList })`.

// More than the largest list that the engine reads.
const MOST = 8 << 20;
const PATIENCE = 15_000;

export async function fetchStatusList(address, { signal } = {}) {
  if (new URL(address).protocol !== 'https:') return undefined;
  const late = AbortSignal.timeout(PATIENCE);
  const response = await fetch(address, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: signal === undefined ? late : AbortSignal.any([signal, late]),
  });
  if (!response.ok || response.body === null) return undefined;
  const parts = [];
  let length = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST) return reader.cancel().then(() => undefined);
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

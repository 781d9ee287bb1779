//! Everything that a page has stored in the browser, as text, to look for what must not be there.

use serde_json::Value;

use crate::session::Session;

/// Bytes are shown as text twice, as UTF-8 and as UTF-16, so that no encoding hides a name.
const DUMP: &str = r#"
(async () => {
  const out = [location.href, document.cookie, JSON.stringify(history.state)];
  const bytes = b => {
    out.push(new TextDecoder('utf-8').decode(b));
    if (b.byteLength > 1) out.push(new TextDecoder('utf-16le').decode(b));
  };
  const walk = async v => {
    if (v instanceof ArrayBuffer) bytes(new Uint8Array(v));
    else if (ArrayBuffer.isView(v)) bytes(new Uint8Array(v.buffer, v.byteOffset, v.byteLength));
    else if (v instanceof Blob) bytes(new Uint8Array(await v.arrayBuffer()));
    else if (v instanceof CryptoKey) out.push('the handle of a key');
    else if (v && typeof v === 'object') for (const [k, x] of Object.entries(v)) { out.push(k); await walk(x); }
    else out.push(String(v));
  };
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) out.push(key, store.getItem(key));
  const ask = r => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error); });
  for (const { name } of await indexedDB.databases()) {
    const db = await ask(indexedDB.open(name));
    out.push(name);
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store);
      out.push(store);
      await walk([await ask(all.getAllKeys()), await ask(db.transaction(store).objectStore(store).getAll())]);
    }
    db.close();
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) out.push(name, request.url);
  return out.join('\n');
})()
"#;

impl Session {
    /// Address, history, cookies, local and session storage, every database, every cache's keys.
    #[must_use]
    pub fn stored_text(&self) -> String {
        match self.run(DUMP) {
            Value::String(text) => text,
            other => panic!("the storage is {other}"),
        }
    }

    /// Panics when one of these words is stored anywhere in the clear.
    pub fn assert_not_stored(&self, words: &[&str]) {
        let text = self.stored_text();
        for word in words {
            assert!(!text.contains(word), "\"{word}\" is stored in the clear at {}", self.path());
        }
    }
}

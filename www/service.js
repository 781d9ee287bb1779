// Keeps one whole version of the app's files, so that it opens at once and
// without a network. A version is all or nothing: this script carries the list
// of its files with their digests, and takes over only when every one of them
// is here. Until then the version before it goes on. Trust lists, status lists,
// forms and offices are never touched (the app keeps those that it needs, and
// shows their age).
"use strict";

// `crates/web-build` writes { name, files: [[path, digest], …] } here. Without
// it (Trunk) there is nothing to keep, and every request goes to the network.
const VERSION = null;

const PREFIX = "certfill-";
const PAGE = "/";
// A page from the copy has run boot.js well within this time (milliseconds).
const STARTING = 3000;
// The server's own paths: never answered with the app's page. The same list
// stands in crates/cert-server/src/static_files.rs, and a test compares them.
const INTERFACES = ["offices", "issuer", "status", "trust", "forms", "departments", "specimen", "relay", "healthz", "readyz", "metrics", ".well-known"];

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    if (VERSION) await fetchAll(PREFIX + VERSION.name);
    // Pages of the version before stay what they are: their files keep their
    // own names, and stay here as long as such a page is open.
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await self.clients.claim();
    await tidy();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!VERSION || request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!isPage(url.pathname)) return;
    const copy = () => kept(PAGE, PREFIX + VERSION.name, request);
    event.respondWith(isAsked(url.pathname) ? fetch(request).catch(() => copy().then(withOpener)) : copy());
    // A newer version waits for this: by then the page says itself what it
    // uses, and the one that was left does not any more.
    event.waitUntil(new Promise((done) => setTimeout(done, STARTING)).then(tidy));
  } else if (url.pathname.startsWith("/v/")) {
    const [, , name] = url.pathname.split("/");
    event.respondWith(kept(url.pathname, PREFIX + name, request));
  }
});

// From the copy, at once. The network is asked only for what is not here; the
// browser itself looks for a newer version of this script beside it.
async function kept(path, cacheName, request) {
  try {
    // Not `open`: that would make an empty one for a version that is gone.
    const copy = await caches.match(path, { cacheName, ignoreVary: true });
    if (copy) return copy;
  } catch { /* the browser took the storage away: the network is as good */ }
  return fetch(request);
}

// Pages that another site opened keep their opener, as the server has it
// (crates/cert-server/src/headers.rs): the copy was made from the first page.
// They come from the network, which they need anyway: the policy of the copy
// may be older than the business that the operator has taken up since.
function isAsked(path) {
  return path === "/ask" || path.startsWith("/ask/");
}

function withOpener(page) {
  const headers = new Headers(page.headers);
  headers.set("Cross-Origin-Opener-Policy", "unsafe-none");
  return new Response(page.body, { status: page.status, headers });
}

function isPage(path) {
  const [, first] = path.split("/");
  return !INTERFACES.includes(first) && !path.slice(path.lastIndexOf("/")).includes(".");
}

// One after another and with low priority, beside what the person is doing.
// What has arrived before is not fetched again.
async function fetchAll(cacheName) {
  const cache = await caches.open(cacheName);
  try {
    for (const [path, integrity] of VERSION.files) {
      if (!(await cache.match(path))) await cache.put(path, await fetched(path, integrity));
    }
  } catch (error) {
    // A full disk must not be kept full by half of a version.
    if (error?.name === "QuotaExceededError") await caches.delete(cacheName);
    throw error;
  }
}

// The browser compares the digest: a file of another version is an error.
async function fetched(path, integrity) {
  const ask = async (cache) => {
    const response = await fetch(path, { integrity, cache, priority: "low", credentials: "same-origin" });
    if (!response.ok || response.redirected) throw new Error("not-loaded: " + path);
    return response;
  };
  try {
    // Named files never change, and the page has just loaded half of them.
    return await ask(path === PAGE ? "no-cache" : "default");
  } catch {
    return ask("reload");
  }
}

// Versions before this one that no page uses any more. A page says so by
// holding a lock (boot.js); where there are no locks, when no page is open.
// What came after this one may just be arriving, and is left alone.
async function tidy() {
  const own = PREFIX + VERSION?.name;
  const used = new Set();
  if (self.navigator.locks) {
    for (const { name } of (await self.navigator.locks.query()).held) used.add(name);
  } else if ((await self.clients.matchAll({ includeUncontrolled: true })).length > 0) {
    return;
  }
  // In the order in which they were made.
  const names = await caches.keys();
  for (const name of names.slice(0, Math.max(0, names.indexOf(own)))) {
    if (name.startsWith(PREFIX) && !used.has(name)) await caches.delete(name);
  }
}

// The vault's key over a reload of the page: in the memory of this worker only,
// for each tab under its own ticket, and for moments after the tab last said so
// (src/wallet/over_reload.rs; a test compares the two times). When this worker
// ends, the keys are gone with it, and the person is asked.
const HELD_LONGEST = 45_000;
const held = new Map();
// Tickets that were forgotten: a late word of their tab brings no key back.
const forgotten = new Set();

self.addEventListener("message", (event) => {
  const { say, ticket, key, until } = event.data ?? {};
  const [answer] = event.ports;
  if (say === "hold") {
    drop(ticket);
    const left = Math.min(until - Date.now(), HELD_LONGEST);
    if (!(left > 0) || forgotten.has(ticket)) return;
    // The timer ends it where the clock is set back, the time where the device slept.
    held.set(ticket, { key, until: Date.now() + left, timer: setTimeout(() => drop(ticket), left) });
  } else if (say === "ask") {
    const one = held.get(ticket);
    answer?.postMessage(one && Date.now() < one.until ? one.key : null);
  } else if (say === "forget") {
    for (const one of [ticket, ...held.keys()]) {
      if (person(one) !== person(ticket)) continue;
      forgotten.add(one);
      drop(one);
    }
    answer?.postMessage(null);
  }
});

/** Whose vault a ticket is for: locking one person's leaves the tabs of the others alone. */
function person(ticket) {
  return String(ticket).split("/", 1)[0];
}

function drop(ticket) {
  clearTimeout(held.get(ticket)?.timer);
  held.delete(ticket);
}

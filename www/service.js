// Keeps the static files, so that the app opens without a network. It answers
// only for files of this origin that are the same for everybody; trust lists,
// status lists, forms and offices are never touched (the app keeps those that
// it needs, and shows their age).
"use strict";
const CACHE = "certfill-static-1";
const STATIC = /^\/(?:[\w.-]+\.(?:js|wasm|css|svg|webmanifest))?$/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("certfill-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // Pages of the app share one document; the specimen world is the server's.
    const ours = url.pathname === "/" || /^\/(certificates|add|services|sent|verify|settings)(\/|$)/.test(url.pathname);
    if (ours) event.respondWith(page(request));
  } else if (STATIC.test(url.pathname)) {
    event.respondWith(file(request));
  }
});

// The document: from the network, so that a new version is seen; else the copy.
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.put("/", response.clone());
      await tidy(cache, await response.clone().text());
    }
    return response;
  } catch {
    return (await cache.match("/")) || Response.error();
  }
}

// Names with a hash never change; the few others are asked for first.
async function file(request) {
  const cache = await caches.open(CACHE);
  const hashed = /-[0-9a-f]{8,}/.test(new URL(request.url).pathname);
  const known = await cache.match(request, { ignoreVary: true });
  if (hashed && known) return known;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch {
    return known || Response.error();
  }
}

// Hashed files that the present document no longer names are deleted.
async function tidy(cache, html) {
  for (const request of await cache.keys()) {
    const name = new URL(request.url).pathname.slice(1);
    if (/-[0-9a-f]{8,}/.test(name) && !name.includes("snippets") && !html.includes(name)) await cache.delete(request);
  }
}

// Starts the app. It stands in a file of its own because the page's security
// policy allows no inline script, and Trunk's own loader is one. Trunk writes
// the hashed names into this script's data attributes (Trunk.toml).
"use strict";
(() => {
  const root = document.documentElement;
  const { js, wasm } = document.currentScript.dataset;

  // Light, dark and text size first, so that nothing flashes. Only these
  // three preferences and the language are kept outside the vault.
  try {
    const text = localStorage.getItem("certfill.text");
    const theme = localStorage.getItem("certfill.theme");
    const lang = localStorage.getItem("certfill.lang");
    if (text === "large" || text === "largest") root.dataset.text = text;
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    root.lang = lang === "en" || lang === "zh-CN" ? lang
      : (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  } catch { /* storage refused: the defaults of the page stay */ }

  const failed = (reason) => {
    const wait = document.getElementById("boot-wait");
    const box = document.getElementById("boot-failed");
    if (!wait || !box) return;
    wait.hidden = true;
    box.hidden = false;
    document.getElementById("boot-reason").textContent = reason;
  };
  if (typeof WebAssembly !== "object" || !WebAssembly.instantiate) {
    failed("wasm-not-available");
    return;
  }

  // The one Trusted Types policy: our own worker and service worker, nothing else.
  const own = new Map([["worker", "/worker.js"], ["service", "/service.js"]]);
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("certfill", {
        createScriptURL: (name) => {
          if (!own.has(name)) throw new TypeError("not one of our scripts");
          return own.get(name);
        },
      })
    : { createScriptURL: (name) => own.get(name) };

  let module;
  // Called from Rust: a worker that runs the same compiled module, so that
  // stretching the passphrase never blocks the page.
  window.certfillWorker = () => {
    const worker = new Worker(policy.createScriptURL("worker"), { type: "module" });
    worker.postMessage({ js: new URL(js, document.baseURI).href, module });
    return worker;
  };

  (async () => {
    try {
      const response = await fetch(wasm, { credentials: "same-origin" });
      if (!response.ok) throw new Error("wasm-not-loaded");
      const type = response.headers.get("content-type") || "";
      module = WebAssembly.compileStreaming && type.startsWith("application/wasm")
        ? await WebAssembly.compileStreaming(response)
        : await WebAssembly.compile(await response.arrayBuffer());
    } catch {
      failed("wasm-not-available");
      return;
    }
    try {
      const { default: start } = await import(js);
      await start({ module_or_path: module });
    } catch (error) {
      console.error(error);
      failed("start-failed");
    }
  })();

  if ("serviceWorker" in navigator && window.isSecureContext) {
    addEventListener("load", () => {
      navigator.serviceWorker.register(policy.createScriptURL("service")).catch(() => {});
    });
  }
})();

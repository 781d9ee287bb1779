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

  const compile = async (address) => {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) throw new Error("wasm-not-loaded");
    const type = response.headers.get("content-type") || "";
    return WebAssembly.compileStreaming && type.startsWith("application/wasm")
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  };

  let module;
  // Called from Rust: a worker that runs the door's compiled module, so that
  // stretching the passphrase never blocks the page.
  window.certfillWorker = () => {
    const worker = new Worker(policy.createScriptURL("worker"), { type: "module" });
    worker.postMessage({ js: new URL(js, document.baseURI).href, module });
    return worker;
  };

  // The house: every page of the app. It is fetched at the first touch, or when
  // the door asks for it; a failed try does not stand in the way of the next.
  let house;
  window.certfillLoad = () => house ??= Promise.all([compile("/cert-app_bg.wasm"), import("/cert-app.js")])
    .catch((error) => { house = undefined; throw error; });
  for (const touch of ["pointerdown", "keydown"]) {
    addEventListener(touch, () => window.certfillLoad().catch(() => {}), { once: true, capture: true });
  }
  // The door has been taken down. A fresh root, because the old one keeps its listeners.
  window.certfillEnter = async () => {
    const root = document.getElementById("app");
    root.replaceWith(root.cloneNode(false));
    const [compiled, glue] = await window.certfillLoad();
    await glue.default({ module_or_path: compiled });
  };

  (async () => {
    try {
      module = await compile(wasm);
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

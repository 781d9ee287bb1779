// Starts the app. It stands in a file of its own because the page's security
// policy allows no inline script. The page names the glue and the module in
// this script's data attributes, and their digests: all of one version, or
// nothing is started. (Trunk writes the same tag without digests; Trunk.toml.)
"use strict";
(() => {
  const root = document.documentElement;
  const tag = document.currentScript;
  const { js, wasm, jsDigest, wasmDigest } = tag.dataset;
  const at = (name) => new URL(name, tag.src).href;

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

  // Only a kiosk, and a phone that answers it, are drawn with these.
  if (/^\/(kiosk|hand)(\/|$)/.test(location.pathname)) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = at("kiosk.css");
    document.head.append(sheet);
  }

  // One of the page's two explanations: the browser is too old, or something
  // did not arrive. The second can be tried again.
  const failed = (reason) => {
    const wait = document.getElementById("boot-wait");
    const box = document.getElementById(reason === "wasm-not-available" ? "boot-failed" : "boot-torn");
    if (!wait || !box) return;
    wait.hidden = true;
    box.hidden = false;
    for (const place of document.querySelectorAll(".boot-reason")) place.textContent = reason;
    box.querySelector("button")?.focus();
  };
  for (const button of document.querySelectorAll(".boot-again")) {
    button.addEventListener("click", async () => {
      // Copies of the app's own files only, and only with a network to fetch them
      // again; certificates are in another place and stay.
      try {
        if (navigator.onLine) {
          for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
          for (const name of await caches.keys()) if (name.startsWith("certfill-")) await caches.delete(name);
        }
      } catch { /* no such storage: there is nothing to clear */ }
      location.reload();
    });
  }
  if (typeof WebAssembly !== "object" || !WebAssembly.instantiate) {
    failed("wasm-not-available");
    return;
  }

  // The one Trusted Types policy: our own scripts, nothing else.
  const own = new Map([["glue", at(js)], ["worker", at("worker.js")], ["scanner", at("scanner.js")], ["pages", at("pages.js")], ["service", "/service.js"]]);
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("certfill", {
        createScriptURL: (name) => {
          if (!own.has(name)) throw new TypeError("not one of our scripts");
          return own.get(name);
        },
      })
    : { createScriptURL: (name) => own.get(name) };

  const compile = async () => {
    const response = await fetch(at(wasm), { credentials: "same-origin", ...wasmDigest && { integrity: wasmDigest } });
    if (!response.ok) throw new Error("not-loaded");
    const type = response.headers.get("content-type") || "";
    return WebAssembly.compileStreaming && type.startsWith("application/wasm")
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  };

  // A script element, because `import()` takes no digest; the import after it
  // finds the module that the element has loaded.
  const glue = async () => {
    if (jsDigest) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.type = "module";
        script.integrity = jsDigest;
        script.src = policy.createScriptURL("glue");
        script.onload = resolve;
        script.onerror = () => reject(new Error("not-loaded"));
        document.head.append(script);
      });
    }
    return import(at(js));
  };

  let module;
  // Called from Rust: a worker that runs the app's compiled module, so that
  // stretching the passphrase never blocks the page.
  window.certfillWorker = () => {
    const worker = new Worker(policy.createScriptURL("worker"), { type: "module" });
    worker.postMessage({ js: at(js), module });
    return worker;
  };

  // Called from Rust: a worker that reads codes in pictures (src/ui/browser/scanner.rs).
  window.certfillScanner = () => new Worker(policy.createScriptURL("scanner"), { type: "module" });

  // Called from Rust: a worker that opens PDF files (src/ui/browser/pages.rs).
  window.certfillPages = () => new Worker(policy.createScriptURL("pages"), { type: "module" });

  // A version whose files are still being used is not cleared away (service.js).
  const [, version] = /\/v\/([0-9a-f]+)\//.exec(tag.src) || [];
  // Leaving the page breaks the promise; nobody waits for it.
  if (version) navigator.locks?.request("certfill-" + version, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});

  (async () => {
    let start;
    try {
      const loading = [compile(), glue()];
      [module, { default: start }] = await Promise.all(loading);
    } catch (error) {
      console.error(error);
      failed(error instanceof WebAssembly.CompileError ? "wasm-not-available" : "not-loaded");
      return;
    }
    try {
      await start({ module_or_path: module });
    } catch (error) {
      console.error(error);
      failed("start-failed");
      return;
    }
    // After the first screen, so that it does not compete for the network.
    if ("serviceWorker" in navigator && window.isSecureContext) {
      navigator.serviceWorker.register(policy.createScriptURL("service")).catch(() => {});
    }
  })();
})();

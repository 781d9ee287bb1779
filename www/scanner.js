// Reads codes in pictures beside the page. Above this, the web build puts the
// glue of the decoder (crates/scan-wasm); Trunk does not, and then the page says
// that the scanner is not there.
"use strict";

// `crates/web-build` writes the digest of the module here.
const DIGEST = null;

// More pixels show nothing more of a code, and cost time and memory.
const MOST_PIXELS = 8e6;

let decoder;
// The module lies beside this script, unless whoever started it says where it is, or gives its bytes.
async function ready(module = new URL("scan.wasm", self.location.href)) {
  if (typeof OffscreenCanvas === "undefined") throw new Error("no OffscreenCanvas");
  if (module instanceof ArrayBuffer) return __wbg_init({ module_or_path: module });
  const response = await fetch(module, {
    credentials: "same-origin", ...DIGEST && { integrity: DIGEST },
  });
  if (!response.ok) throw new Error("not-loaded");
  return __wbg_init({ module_or_path: await response.arrayBuffer() });
}

// One picture, one answer: a list of [bytes, corners], or a word for what failed.
self.addEventListener("message", async ({ data: [picture, thorough, module] }) => {
  try {
    decoder ??= ready(module);
    await decoder;
  } catch (error) {
    console.warn(error);
    decoder = undefined;
    picture.close();
    self.postMessage("not-loaded");
    return;
  }
  try {
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (picture.width * picture.height)));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    // What is transparent is paper.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    picture.close();
    const { data } = context.getImageData(0, 0, width, height);
    self.postMessage(codesIn(width, height, data, thorough));
  } catch (error) {
    // Also when the decoder came to a stop: this worker is thrown away, the next picture gets a new one.
    console.warn(error);
    self.postMessage("picture");
  }
});

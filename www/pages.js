// Opens PDF files beside the page and draws what codes are looked for in.
// Above this, the web build puts the glue of the reader (crates/pages-wasm);
// Trunk does not, and then the page says that the reader is not there.
"use strict";

// `crates/web-build` writes the digest of the module here.
const DIGEST = null;

async function ready() {
  if (typeof OffscreenCanvas === "undefined") throw new Error("no OffscreenCanvas");
  const response = await fetch(new URL("pages.wasm", self.location.href), {
    credentials: "same-origin", ...DIGEST && { integrity: DIGEST },
  });
  if (!response.ok) throw new Error("not-loaded");
  await __wbg_init({ module_or_path: await response.arrayBuffer() });
}

let file;
// One message, one answer. ["load"]: an empty list. ["open", bytes]: [pages that are
// looked at, all pages]. ["page", number from 0, "pictures" or "whole"]: a list of
// pictures. Or a word for what failed; then this worker is thrown away.
self.addEventListener("message", async ({ data: [what, given, part] }) => {
  if (what === "load") {
    try {
      await ready();
      self.postMessage([]);
    } catch (error) {
      console.warn(error);
      self.postMessage("pdf-not-loaded");
    }
    return;
  }
  try {
    if (what === "open") {
      file = Document.open(new Uint8Array(given));
      self.postMessage([file.pages, file.all]);
      return;
    }
    const drawn = part === "whole" ? [file.render(given)] : file.pictures(given);
    const pictures = await Promise.all(drawn.map(bitmap));
    self.postMessage(pictures, pictures);
  } catch (error) {
    // A word of the reader, or it came to a stop on bytes that were made to stop it.
    if (typeof error !== "string") console.warn(error);
    self.postMessage(typeof error === "string" ? error : "pdf-not-readable");
  }
});

function bitmap([width, height, greys]) {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let at = 0; at < greys.length; at += 1) pixels[at] = 0xff000000 | greys[at] * 0x10101;
  return createImageBitmap(image);
}

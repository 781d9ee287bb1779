// What others offer for the same pictures.
import jsQR from "jsqr";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

prepareZXingModule({ overrides: { locateFile: () => "/zxing_reader.wasm" } });

const options = (thorough) => ({
  formats: ["QRCode"], tryHarder: thorough, tryRotate: thorough, tryInvert: thorough, tryDownscale: thorough,
  tryDenoise: thorough, maxNumberOfSymbols: 16,
});

export const zxing = async (image, thorough) =>
  (await readBarcodes(image, options(thorough))).filter((code) => code.isValid).map((code) => code.bytes);

export const jsqr = async (image) => {
  const code = jsQR(image.data, image.width, image.height);
  return code ? [new Uint8Array(code.binaryData)] : [];
};

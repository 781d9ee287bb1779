// Reads the same pictures with our decoder and with those of others.
import init, { codesIn } from "/scanner.js";
import { jsqr, zxing } from "/peers.js";

const { memory } = await init({ module_or_path: "/scan.wasm" });
const ours = async (image, thorough) =>
  Array.from(codesIn(image.width, image.height, image.data, thorough), ([bytes]) => bytes);
const readers = { ours, zxing, jsqr };

// What the codes say, for comparing: the ASCII in it, since the character set is a guess.
const said = (bytes) => String.fromCharCode(...bytes.filter((byte) => byte < 128));

async function image(name, quarters) {
  const picture = await createImageBitmap(await (await fetch(name)).blob());
  const turned = quarters % 2 === 1;
  const [width, height] = turned ? [picture.height, picture.width] : [picture.width, picture.height];
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.translate(width / 2, height / 2);
  context.rotate(quarters * Math.PI / 2);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
  return context.getImageData(0, 0, width, height);
}

// For each reader: how many read what they should, how many something else.
globalThis.count = async (pictures) => {
  const told = {};
  for (const [name, read] of Object.entries(readers)) told[name] = { read: 0, wrong: 0 };
  for (const { name, quarters, wanted } of pictures) {
    const seen = await image(name, quarters);
    for (const [reader, read] of Object.entries(readers)) {
      let codes = [];
      try {
        codes = (await read(seen, true)).map(said);
      } catch (error) {
        console.warn(reader, name, error);
      }
      if (wanted !== null && codes.includes(wanted)) told[reader].read += 1;
      else if (codes.length > 0) told[reader].wrong += 1;
    }
  }
  return told;
};

const median = (times) => times.sort((one, other) => one - other)[Math.floor(times.length / 2)];

// Milliseconds for each frame, ours and zxing's, fast and thorough.
globalThis.times = async (names) => {
  const took = { fast: { ours: [], zxing: [] }, thorough: { ours: [], zxing: [] } };
  for (const name of names) {
    const seen = await image(name, 0);
    for (const effort of ["fast", "thorough"]) {
      for (const reader of ["ours", "zxing"]) {
        const rounds = [];
        for (let round = 0; round < 3; round += 1) {
          const begun = performance.now();
          await readers[reader](seen, effort === "thorough");
          rounds.push(performance.now() - begun);
        }
        took[effort][reader].push(median(rounds));
      }
    }
  }
  for (const readers of Object.values(took)) for (const name of Object.keys(readers)) readers[name] = median(readers[name]);
  return took;
};

// How much the decoder's memory grows over so many pictures, in percent.
globalThis.growth = async (names, rounds) => {
  for (const name of names) await ours(await image(name, 0), true);
  const before = memory.buffer.byteLength;
  for (let round = 0; round < rounds; round += 1) await ours(await image(names[round % names.length], 0), true);
  return (memory.buffer.byteLength / before - 1) * 100;
};

globalThis.ready = true;

// Whether the colours that a page has given an element can be read.

const LEAST = 4.5;

const light = ([r, g, b]) => [r, g, b]
  .map(part => part / 255)
  .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
  .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);

// The browser says every colour as it draws it; a picture of one pixel is what all of them can be turned into.
function rgb(colour) {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}

// Whether words on it can be read: 4.5 to 1 (WCAG 1.4.3).
export function isLegible(element) {
  const { color, backgroundColor } = getComputedStyle(element);
  const [a, b] = [color, backgroundColor].map(colour => light(rgb(colour)) + .05);
  return Math.max(a, b) / Math.min(a, b) >= LEAST;
}

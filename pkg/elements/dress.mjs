// How both elements look when nobody says otherwise. A page sets the custom properties or styles the parts.

// The box takes nothing over from the page but its custom properties, so a page that resets or enlarges everything
// leaves it whole.
const BASE = `
:host { display: block }
:host([hidden]), [hidden] { display: none !important }
.box {
  all: initial; box-sizing: border-box; display: block;
  --bg: var(--certfill-background, light-dark(#fff, #182124)); --ink: var(--certfill-color, light-dark(#15202b, #e9eff0));
  --accent: var(--certfill-accent, light-dark(#0f5c63, #6cc7c9)); --on: var(--certfill-accent-color, light-dark(#fff, #06282b));
  --good: light-dark(#17693f, #74d3a0); --warn: light-dark(#7a5200, #f0c469); --bad: light-dark(#a8201a, #ff9d95);
  color-scheme: inherit; color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.5 var(--certfill-font, system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif);
}
.box * { box-sizing: border-box; font: inherit; color: inherit }
p:empty { display: none }
.row { gap: .625rem }
.box button {
  min-height: 2.75rem; padding: .5rem 1rem; border: 1.5px solid var(--accent); border-radius: var(--certfill-radius, 10px);
  background: var(--bg); color: var(--accent); font-weight: 600; cursor: pointer;
}
.box button.first { background: var(--accent); color: var(--on) }
.box button:disabled { cursor: not-allowed; border-style: dashed; background: var(--bg); color: var(--ink) }
.box :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
@media (forced-colors: active) { .box button { border-color: ButtonText } .box button.first { border-width: 3px } }
`;

const made = new Map();

// Constructable style sheets are no inline styles, so a strict policy of the page leaves them alone.
function sheet(css) {
  if (!made.has(css)) {
    made.set(css, new CSSStyleSheet());
    made.get(css).replaceSync(css);
  }
  return made.get(css);
}

export function dress(root, css) {
  if ('adoptedStyleSheets' in root) root.adoptedStyleSheets = [BASE, css].map(sheet);
}

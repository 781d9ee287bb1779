// How <certfill-verify> looks when nobody says otherwise. A page sets the custom properties or styles the parts.

// The box takes nothing over from the page but its custom properties, so a page that resets or enlarges everything
// leaves it whole. `data-plain`: the page's colours could not be read, so they are not used.
const CSS = `
:host { display: block }
:host([hidden]) { display: none }
.box {
  all: initial; box-sizing: border-box; display: block; max-width: 40rem; padding: 1.25rem;
  --bg: var(--certfill-background, light-dark(#fff, #182124)); --ink: var(--certfill-color, light-dark(#15202b, #e9eff0));
  --accent: var(--certfill-accent, light-dark(#0f5c63, #6cc7c9)); --on: var(--certfill-accent-color, light-dark(#fff, #06282b));
  --good: light-dark(#17693f, #74d3a0); --warn: light-dark(#7a5200, #f0c469); --bad: light-dark(#a8201a, #ff9d95);
  --line: var(--certfill-border, light-dark(#75828c, #8b9aa0));
  color-scheme: inherit; background: var(--bg); color: var(--ink); border: 1px solid var(--line); border-radius: var(--certfill-radius, 12px);
  font: 1rem/1.5 var(--certfill-font, system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif);
  overflow-wrap: anywhere;
}
.box[data-plain] {
  --bg: light-dark(#fff, #182124); --ink: light-dark(#15202b, #e9eff0);
  --accent: light-dark(#0f5c63, #6cc7c9); --on: light-dark(#fff, #06282b);
}
.box.drop { outline: 3px dashed var(--accent); outline-offset: -6px }
.box * { box-sizing: border-box; font: inherit; color: inherit }
p, dl, ul { margin: .5rem 0 }
p:first-child { margin-top: 0 } p:empty { display: none }
.box .label { font-weight: 650; font-size: 1.125rem }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: .625rem; margin-top: 1rem }
.box button {
  min-height: 2.75rem; padding: .5rem 1rem; border: 1.5px solid var(--accent); border-radius: var(--certfill-radius, 10px);
  background: var(--bg); color: var(--accent); font-weight: 600; cursor: pointer;
}
.box button.first { background: var(--accent); color: var(--on) }
.box button:disabled { cursor: not-allowed; border-style: dashed; background: var(--bg); color: var(--ink) }
.box :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.verdict:focus { outline: none }
.box textarea, video { display: block; width: 100%; margin-top: .375rem; border: 1px solid currentColor; border-radius: 8px }
.box textarea { min-height: 7rem; padding: .5rem; background: var(--bg); font-family: ui-monospace, monospace; resize: vertical }
video { background: #000; aspect-ratio: 4/3; max-height: 60vh; object-fit: cover }
.box .verdict { display: flex; gap: .625rem; align-items: center; font-size: 1.375rem; font-weight: 700; color: var(--warn) }
.verdict::before { content: "!"; flex: none; width: 2em; line-height: 2; text-align: center; border: 2px solid; border-radius: 50% }
.box .verdict.valid { color: var(--good) } .valid::before { content: "✓" / "" }
.box .verdict.invalid { color: var(--bad) } .invalid::before { content: "✕" / "" }
dl div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .375rem 0; border-top: 1px solid var(--line) }
dt { flex: 1 1 8rem } .box dd { flex: 2 1 14rem; margin: 0; font-weight: 600 }
.box .small { font-size: .9375rem }
.box summary { cursor: pointer; color: var(--accent); padding: .625rem 0 }
ul { padding-left: 1.25rem }
@media (forced-colors: active) { .box, .box button { border-color: ButtonText } .box button.first { border-width: 3px } }
`;

let sheet;

// Constructable style sheets are no inline styles, so a strict policy of the page leaves them alone.
export function dress(root) {
  if (!('adoptedStyleSheets' in root)) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  root.adoptedStyleSheets = [sheet];
}

// How <certfill-fill> looks when nobody says otherwise. A page sets the custom properties or styles the parts.

const CSS = `
:host { display: block }
:host([hidden]) { display: none }
.box {
  all: initial; display: block;
  --bg: var(--certfill-background, light-dark(#fff, #182124)); --ink: var(--certfill-color, light-dark(#15202b, #e9eff0));
  --accent: var(--certfill-accent, light-dark(#0f5c63, #6cc7c9)); --on: var(--certfill-accent-color, light-dark(#fff, #06282b));
  color-scheme: inherit; color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.5 var(--certfill-font, system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif);
}
.box * { box-sizing: border-box; font: inherit; color: inherit }
[hidden] { display: none !important }
p { margin: 0 0 .625rem }
p:empty { display: none }
.row { display: flex; flex-wrap: wrap; gap: .625rem }
.status { margin: .75rem 0 0 }
.box[data-state=done] .status { color: light-dark(#17693f, #74d3a0); font-weight: 600 }
.box[data-state=error] .status { color: light-dark(#a8201a, #ff9d95) }
.box button {
  min-height: 3rem; padding: .5rem 1.25rem; border: 1.5px solid var(--accent); border-radius: var(--certfill-radius, 12px);
  background: var(--bg); color: var(--accent); font-weight: 600; cursor: pointer;
}
.box button.first { background: var(--accent); color: var(--on) }
.box button:disabled { cursor: not-allowed; border-style: dashed; background: var(--bg); color: var(--ink) }
.box :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
@media (max-width: 30rem) { .box button { flex: 1 1 100% } }
@media (forced-colors: active) { .box button { border: 2px solid ButtonText } }
`;

let sheet;

// A constructable style sheet needs no permission of the page's policy.
export function dress(root) {
  sheet ??= new CSSStyleSheet();
  if (!sheet.cssRules.length) sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}

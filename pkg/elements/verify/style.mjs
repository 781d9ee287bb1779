// How <certfill-verify> looks, beside what both elements have in common.

// `data-plain`: the page's colours could not be read, so they are not used.
export const CSS = `
.box {
  --line: var(--certfill-border, light-dark(#75828c, #8b9aa0));
  max-width: 40rem; padding: 1.25rem; background: var(--bg); border: 1px solid var(--line); border-radius: var(--certfill-radius, 12px);
}
.box[data-plain] {
  --bg: light-dark(#fff, #182124); --ink: light-dark(#15202b, #e9eff0);
  --accent: light-dark(#0f5c63, #6cc7c9); --on: light-dark(#fff, #06282b);
}
.box.drop { outline: 3px dashed var(--accent); outline-offset: -6px }
p, dl, ul { margin: .5rem 0 }
p:first-child { margin-top: 0 }
.box .label { font-weight: 650; font-size: 1.125rem }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); margin-top: 1rem }
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
@media (forced-colors: active) { .box { border-color: ButtonText } }
`;

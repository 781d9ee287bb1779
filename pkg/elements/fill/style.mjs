// How <certfill-fill> looks, beside what both elements have in common.

export const CSS = `
p { margin: 0 0 .625rem }
.row { display: flex; flex-wrap: wrap }
.status { margin: .75rem 0 0 }
.box[data-state=done] .status { color: var(--good); font-weight: 600 }
.box[data-state=error] .status { color: var(--bad) }
.box button { min-height: 3rem; padding: .5rem 1.25rem; border-radius: var(--certfill-radius, 12px) }
@media (max-width: 30rem) { .box button { flex: 1 1 100% } }
@media (forced-colors: active) { .box button { border-width: 2px } }
`;

// Both elements of the package, on a page of ours: they are in index.html.
import 'certfill/define';
import { keys } from './specimen.json';

const show = (id, text) => { document.querySelector(id).textContent = text; };

// Whose certificates count. Our server verifies the evidence again: what an event says is for the page's looks.
const shown = document.querySelector('certfill-verify');
shown.issuers = keys;
shown.addEventListener('certfill-result', ({ detail }) => show('#shown', detail.accepted ? detail.claims.name : detail.code));
shown.addEventListener('certfill-error', ({ detail }) => show('#shown', detail.code));

const filled = document.querySelector('certfill-fill');
filled.addEventListener('certfill-receipt', ({ detail }) => show('#filled', detail.receipt));
filled.addEventListener('certfill-error', ({ detail }) => show('#filled', detail.code));

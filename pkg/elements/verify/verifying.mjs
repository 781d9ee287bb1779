// What verifies, and the words for what it finds. Fetched when there is something to verify, or somebody is about to hand it
// over.
export { fetchStatusList } from '../../lib/fetch-status.mjs';
export { reasonOf, verify } from '../../lib/verify.mjs';
export { words } from '../../lib/words.mjs';

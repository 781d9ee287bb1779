// What others offer for the same work; bundled into one file for the page.
export { ed25519 } from '@noble/curves/ed25519.js';
export { p256 } from '@noble/curves/nist.js';
export { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';

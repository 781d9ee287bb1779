// What has to be known of wallets before one is asked; asking is `wallet.mjs`, which is fetched then.
import { base64url } from '../../lib/bytes.mjs';

const UNSIGNED = 'openid4vp-v1-unsigned';
const SIGNED = 'openid4vp-v1-signed';

// Which protocols this browser passes on: a signed question only where the page has somebody to sign it.
export function protocols(canSign) {
  const speaks = name => {
    try { return globalThis.DigitalCredential?.userAgentAllowsProtocol?.(name) === true; } catch { return false; }
  };
  return [...canSign ? [SIGNED] : [], UNSIGNED].filter(speaks);
}

export const audience = () => `origin:${globalThis.location?.origin}`;

// 32 bytes: nobody guesses it, and none comes twice.
export const freshNonce = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

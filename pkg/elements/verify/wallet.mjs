// "From your phone's wallet": asks for a certificate over the W3C Digital Credentials API, in the words of OpenID4VP 1.0
// (Annex A), and gives back the presentation as the wallet sent it. Whether it is genuine is not judged here.
import { CertfillError } from '../../lib/errors.mjs';
import { ENCODINGS, fromBase64url, newKey, objectOf, open, plain, textOf } from './jwe.mjs';

const ID = 'certificate';
const SIGNED = 'openid4vp-v1-signed';

// Why nothing can be verified. Nobody is told whether a person said no, had nothing that fits, or a wallet refused:
// each of these would say what somebody has (OpenID4VP 1.0, 15.9.2). The page sees one code for all of them.
export const NOTHING = 'wallet-nothing';
export const NOT_ASKED = 'wallet-not-asked';
export const UNREADABLE = 'wallet-answer-unreadable';

// What is asked for. Without `claims` a wallet gives nothing but what it must (OpenID4VP 1.0, 6.4.1).
export function question({ types, paths, nonce, mode, jwk }) {
  const claims = paths.length ? { claims: paths.map(path => ({ path })) } : {};
  return {
    response_type: 'vp_token',
    response_mode: mode,
    nonce,
    dcql_query: { credentials: [{ id: ID, format: 'dc+sd-jwt', meta: { vct_values: types }, ...claims }] },
    client_metadata: {
      vp_formats_supported: {
        'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256', 'Ed25519'], 'kb-jwt_alg_values': ['ES256', 'Ed25519'] },
      },
      // One key, because there are wallets that give up at the first key of a set that they cannot use.
      ...jwk && { jwks: { keys: [jwk] }, encrypted_response_enc_values_supported: ENCODINGS },
    },
  };
}

// The presentation, as text. `sign` is the page's own: it sends the question to the page's server and gets it back as a
// signed request object. `protocols` are those that the browser passes on (`asking.mjs`). `signal` ends the waiting.
export async function ask({ types, paths, nonce, mode, protocols, sign, signal }) {
  const key = mode === 'dc_api.jwt' ? await newKey() : undefined;
  const asked = question({ types, paths, nonce, mode, jwk: key?.jwk });
  const requests = [];
  for (const protocol of protocols) {
    requests.push({ protocol, data: protocol === SIGNED ? { request: await signed(sign, asked) } : asked });
  }
  signal.throwIfAborted();
  let told;
  try {
    told = await navigator.credentials.get({ digital: { requests }, mediation: 'required', signal });
  } catch (cause) {
    throw new CertfillError(NOTHING, undefined, cause);
  }
  if (!told) throw new CertfillError(NOTHING);
  try {
    return presentation(await answered(told.data, key));
  } catch (cause) {
    if (cause instanceof CertfillError) throw cause;
    throw new CertfillError(UNREADABLE, undefined, cause);
  }
}

async function signed(sign, asked) {
  try {
    return await sign({ ...asked, expected_origins: [location.origin] });
  } catch (cause) {
    throw new CertfillError(NOT_ASKED, undefined, cause);
  }
}

// The answer's members. The promise is fulfilled also when the wallet answers with an error, and some send that error
// without encryption where encryption was asked for. A presentation must be encrypted then (OpenID4VP 1.0, 8.3).
async function answered(data, key) {
  const outer = typeof data === 'string' ? objectOf(data) : plain(data);
  if ('error' in outer) throw new CertfillError(NOTHING);
  if (!key) return outer;
  if (typeof outer.response !== 'string') throw new TypeError('not encrypted');
  let text = await open(outer.response, key);
  // Some wallets put a signed JWT inside, as older drafts did. Its signature proves nothing that matters: what it holds
  // is bound to this question by the holder's own signature, which the engine checks.
  const wrapped = /^"?[\w-]+\.([\w-]+)\.[\w-]*"?$/.exec(text.trim());
  if (wrapped) text = textOf(fromBase64url(wrapped[1]));
  const inner = objectOf(text);
  if ('error' in inner) throw new CertfillError(NOTHING);
  return inner;
}

// `vp_token` has one presentation for our one question: in a list (OpenID4VP 1.0, 8.1), or alone as in older drafts.
function presentation(answer) {
  const given = answer.vp_token;
  if (typeof given !== 'object' && typeof given !== 'string') throw new TypeError('vp_token');
  const token = typeof given === 'string' ? objectOf(given) : plain(given);
  const [one, ...more] = [token[ID] ?? []].flat();
  if (one === undefined) throw new CertfillError(NOTHING);
  if (typeof one !== 'string' || !one || more.length) throw new TypeError('vp_token');
  return one;
}

import type { CertfillError, CheckResult, Code, Format, JsonObject, PackageCode, Verdict } from '../index.js';

/** A claim that a page wants: `address/locality` as in a JSON Pointer, or DCQL's own list (`null` is every element). */
export type Claim =
  | string
  | readonly (string | number | null)[]
  | {
      readonly path: string | readonly (string | number | null)[];
      /** Words for people, where the claim's own name says too little. */
      readonly label?: string;
    };

/** What the element is doing or has come to. Also a custom state: `certfill-verify:state(valid)`. */
export type VerifyState =
  /** Nothing was handed over yet. */
  | 'idle'
  /** A text is being pasted or written. */
  | 'paste'
  /** The camera looks. */
  | 'camera'
  /** A picture is being read. */
  | 'reading'
  /** A picture has several codes; the person picks one. */
  | 'pick'
  /** A wallet was asked. */
  | 'waiting'
  /** A certificate is being verified. */
  | 'checking'
  /** Valid, and what the page asks for. */
  | 'valid'
  /** Valid, but not what the page asks for. */
  | 'not-accepted'
  /** Not to be relied on. */
  | 'invalid'
  /** Nothing failed, but something could not be established. */
  | 'undetermined'
  /** Nothing could be verified: `certfill-error` says why. */
  | 'failed';

/** What becomes of a valid certificate that does not do for this page. */
export type RefusalCode =
  /** It is of none of the kinds in `accept`. */
  | 'kind-not-accepted'
  /** A claim of `disclose` is not shown. */
  | 'claim-not-shown'
  /** `require` has `status`, and it names no status list. */
  | 'status-not-named';

/** Detail of `certfill-result`. For the page's looks only: any script of the page can make up such an event. */
export interface VerifyResult {
  readonly version: 1;
  /** The engine's verdict, as of `verify`. */
  readonly verdict: Verdict;
  /** Whether it is valid and what this page asks for. */
  readonly accepted: boolean;
  /** Why it is not; absent when it is. */
  readonly code?: Code | RefusalCode;
  readonly checks: readonly CheckResult[];
  readonly format?: Format;
  readonly issuer?: string;
  /** When accepted: what was handed over, exactly as received. Send it to your server and verify it there again. */
  readonly evidence?: string | Uint8Array;
  /** When accepted: the claims. */
  readonly claims?: JsonObject;
  /** When possession was proven: for which question. Your server compares it with the one it gave (`challenge`). */
  readonly nonce?: string;
  /** When possession was proven: for whom. */
  readonly audience?: string;
}

/** Detail of `certfill-error`: nothing was verified. */
export interface VerifyError {
  readonly version: 1;
  readonly code: Code | PackageCode;
  /** What happened and what to do, in the element's language. */
  readonly words: { readonly cause: string; readonly remedy: string };
  readonly error: CertfillError;
}

/** The question to a wallet, which your server signs (OpenID4VP 1.0, A.3.2): it adds `client_id` and answers with the JWS. */
export interface WalletQuestion {
  readonly response_type: 'vp_token';
  readonly response_mode: 'dc_api' | 'dc_api.jwt';
  readonly nonce: string;
  readonly dcql_query: object;
  readonly client_metadata: object;
  readonly expected_origins: readonly string[];
}

/** The events of the element, for `addEventListener`. */
export interface CertfillVerifyEventMap extends HTMLElementEventMap {
  'certfill-result': CustomEvent<VerifyResult>;
  'certfill-error': CustomEvent<VerifyError>;
}

/** Version 1 of what a page may use. It stays as it is, whatever later versions bring. */
export interface VerifyInterface1 {
  readonly version: 1;
  readonly state: VerifyState;
  readonly result: VerifyResult | undefined;
  verify(evidence: string | Uint8Array | Blob): Promise<VerifyResult | undefined>;
  reset(): void;
}

/**
 * `<certfill-verify accept="…" issuers="…">`: a visitor's certificate, verified in the visitor's browser, as a field of a form.
 *
 * @fires certfill-result - `detail` is a {@link VerifyResult}
 * @fires certfill-error - `detail` is a {@link VerifyError}
 */
export declare class CertfillVerify extends HTMLElement {
  /** Rises when this interface changes in a way that a page notices. */
  static readonly interfaceVersion: 1;
  static readonly formAssociated: true;

  /** Kinds that count: types (`vct`, `type`) or formats. Empty: every kind. Wallets can be asked for types only. */
  accept: string | readonly string[] | undefined;
  /** Whose certificates count: keys (JWK, JWK Set, PEM). As an attribute: addresses of such files. */
  issuers: readonly (string | object)[] | string | undefined;
  /** A signed trust list. As an attribute: its address. Needs `trustRoots`. */
  trustList: string | Uint8Array | undefined;
  /** The root keys that the trust list must be signed with. As an attribute: their address. */
  trustRoots: string | object | undefined;
  /** `status`: it must name a status list. `possession`: its holder must have signed for `challenge`. */
  require: string | readonly ('status' | 'possession')[] | undefined;
  /** The claims that this page wants. */
  disclose: string | readonly Claim[] | undefined;
  /** The question that your server gave for this visit: at least 128 random bits, used once. Without it the element makes its own. */
  challenge: string;
  /** For whom possession must be proven; `origin:` and the page's origin without it, and always when a wallet is asked. */
  audience: string;
  /** Whether a wallet's answer is encrypted to the page: `dc_api.jwt` (so without this) or `dc_api`. */
  responseMode: string;
  /** Has the question to a wallet signed by your server. */
  signRequest: ((question: WalletQuestion) => Promise<string>) | undefined;
  /** Fetches status lists; `null`: none is fetched. Without it they are fetched from where the certificate says. */
  fetchStatus: ((address: string, options: { signal?: AbortSignal }) => Promise<string | Uint8Array | ArrayBuffer | undefined>) | null | undefined;

  /** Words over it. */
  label: string;
  /** `zh-CN` or `en`; without it the language of the page. */
  locale: string;
  name: string;
  required: boolean;
  disabled: boolean;

  readonly state: VerifyState;
  readonly result: VerifyResult | undefined;
  /** The field's value: the evidence when it is accepted, else empty. Bytes are a `data:` address. */
  readonly value: string;
  readonly type: string;
  readonly form: HTMLFormElement | null;
  readonly validity: ValidityState | undefined;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;

  /** Verifies what the page has. Never throws; `undefined` when nothing could be verified. */
  verify(evidence: string | Uint8Array | Blob): Promise<VerifyResult | undefined>;
  /** Back to the beginning; whatever is under way ends. */
  reset(): void;
  /** A version of the interface; `undefined` for one that is not known here. */
  certfill(version: 1): VerifyInterface1;
  certfill(version: number): VerifyInterface1 | undefined;

  addEventListener<K extends keyof CertfillVerifyEventMap>(
    type: K,
    listener: (this: CertfillVerify, event: CertfillVerifyEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'certfill-verify': CertfillVerify;
  }
}

/**
 * Certificates verified where they are shown: in the visitor's browser, and again, with the same code and the same
 * answer, on your server (`certfill/node`). Nothing is fetched but the engine itself, and what your own
 * {@link VerifyOptions.fetchStatus} fetches.
 *
 * @packageDocumentation
 */
import type { Code, PackageCode } from './codes.js';

export type { Code, PackageCode } from './codes.js';

/** The answer in one word. `undetermined`: nothing failed, but something could not be established. */
export type Verdict = 'valid' | 'invalid' | 'undetermined';

/** What is checked, in the order of a report. */
export type CheckName =
  /** Well formed, and of a kind that can be verified? */
  | 'format'
  /** Does the signature over the received bytes verify? If not, nothing else is reported and no claim is shown. */
  | 'signature'
  /** Is the issuer trusted, then, for this type and region? */
  | 'issuer'
  /** Within its time? */
  | 'time'
  /** Not revoked or suspended? */
  | 'status'
  /** Bound to a key, and possession proven when asked? */
  | 'holder';

/** How one check ended. */
export type Outcome = 'passed' | 'failed' | 'undetermined' | 'skipped';

/** One check. */
export interface CheckResult {
  readonly check: CheckName;
  readonly outcome: Outcome;
  /** Why; absent when the check passed. */
  readonly code?: Code;
}

/** The kinds of certificate that are told apart. Those in the second half are named, and not verified here. */
export type Format =
  | 'dc+sd-jwt'
  | 'sd-jwt'
  | 'sd-jwt+json'
  | 'vc+jwt'
  | 'vc+eddsa-jcs-2022'
  | 'vc+cose'
  | 'vp+jwt'
  | 'vp+eddsa-jcs-2022'
  | 'vp'
  | 'smart-health-card'
  | 'eu-dcc'
  | 'claim-169'
  | 'claim-169-encrypted'
  | 'cwt'
  | 'mdoc'
  | 'vc+json-ld-proof'
  | 'vc-jwt-1.1'
  | 'open-attestation'
  | 'pixelpass'
  | 'icao-vds-nc'
  | 'identity-document-code'
  | 'smart-health-link'
  | 'web-address';

/** A value as it stands in a certificate. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/**
 * An object as it stands in a certificate. It has no prototype: a member called `__proto__` or `toString` is one like any
 * other, and what a page puts on `Object.prototype` is not there. So use `Object.hasOwn(claims, name)`, not
 * `claims.hasOwnProperty(name)`.
 */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** What {@link verify} answers: the JSON of `certfill verify --json`, member by member. */
export interface Report {
  readonly verdict: Verdict;
  /** The kind of certificate, where it was recognised. */
  readonly format?: Format;
  /** The unsigned envelope that it came in. */
  readonly envelope?: string;
  /** The issuer named in the signed content; only when the signature passed. */
  readonly issuer?: string;
  readonly checks: readonly CheckResult[];
  /** Of a presentation: a report for each certificate in it. */
  readonly certificates?: readonly Report[];
  /** What the certificate says; only when the signature passed. Texts are texts: never put them into a page as HTML. */
  readonly claims?: JsonObject;
  /** What became of the trust list, where one was given. */
  readonly trustList?: TrustListResult;
}

/** A trust list that was used, with what to remember of it; or the reason why it was not. */
export type TrustListResult = RememberedList | { readonly code: Code; readonly sequence?: undefined };

/**
 * What is remembered of a trust list, so that an older or another one with the same number is refused next time. Keep it, and
 * hand it over as {@link VerifyOptions.rememberedList}.
 */
export interface RememberedList {
  readonly sequence: number;
  readonly digest: string;
  readonly code?: undefined;
}

/** A text, its bytes, or a file. */
export type Evidence = string | Uint8Array | ArrayBuffer | Blob;

/** A text, or its bytes. */
export type Text = string | Uint8Array | ArrayBuffer;

/** What the caller decides. A member that is not known is refused (`option-unknown`): a misspelt option must not be a lost one. */
export interface VerifyOptions {
  /**
   * The time for which the answer is to hold: a `Date`, seconds since 1970, or RFC 3339 with a zone. Now, when absent. A time that
   * is given is meant to the second; for the present one, clocks may differ by a minute ({@link clockSkew}).
   */
  readonly at?: Date | number | string;
  /** Keys that are trusted for any issuer and type: PEM, a JWK, or a JWK Set (as text or as the object that it is). */
  readonly keys?: Text | object | readonly (Text | object)[];
  /** A trust list (ETSI TS 119 602 as a compact JWS), and the root keys that sign it (`roots.json`, as text or object). */
  readonly trustList?: Text;
  readonly trustRoots?: Text | object;
  /** What was remembered of the list before ({@link Report.trustList}). */
  readonly rememberedList?: RememberedList;
  /** Services of the list may issue every type where it does not say which. */
  readonly anyType?: boolean;
  /** Status lists that were fetched already: Token Status Lists (JWT or CWT), Bitstring Status List credentials. */
  readonly status?: Text | readonly Text[];
  /** X.509 revocation lists, PEM or DER. */
  readonly crls?: Text | readonly Text[];
  /** Revocation lists of SMART Health Card issuers: unsigned, so fetched by you over TLS. */
  readonly cardRevocations?: Text | readonly Text[];
  /**
   * Possession of the holder's key must be proven for this nonce and audience. For a page both are made by the server that
   * believes the answer; the audience is usually `origin:` and the page's origin.
   */
  readonly nonce?: string;
  readonly audience?: string;
  /** Takes the media type `vc+sd-jwt` of old drafts. */
  readonly allowLegacyTyp?: boolean;
  /** Refuses certificates without an expiry. */
  readonly requireExpiry?: boolean;
  /** Leaves an issuer undetermined when there is no revocation list for a certificate of its X.509 chain. */
  readonly requireCrl?: boolean;
  /** The least number of entries of a Bitstring Status List; 131,072 in the standard. */
  readonly leastStatusEntries?: number;
  /** The greatest age, in seconds, of a status list that names no end of its own. */
  readonly statusMaxAge?: number;
  /** The greatest age, in seconds, of a proof of possession. */
  readonly keyBindingMaxAge?: number;
  /** By how many seconds clocks may differ: 60, and 0 where {@link at} is given. */
  readonly clockSkew?: number;
  /**
   * Asked for a status list that the certificate names, and only where it can decide: signature and issuer have passed and
   * nothing failed. Nothing, or an error, means that the list is not to be had; the status stays undetermined. Without
   * this, no list is fetched. {@link fetchStatusList} is one way to do it; on a server, fetch from hosts that you know.
   */
  readonly fetchStatus?: FetchStatus;
  /** Gives up with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Gets a status list from its address. */
export type FetchStatus = (
  address: string,
  context: { readonly signal: AbortSignal | undefined },
) => Text | null | undefined | Promise<Text | null | undefined>;

/** As {@link VerifyOptions}, for many. */
export interface VerifyManyOptions extends VerifyOptions {
  /** Called for each certificate when its report is there; not in order. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far {@link verifyMany} is. */
export interface Progress {
  /** How many reports are there, and how many there will be. */
  readonly done: number;
  readonly total: number;
  /** The certificate whose report this is, counted from 0. */
  readonly index: number;
  readonly report: Report;
}

/** How a certificate is built. **Nothing in it is verified.** */
export type Inspection = Readable | Unreadable;

/** A certificate that could be taken apart. */
export interface Readable {
  readonly code?: undefined;
  readonly format: Format;
  /** Whether it is a presentation: no certificate itself, but the certificates that somebody shows. */
  readonly presentation: boolean;
  /** Whether a proof of possession is attached. */
  readonly keyBinding: boolean;
  /** The status lists that it names. */
  readonly statusLists: readonly string[];
  /** Headers, payload, disclosures, proofs: name and content. Unverified: for looking, never for deciding. */
  readonly unverifiedParts: readonly (readonly [name: string, content: Json])[];
}

/** Something that is no certificate, or none that can be taken apart here. */
export interface Unreadable {
  readonly code: Code;
  /** The kind, where it was recognised. */
  readonly format?: Format;
}

/** What happened and what to do next, each as one or two short sentences. */
export interface Words {
  readonly cause: string;
  readonly remedy: string;
}

/**
 * The one kind of error: the engine does not load, or a call makes no sense. What is wrong with a certificate is no error but a
 * {@link Report}. Compare {@link code}, not `instanceof`: a page may have two copies of the package.
 */
export declare class CertfillError extends Error {
  constructor(code: ErrorCode, detail?: string, cause?: unknown);
  readonly name: 'CertfillError';
  readonly code: ErrorCode;
  /** Which option, which address. */
  readonly detail: string | undefined;
  /** Words for people. */
  readonly words: { readonly zh: Words; readonly en: Words };
}

/** The codes of {@link CertfillError}: the package's own, and what can be wrong with keys and root keys that are handed over. */
export type ErrorCode = PackageCode | Code;

/**
 * Verifies a certificate or presentation of any kind.
 *
 * @throws {@link CertfillError} when the engine does not load or the options make no sense; the signal's reason when it is
 * aborted. A certificate that is not good is no error.
 */
export declare function verify(evidence: Evidence, options?: VerifyOptions): Promise<Report>;

/**
 * Verifies many with the same options, in a worker where the page may start one, else a little at a time. The reports are in
 * the order of the certificates.
 *
 * @throws as {@link verify}
 */
export declare function verifyMany(evidence: Iterable<Evidence>, options?: VerifyManyOptions): Promise<Report[]>;

/**
 * Takes a certificate apart without checking anything.
 *
 * @throws {@link CertfillError} when the engine does not load
 */
export declare function inspect(evidence: Evidence): Promise<Inspection>;

/**
 * The reason of a verdict: the first failure, else the first thing that could not be established; nothing when it is valid. For a
 * presentation, that of the certificate that decides.
 */
export declare function reasonOf(report: Report): Code | undefined;

/**
 * Words for people: what a code means and what to do next, in Chinese when `locale` starts with `zh`, else in English. Needs
 * no engine, so that its failure has words, too.
 */
export declare function words(code: Code | PackageCode | (string & {}), locale?: string): Words;

/** Where the engine is. */
export interface ReadyOptions {
  /**
   * An address, a response, or the bytes of `certfill/wasm`. Its digest is compared whatever it is; outside of a secure
   * context only what is fetched from an address, because scripts have no digests there. Without it, the file beside the
   * package's scripts is taken, and where there is none the script that carries it.
   */
  readonly wasm?: string | URL | Response | Promise<Response> | Uint8Array | ArrayBuffer;
  /**
   * The same of the rest, `certfill/rest`: what few certificates need (X.509, codes on paper, RSA, presentations). It is
   * fetched when something is handed over that needs it, not before. Without the rest that has no verdict, only an error.
   */
  readonly rest?: string | URL | Response | Promise<Response> | Uint8Array | ArrayBuffer;
}

/**
 * Loads the engine. Optional: every call does it. To be used early (so that the first verification is quick) or to say
 * where the engine is. A failure is not remembered: the next call tries again.
 *
 * @throws {@link CertfillError}
 */
export declare function ready(options?: ReadyOptions): Promise<void>;

/**
 * One way to fetch a status list: over HTTPS, without cookies and referrer, at most 8 MB and 15 seconds. For
 * {@link VerifyOptions.fetchStatus}. The list's host learns that somebody asked for this list.
 */
export declare function fetchStatusList(
  address: string,
  context?: { readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array | undefined>;

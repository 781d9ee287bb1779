// Written by `cargo xtask codes` from crates/cert-words; not by hand.

/** A reason in a report. Codes are stable: programs may compare them, and none is ever given another meaning. */
export type Code =
  /** The input is no kind of certificate that is known here. */
  | 'not-a-certificate'
  /** The kind of certificate is known but cannot be verified here. */
  | 'format-not-supported'
  /** The message is encrypted, and no key is here that opens it. */
  | 'encrypted-without-key'
  /** The input is larger than its budget. */
  | 'too-large'
  /** Values are nested deeper than the budget allows. */
  | 'too-deep'
  /** The input holds more values, members or disclosures than the budget allows. */
  | 'too-many-items'
  /** A JSON part is not well formed (RFC 8259). */
  | 'json-malformed'
  /** A JSON object names the same member twice. */
  | 'json-duplicate-key'
  /** A JSON integer is beyond 2^53, or a number is too large for a double. */
  | 'json-number-out-of-range'
  /** A base64url part has padding, foreign characters or stray bits. */
  | 'base64url-malformed'
  /** The JSON Web Signature does not have its three parts or its header members. */
  | 'jws-malformed'
  /** The `typ` header is not the one of this kind of token. */
  | 'type-header-wrong'
  /** The header asks for an extension that is not implemented (`crit`). */
  | 'critical-header-not-understood'
  /** A claim that the format requires is absent. */
  | 'claim-missing'
  /** A registered claim has a value of the wrong kind. */
  | 'claim-malformed'
  /** `_sd_alg` names a hash that is unknown or not secure, or stands in the wrong place. */
  | 'hash-algorithm-not-allowed'
  /** `_sd_alg` names a secure hash that is not implemented here. */
  | 'hash-algorithm-not-supported'
  /** The same digest occurs twice (RFC 9901 7.1). */
  | 'digest-duplicate'
  /** A disclosed claim is already present at its place (RFC 9901 7.1). */
  | 'claim-duplicate'
  /** A disclosure belongs to no digest, or was sent twice (RFC 9901 7.1). */
  | 'disclosure-unreferenced'
  /** A disclosure is not an array of the right length with a salt (RFC 9901 4.2). */
  | 'disclosure-malformed'
  /** A disclosure brings a claim that must never be selectively disclosed. */
  | 'disclosed-claim-forbidden'
  /** This kind of certificate can only be shown whole. */
  | 'disclosure-not-possible'
  /** The certificate has no claim at the path asked for. */
  | 'claim-not-found'
  /** A claims path is empty or holds something other than names, indexes and null. */
  | 'claim-path-malformed'
  /** A Base45 text has foreign characters or values that do not fit (RFC 9285). */
  | 'base45-malformed'
  /** A multibase value is not base58btc or base64url as the format asks. */
  | 'multibase-malformed'
  /** A CBOR part is not well formed, or could be read in two ways (RFC 8949). */
  | 'cbor-malformed'
  /** A COSE message does not have its four parts or repeats a header (RFC 9052). */
  | 'cose-malformed'
  /** A compressed part does not inflate, or has remains behind its end. */
  | 'compression-malformed'
  /** A compressed part inflates beyond its budget. */
  | 'inflated-too-large'
  /** The digits of a SMART Health Card code do not form characters. */
  | 'numeric-code-malformed'
  /** This is one part of several codes; the other parts are needed. */
  | 'part-missing'
  /** The credential carries no proof. */
  | 'proof-missing'
  /** A proof does not have the members of its cryptosuite. */
  | 'proof-malformed'
  /** The proof was not made to assert the credential (`proofPurpose`). */
  | 'proof-purpose-wrong'
  /** A decentralised identifier does not hold the key that its method asks for. */
  | 'did-malformed'
  /** An X.509 certificate is not well formed. */
  | 'x509-malformed'
  /** The signature is empty. */
  | 'signature-missing'
  /** The signature does not verify: the content or the signer is not what it claims. */
  | 'signature-wrong'
  /** The signature algorithm is none, symmetric or unknown. */
  | 'algorithm-not-allowed'
  /** The signature algorithm is a real one but not implemented here. */
  | 'algorithm-not-supported'
  /** The signature algorithm named is not the one of the trusted key. */
  | 'algorithm-key-mismatch'
  /** A key is not a well-formed public signature key of a supported type. */
  | 'key-malformed'
  /** A key has a type or curve that is not implemented here. */
  | 'key-not-supported'
  /** A private key stands where a public key belongs. */
  | 'key-private'
  /** A key is a point of small order or not on its curve, so anyone could sign for it. */
  | 'key-weak'
  /** The key id in the message is not the one of the trusted key. */
  | 'key-id-wrong'
  /** The presentation carries no proof of its own; the certificates in it are signed by their issuers. */
  | 'presentation-not-signed'
  /** The presentation holds no certificate. */
  | 'presentation-empty'
  /** The key that signed does not belong to the issuer named. */
  | 'issuer-key-mismatch'
  /** A certificate of the chain was not issued by the next one. */
  | 'x509-chain-broken'
  /** A certificate of the chain is expired or not valid yet. */
  | 'x509-not-valid-at-time'
  /** The key of the X.509 certificate is meant for something else. */
  | 'x509-key-usage-wrong'
  /** An X.509 certificate has a critical extension that is not understood. */
  | 'x509-extension-unknown'
  /** A certificate of the chain has a name that an authority above it may not certify (name constraints). */
  | 'x509-name-not-permitted'
  /** A certificate of the chain has been revoked by its issuer. */
  | 'x509-revoked'
  /** A certificate of the chain has been put on hold by its issuer. */
  | 'x509-on-hold'
  /** A revocation list of the issuer of an X.509 certificate was asked for and was not to be had. */
  | 'x509-crl-missing'
  /** A revocation list of X.509 certificates is not well formed. */
  | 'x509-crl-malformed'
  /** A revocation list of X.509 certificates is of a kind that is not read here (delta, indirect, some reasons only, an unknown critical extension or algorithm, too large). */
  | 'x509-crl-not-supported'
  /** A revocation list is not signed by the issuer of the X.509 certificate. */
  | 'x509-crl-signature-wrong'
  /** The revocation list of X.509 certificates promised a successor that has not been seen (nextUpdate has passed). */
  | 'x509-crl-too-old'
  /** The revocation list of X.509 certificates was issued after the present time. */
  | 'x509-crl-from-future'
  /** No trusted key is known for the issuer named. */
  | 'issuer-unknown'
  /** The issuer was not in good standing on the trust list when it issued this. */
  | 'issuer-not-trusted-then'
  /** The issuer may not issue this type of certificate. */
  | 'issuer-type-not-allowed'
  /** The trust list does not say which types of certificate the issuer may issue. */
  | 'issuer-type-not-stated'
  /** The trust list gives the issuer a status with no meaning known here. */
  | 'issuer-status-unknown'
  /** The issuer may not issue for this region. */
  | 'issuer-region-not-allowed'
  /** The trust list does not have the members of ETSI TS 119 602. */
  | 'trust-list-malformed'
  /** The trust list is not signed by enough root keys. */
  | 'trust-list-signature-wrong'
  /** The trust list has a lower sequence number than one seen before. */
  | 'trust-list-rolled-back'
  /** Two trust lists with the same sequence number differ. */
  | 'trust-list-replaced'
  /** The trust list was issued after the present time. */
  | 'trust-list-from-future'
  /** The trust list promised a successor that has not been seen (NextUpdate has passed). */
  | 'trust-list-too-old'
  /** The root key set is not well formed or its threshold cannot be met. */
  | 'root-keys-malformed'
  /** A new root key set must have exactly the next version. */
  | 'root-version-wrong'
  /** A new root key set must be signed by enough old and enough new root keys. */
  | 'root-signature-wrong'
  /** The certificate has expired. */
  | 'expired'
  /** The certificate is not valid yet. */
  | 'not-yet-valid'
  /** The certificate says that it was issued after the present time. */
  | 'issued-in-future'
  /** The issuer has revoked the certificate. */
  | 'revoked'
  /** The issuer has suspended the certificate. */
  | 'suspended'
  /** The status list holds a value with no meaning known here, which is not `valid`. */
  | 'status-unknown-value'
  /** The certificate points past the end of its status list. */
  | 'status-index-out-of-range'
  /** The certificate names no status list, so it cannot be revoked. */
  | 'status-not-named'
  /** The certificate names a status mechanism that is not implemented here. */
  | 'status-mechanism-not-supported'
  /** The status list that the certificate names was not to be had. */
  | 'status-list-missing'
  /** The status list has expired or was fetched too long ago. */
  | 'status-list-too-old'
  /** The status list was issued after the present time. */
  | 'status-list-from-future'
  /** The status list is not signed by the issuer of the certificate. */
  | 'status-list-signature-wrong'
  /** The status list is another one than the certificate names (`sub`). */
  | 'status-list-subject-mismatch'
  /** The status list inflates beyond its budget. */
  | 'status-list-too-large'
  /** The status list has fewer entries than its standard asks for, which would reveal whose status is looked up. */
  | 'status-list-too-short'
  /** The card does not stand on the revocation list that was handed over; such lists are not signed and are worth as much as the connection that brought them. */
  | 'status-list-unsigned'
  /** The status list serves another purpose than the certificate names. */
  | 'status-purpose-mismatch'
  /** The status list token is not well formed. */
  | 'status-list-malformed'
  /** The certificate is not bound to a key of its holder. */
  | 'holder-not-bound'
  /** The certificate is bound to a key, but proof of possession was not asked for. */
  | 'key-binding-not-asked'
  /** Proof of possession was asked for, but the certificate is bound to no key. */
  | 'holder-key-missing'
  /** The holder key in the certificate (`cnf`) is not a usable public key. */
  | 'holder-key-malformed'
  /** The certificate names its holder key in a way that is not implemented here. */
  | 'holder-key-not-supported'
  /** The certificate is bound to a key that could not be resolved from its name. */
  | 'holder-key-not-resolved'
  /** The certificate is about somebody else than the one who presents it. */
  | 'holder-not-presenter'
  /** Proof of possession was asked for and is absent. */
  | 'key-binding-missing'
  /** The proof of possession is not a well-formed Key Binding JWT. */
  | 'key-binding-malformed'
  /** The proof of possession is not signed by the holder key. */
  | 'key-binding-signature-wrong'
  /** The proof of possession was made for another nonce. */
  | 'key-binding-nonce-mismatch'
  /** The proof of possession was made for another audience. */
  | 'key-binding-audience-mismatch'
  /** The proof of possession was made for another selection of claims (`sd_hash`). */
  | 'key-binding-hash-mismatch'
  /** The proof of possession was made too long ago. */
  | 'key-binding-too-old'
  /** The proof of possession was made after the present time. */
  | 'key-binding-from-future';

/** What the package itself can say: that its engine does not load, that a call makes no sense. */
export type PackageCode =
  /** This browser cannot run WebAssembly, so nothing was checked here. */
  | 'webassembly-missing'
  /** This page's security policy does not let the verifier run, so nothing was checked here. */
  | 'webassembly-not-allowed'
  /** The verifier could not be downloaded, so nothing was checked here. */
  | 'engine-not-found'
  /** The verifier could not be downloaded, so nothing was checked here. */
  | 'engine-not-reached'
  /** The verifier's address answers with a web page, so nothing was checked here. */
  | 'engine-is-a-page'
  /** The verifier that arrived is not the one that belongs here. It was not run, and nothing was checked. */
  | 'engine-altered'
  /** This browser is too old to run the verifier, so nothing was checked here. */
  | 'engine-not-understood'
  /** The verifier stopped before it had a result. */
  | 'engine-stopped'
  /** The page calls the verifier with an option that makes no sense, so nothing was checked. */
  | 'options-malformed'
  /** The page calls the verifier with an option that makes no sense, so nothing was checked. */
  | 'option-unknown'
  /** The page calls the verifier with an option that makes no sense, so nothing was checked. */
  | 'option-malformed'
  /** The page gives the verifier one of two options that belong together, so nothing was checked. */
  | 'options-belong-together'
  /** No certificate was handed over. */
  | 'evidence-not-given'
  /** It is genuine, but of another kind than this page asks for. */
  | 'kind-not-accepted'
  /** It is genuine, but does not show all that this page asks for. */
  | 'claim-not-shown'
  /** No certificate came. */
  | 'wallet-nothing'
  /** The wallet’s answer could not be read. */
  | 'wallet-answer-unreadable'
  /** This page could not put its question to the wallet. */
  | 'wallet-not-asked'
  /** There is no text yet. */
  | 'nothing-given'
  /** This is a moving code, which cannot be read here. */
  | 'moving-code'
  /** This page is not set up rightly, so nothing can be verified. */
  | 'settings-malformed'
  /** The list of issuers that this page trusts could not be loaded, so nothing can be verified. */
  | 'trust-not-loaded'
  /** Certificates cannot be verified here. */
  | 'not-verified'
  /** The file cannot be read or is too large. */
  | 'file-not-readable'
  /** This picture cannot be opened. */
  | 'picture-not-readable'
  /** No code could be read in this picture. */
  | 'picture-without-code'
  /** The scanner could not be loaded. */
  | 'scanner-not-loaded'
  /** The camera may not be used. */
  | 'camera-refused'
  /** There is no camera that can be used. */
  | 'camera-missing'
  /** The camera stopped. */
  | 'camera-lost';

//! Every reason that a report can give: stable names, one list.

use core::fmt;

/// What a code does to a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The check failed: the certificate is invalid.
    Failure,
    /// The check could not be made: the verdict cannot be better than undetermined.
    Unknown,
    /// The check was not asked for, or does not apply.
    Skip,
}

macro_rules! codes {
    ($($variant:ident, $kind:ident, $name:literal, $description:literal;)+) => {
        /// One stable reason (design section 4). Words for people live outside this crate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $description] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the documentation table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable kebab-case name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// One English line for the documentation table.
            pub const fn description(self) -> &'static str {
                match self { $(Code::$variant => $description,)+ }
            }

            /// What the code does to the check that reports it.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$variant => Kind::$kind,)+ }
            }
        }
    };
}

codes! {
    // Form.
    NotACertificate, Failure, "not-a-certificate", "The input is no kind of certificate that is known here.";
    FormatNotSupported, Unknown, "format-not-supported", "The kind of certificate is known but cannot be verified here.";
    TooLarge, Failure, "too-large", "The input is larger than its budget.";
    TooDeep, Failure, "too-deep", "Values are nested deeper than the budget allows.";
    TooManyItems, Failure, "too-many-items", "The input holds more values, members or disclosures than the budget allows.";
    JsonMalformed, Failure, "json-malformed", "A JSON part is not well formed (RFC 8259).";
    JsonDuplicateKey, Failure, "json-duplicate-key", "A JSON object names the same member twice.";
    JsonNumberOutOfRange, Failure, "json-number-out-of-range", "A JSON integer is beyond 2^53, or a number is too large for a double.";
    Base64urlMalformed, Failure, "base64url-malformed", "A base64url part has padding, foreign characters or stray bits.";
    JwsMalformed, Failure, "jws-malformed", "The JSON Web Signature does not have its three parts or its header members.";
    TypeHeaderWrong, Failure, "type-header-wrong", "The `typ` header is not the one of this kind of token.";
    CriticalHeaderNotUnderstood, Failure, "critical-header-not-understood", "The header asks for an extension that is not implemented (`crit`).";
    ClaimMissing, Failure, "claim-missing", "A claim that the format requires is absent.";
    ClaimMalformed, Failure, "claim-malformed", "A registered claim has a value of the wrong kind.";
    HashAlgorithmNotAllowed, Failure, "hash-algorithm-not-allowed", "`_sd_alg` names a hash that is unknown or not secure, or stands in the wrong place.";
    HashAlgorithmNotSupported, Unknown, "hash-algorithm-not-supported", "`_sd_alg` names a secure hash that is not implemented here.";
    DigestDuplicate, Failure, "digest-duplicate", "The same digest occurs twice (RFC 9901 7.1).";
    ClaimDuplicate, Failure, "claim-duplicate", "A disclosed claim is already present at its place (RFC 9901 7.1).";
    DisclosureUnreferenced, Failure, "disclosure-unreferenced", "A disclosure belongs to no digest, or was sent twice (RFC 9901 7.1).";
    DisclosureMalformed, Failure, "disclosure-malformed", "A disclosure is not an array of the right length with a salt (RFC 9901 4.2).";
    DisclosedClaimForbidden, Failure, "disclosed-claim-forbidden", "A disclosure brings a claim that must never be selectively disclosed.";
    DisclosureNotPossible, Failure, "disclosure-not-possible", "This kind of certificate can only be shown whole.";
    ClaimNotFound, Failure, "claim-not-found", "The certificate has no claim at the path asked for.";
    ClaimPathMalformed, Failure, "claim-path-malformed", "A claims path is empty or holds something other than names, indexes and null.";
    Base45Malformed, Failure, "base45-malformed", "A Base45 text has foreign characters or values that do not fit (RFC 9285).";
    MultibaseMalformed, Failure, "multibase-malformed", "A multibase value is not base58btc or base64url as the format asks.";
    CborMalformed, Failure, "cbor-malformed", "A CBOR part is not well formed, or could be read in two ways (RFC 8949).";
    CoseMalformed, Failure, "cose-malformed", "A COSE message does not have its four parts or repeats a header (RFC 9052).";
    CompressionMalformed, Failure, "compression-malformed", "A compressed part does not inflate, or has remains behind its end.";
    InflatedTooLarge, Failure, "inflated-too-large", "A compressed part inflates beyond its budget.";
    NumericCodeMalformed, Failure, "numeric-code-malformed", "The digits of a SMART Health Card code do not form characters.";
    PartMissing, Unknown, "part-missing", "This is one part of several codes; the other parts are needed.";
    ProofMissing, Failure, "proof-missing", "The credential carries no proof.";
    ProofMalformed, Failure, "proof-malformed", "A proof does not have the members of its cryptosuite.";
    ProofPurposeWrong, Failure, "proof-purpose-wrong", "The proof was not made to assert the credential (`proofPurpose`).";
    DidMalformed, Failure, "did-malformed", "A decentralised identifier does not hold the key that its method asks for.";
    X509Malformed, Failure, "x509-malformed", "An X.509 certificate is not well formed.";
    // Signature.
    SignatureMissing, Failure, "signature-missing", "The signature is empty.";
    SignatureWrong, Failure, "signature-wrong", "The signature does not verify: the content or the signer is not what it claims.";
    AlgorithmNotAllowed, Failure, "algorithm-not-allowed", "The signature algorithm is none, symmetric or unknown.";
    AlgorithmNotSupported, Unknown, "algorithm-not-supported", "The signature algorithm is a real one but not implemented here.";
    AlgorithmKeyMismatch, Failure, "algorithm-key-mismatch", "The signature algorithm named is not the one of the trusted key.";
    KeyMalformed, Failure, "key-malformed", "A key is not a well-formed public signature key of a supported type.";
    KeyNotSupported, Unknown, "key-not-supported", "A key has a type or curve that is not implemented here.";
    KeyPrivate, Failure, "key-private", "A private key stands where a public key belongs.";
    KeyWeak, Failure, "key-weak", "A key is a point of small order or not on its curve, so anyone could sign for it.";
    KeyIdWrong, Failure, "key-id-wrong", "The key id in the message is not the one of the trusted key.";
    PresentationNotSigned, Skip, "presentation-not-signed", "The presentation carries no proof of its own; the certificates in it are signed by their issuers.";
    PresentationEmpty, Unknown, "presentation-empty", "The presentation holds no certificate.";
    // Issuer.
    IssuerKeyMismatch, Failure, "issuer-key-mismatch", "The key that signed does not belong to the issuer named.";
    X509ChainBroken, Failure, "x509-chain-broken", "A certificate of the chain was not issued by the next one.";
    X509NotValidAtTime, Failure, "x509-not-valid-at-time", "A certificate of the chain is expired or not valid yet.";
    X509KeyUsageWrong, Failure, "x509-key-usage-wrong", "The key of the X.509 certificate is meant for something else.";
    X509ExtensionUnknown, Unknown, "x509-extension-unknown", "An X.509 certificate has a critical extension that is not understood.";
    IssuerUnknown, Unknown, "issuer-unknown", "No trusted key is known for the issuer named.";
    IssuerNotTrustedThen, Failure, "issuer-not-trusted-then", "The issuer was not in good standing on the trust list when it issued this.";
    IssuerTypeNotAllowed, Failure, "issuer-type-not-allowed", "The issuer may not issue this type of certificate.";
    IssuerTypeNotStated, Unknown, "issuer-type-not-stated", "The trust list does not say which types of certificate the issuer may issue.";
    IssuerStatusUnknown, Unknown, "issuer-status-unknown", "The trust list gives the issuer a status with no meaning known here.";
    IssuerRegionNotAllowed, Failure, "issuer-region-not-allowed", "The issuer may not issue for this region.";
    TrustListMalformed, Failure, "trust-list-malformed", "The trust list does not have the members of ETSI TS 119 602.";
    TrustListSignatureWrong, Failure, "trust-list-signature-wrong", "The trust list is not signed by enough root keys.";
    TrustListRolledBack, Failure, "trust-list-rolled-back", "The trust list has a lower sequence number than one seen before.";
    TrustListReplaced, Failure, "trust-list-replaced", "Two trust lists with the same sequence number differ.";
    TrustListFromFuture, Failure, "trust-list-from-future", "The trust list was issued after the present time.";
    TrustListTooOld, Unknown, "trust-list-too-old", "The trust list promised a successor that has not been seen (NextUpdate has passed).";
    RootKeysMalformed, Failure, "root-keys-malformed", "The root key set is not well formed or its threshold cannot be met.";
    RootVersionWrong, Failure, "root-version-wrong", "A new root key set must have exactly the next version.";
    RootSignatureWrong, Failure, "root-signature-wrong", "A new root key set must be signed by enough old and enough new root keys.";
    // Time.
    Expired, Failure, "expired", "The certificate has expired.";
    NotYetValid, Failure, "not-yet-valid", "The certificate is not valid yet.";
    IssuedInFuture, Failure, "issued-in-future", "The certificate says that it was issued after the present time.";
    // Status.
    Revoked, Failure, "revoked", "The issuer has revoked the certificate.";
    Suspended, Failure, "suspended", "The issuer has suspended the certificate.";
    StatusUnknownValue, Failure, "status-unknown-value", "The status list holds a value with no meaning known here, which is not `valid`.";
    StatusIndexOutOfRange, Failure, "status-index-out-of-range", "The certificate points past the end of its status list.";
    StatusNotNamed, Skip, "status-not-named", "The certificate names no status list, so it cannot be revoked.";
    StatusMechanismNotSupported, Unknown, "status-mechanism-not-supported", "The certificate names a status mechanism that is not implemented here.";
    StatusListMissing, Unknown, "status-list-missing", "The status list that the certificate names was not to be had.";
    StatusListTooOld, Unknown, "status-list-too-old", "The status list has expired or was fetched too long ago.";
    StatusListFromFuture, Unknown, "status-list-from-future", "The status list was issued after the present time.";
    StatusListSignatureWrong, Unknown, "status-list-signature-wrong", "The status list is not signed by the issuer of the certificate.";
    StatusListSubjectMismatch, Unknown, "status-list-subject-mismatch", "The status list is another one than the certificate names (`sub`).";
    StatusListTooLarge, Unknown, "status-list-too-large", "The status list inflates beyond its budget.";
    StatusListTooShort, Unknown, "status-list-too-short", "The status list has fewer entries than its standard asks for, which would reveal whose status is looked up.";
    StatusPurposeMismatch, Unknown, "status-purpose-mismatch", "The status list serves another purpose than the certificate names.";
    StatusListMalformed, Unknown, "status-list-malformed", "The status list token is not well formed.";
    // Holder.
    HolderNotBound, Skip, "holder-not-bound", "The certificate is not bound to a key of its holder.";
    KeyBindingNotAsked, Skip, "key-binding-not-asked", "The certificate is bound to a key, but proof of possession was not asked for.";
    HolderKeyMissing, Failure, "holder-key-missing", "Proof of possession was asked for, but the certificate is bound to no key.";
    HolderKeyMalformed, Failure, "holder-key-malformed", "The holder key in the certificate (`cnf`) is not a usable public key.";
    HolderKeyNotSupported, Unknown, "holder-key-not-supported", "The certificate names its holder key in a way that is not implemented here.";
    HolderKeyNotResolved, Unknown, "holder-key-not-resolved", "The certificate is bound to a key that could not be resolved from its name.";
    HolderNotPresenter, Unknown, "holder-not-presenter", "The certificate is about somebody else than the one who presents it.";
    KeyBindingMissing, Failure, "key-binding-missing", "Proof of possession was asked for and is absent.";
    KeyBindingMalformed, Failure, "key-binding-malformed", "The proof of possession is not a well-formed Key Binding JWT.";
    KeyBindingSignatureWrong, Failure, "key-binding-signature-wrong", "The proof of possession is not signed by the holder key.";
    KeyBindingNonceMismatch, Failure, "key-binding-nonce-mismatch", "The proof of possession was made for another nonce.";
    KeyBindingAudienceMismatch, Failure, "key-binding-audience-mismatch", "The proof of possession was made for another audience.";
    KeyBindingHashMismatch, Failure, "key-binding-hash-mismatch", "The proof of possession was made for another selection of claims (`sd_hash`).";
    KeyBindingTooOld, Failure, "key-binding-too-old", "The proof of possession was made too long ago.";
    KeyBindingFromFuture, Failure, "key-binding-from-future", "The proof of possession was made after the present time.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for Code {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            let name = code.as_str();
            assert!(seen.insert(name), "{name} twice");
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
            assert!(code.description().ends_with('.'), "{name}");
        }
    }
}

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
    ($($variant:ident, $kind:ident, $name:literal, $description:literal, $good:literal;)+) => {
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

            /// Whether a good certificate could get this code, for the documentation table.
            ///
            /// Where the answer is yes, the code is no [`Kind::Failure`]: nobody's certificate is called bad
            /// because something is not known here.
            pub const fn could_be_good(self) -> &'static str {
                match self { $(Code::$variant => $good,)+ }
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
    NotACertificate, Failure, "not-a-certificate", "The input is no kind of certificate that is known here.", "Only one of a kind that nobody here knows.";
    FormatNotSupported, Unknown, "format-not-supported", "The kind of certificate is known but cannot be verified here.", "Yes: so it is undetermined, and the kind is named.";
    EncryptedWithoutKey, Unknown, "encrypted-without-key", "The message is encrypted, and no key is here that opens it.", "Yes: so it is undetermined.";
    TooLarge, Failure, "too-large", "The input is larger than its budget.", "No: the largest real ones, with a portrait, are a fifth of it.";
    TooDeep, Failure, "too-deep", "Values are nested deeper than the budget allows.", "No: real ones nest ten deep at most.";
    TooManyItems, Failure, "too-many-items", "The input holds more values, members or disclosures than the budget allows.", "No: the largest real ones hold a hundredth of it.";
    JsonMalformed, Failure, "json-malformed", "A JSON part is not well formed (RFC 8259).", "No.";
    JsonDuplicateKey, Failure, "json-duplicate-key", "A JSON object names the same member twice.", "No: readers would see different claims.";
    JsonNumberOutOfRange, Failure, "json-number-out-of-range", "A JSON integer is beyond 2^53, or a number is too large for a double.", "No: RFC 7493 2.2; such numbers are written as texts.";
    Base64urlMalformed, Failure, "base64url-malformed", "A base64url part has padding, foreign characters or stray bits.", "No: RFC 7515 2.";
    JwsMalformed, Failure, "jws-malformed", "The JSON Web Signature does not have its three parts or its header members.", "No.";
    TypeHeaderWrong, Failure, "type-header-wrong", "The `typ` header is not the one of this kind of token.", "Only of drafts before the present name; the policy can allow `vc+sd-jwt`.";
    CriticalHeaderNotUnderstood, Failure, "critical-header-not-understood", "The header asks for an extension that is not implemented (`crit`).", "One with a later extension; RFC 7515 4.1.11 says that it is invalid then.";
    ClaimMissing, Failure, "claim-missing", "A claim that the format requires is absent.", "No.";
    ClaimMalformed, Failure, "claim-malformed", "A registered claim has a value of the wrong kind.", "No.";
    HashAlgorithmNotAllowed, Failure, "hash-algorithm-not-allowed", "`_sd_alg` names a hash that is unknown or not secure, or stands in the wrong place.", "No.";
    HashAlgorithmNotSupported, Unknown, "hash-algorithm-not-supported", "`_sd_alg` names a secure hash that is not implemented here.", "Yes: so it is undetermined.";
    DigestDuplicate, Failure, "digest-duplicate", "The same digest occurs twice (RFC 9901 7.1).", "No: MUST of RFC 9901 7.1.";
    ClaimDuplicate, Failure, "claim-duplicate", "A disclosed claim is already present at its place (RFC 9901 7.1).", "No: MUST of RFC 9901 7.1.";
    DisclosureUnreferenced, Failure, "disclosure-unreferenced", "A disclosure belongs to no digest, or was sent twice (RFC 9901 7.1).", "No: MUST of RFC 9901 7.1.";
    DisclosureMalformed, Failure, "disclosure-malformed", "A disclosure is not an array of the right length with a salt (RFC 9901 4.2).", "No.";
    DisclosedClaimForbidden, Failure, "disclosed-claim-forbidden", "A disclosure brings a claim that must never be selectively disclosed.", "No: MUST of SD-JWT VC.";
    DisclosureNotPossible, Failure, "disclosure-not-possible", "This kind of certificate can only be shown whole.", "It is no verdict about a certificate.";
    ClaimNotFound, Failure, "claim-not-found", "The certificate has no claim at the path asked for.", "It is no verdict about a certificate.";
    ClaimPathMalformed, Failure, "claim-path-malformed", "A claims path is empty or holds something other than names, indexes and null.", "It is no verdict about a certificate.";
    Base45Malformed, Failure, "base45-malformed", "A Base45 text has foreign characters or values that do not fit (RFC 9285).", "No: MUST of RFC 9285 6.";
    MultibaseMalformed, Failure, "multibase-malformed", "A multibase value is not base58btc or base64url as the format asks.", "No.";
    CborMalformed, Failure, "cbor-malformed", "A CBOR part is not well formed, or could be read in two ways (RFC 8949).", "No.";
    CoseMalformed, Failure, "cose-malformed", "A COSE message does not have its four parts or repeats a header (RFC 9052).", "No.";
    CompressionMalformed, Failure, "compression-malformed", "A compressed part does not inflate, or has remains behind its end.", "No.";
    InflatedTooLarge, Failure, "inflated-too-large", "A compressed part inflates beyond its budget.", "No: real ones inflate to a tenth of it at most.";
    NumericCodeMalformed, Failure, "numeric-code-malformed", "The digits of a SMART Health Card code do not form characters.", "No.";
    PartMissing, Unknown, "part-missing", "This is one part of several codes; the other parts are needed.", "Yes: so it is undetermined until the other parts are there.";
    ProofMissing, Failure, "proof-missing", "The credential carries no proof.", "No: a certificate without proof proves nothing.";
    ProofMalformed, Failure, "proof-malformed", "A proof does not have the members of its cryptosuite.", "No.";
    ProofPurposeWrong, Failure, "proof-purpose-wrong", "The proof was not made to assert the credential (`proofPurpose`).", "No.";
    DidMalformed, Failure, "did-malformed", "A decentralised identifier does not hold the key that its method asks for.", "No.";
    X509Malformed, Failure, "x509-malformed", "An X.509 certificate is not well formed.", "No.";
    // Signature.
    SignatureMissing, Failure, "signature-missing", "The signature is empty.", "No.";
    SignatureWrong, Failure, "signature-wrong", "The signature does not verify: the content or the signer is not what it claims.", "No, as long as the keys that are trusted are those of the issuer.";
    AlgorithmNotAllowed, Failure, "algorithm-not-allowed", "The signature algorithm is none, symmetric or unknown.", "No: `none` and symmetric ones are never signatures of an issuer.";
    AlgorithmNotSupported, Unknown, "algorithm-not-supported", "The signature algorithm is a real one but not implemented here.", "Yes: so it is undetermined.";
    AlgorithmKeyMismatch, Failure, "algorithm-key-mismatch", "The signature algorithm named is not the one of the trusted key.", "No, as long as the keys that are trusted are those of the issuer.";
    KeyMalformed, Failure, "key-malformed", "A key is not a well-formed public signature key of a supported type.", "It is about a key that is handed over.";
    KeyNotSupported, Unknown, "key-not-supported", "A key has a type or curve that is not implemented here.", "Yes: so it is undetermined.";
    KeyPrivate, Failure, "key-private", "A private key stands where a public key belongs.", "It is about a key that is handed over.";
    KeyWeak, Failure, "key-weak", "A key is a point of small order or not on its curve, so anyone could sign for it.", "No: anyone could have signed.";
    KeyIdWrong, Failure, "key-id-wrong", "The key id in the message is not the one of the trusted key.", "No.";
    PresentationNotSigned, Skip, "presentation-not-signed", "The presentation carries no proof of its own; the certificates in it are signed by their issuers.", "Yes: it decides nothing unless possession is asked for.";
    PresentationEmpty, Unknown, "presentation-empty", "The presentation holds no certificate.", "Yes: so it is undetermined.";
    // Issuer.
    IssuerKeyMismatch, Failure, "issuer-key-mismatch", "The key that signed does not belong to the issuer named.", "No.";
    X509ChainBroken, Failure, "x509-chain-broken", "A certificate of the chain was not issued by the next one.", "No.";
    X509NotValidAtTime, Failure, "x509-not-valid-at-time", "A certificate of the chain is expired or not valid yet.", "One whose issuer let its own certificate end first; RFC 5280 6.1.3 says that it is invalid then.";
    X509KeyUsageWrong, Failure, "x509-key-usage-wrong", "The key of the X.509 certificate is meant for something else.", "No.";
    X509ExtensionUnknown, Unknown, "x509-extension-unknown", "An X.509 certificate has a critical extension that is not understood.", "Yes: so it is undetermined.";
    X509NameNotPermitted, Failure, "x509-name-not-permitted", "A certificate of the chain has a name that an authority above it may not certify (name constraints).", "No: MUST of RFC 5280 6.1.3.";
    X509Revoked, Failure, "x509-revoked", "A certificate of the chain has been revoked by its issuer.", "No: whoever had the key may have signed anything, and a date in it proves nothing.";
    X509OnHold, Failure, "x509-on-hold", "A certificate of the chain has been put on hold by its issuer.", "No: it may be again.";
    X509CrlMissing, Unknown, "x509-crl-missing", "A revocation list of the issuer of an X.509 certificate was asked for and was not to be had.", "Yes: so it is undetermined, and only where lists are asked for.";
    X509CrlMalformed, Unknown, "x509-crl-malformed", "A revocation list of X.509 certificates is not well formed.", "Yes: so it is undetermined.";
    X509CrlNotSupported, Unknown, "x509-crl-not-supported", "A revocation list of X.509 certificates is of a kind that is not read here (delta, indirect, some reasons only, an unknown critical extension or algorithm, too large).", "Yes: so it is undetermined.";
    X509CrlSignatureWrong, Unknown, "x509-crl-signature-wrong", "A revocation list is not signed by the issuer of the X.509 certificate.", "Yes: so it is undetermined.";
    X509CrlTooOld, Unknown, "x509-crl-too-old", "The revocation list of X.509 certificates promised a successor that has not been seen (nextUpdate has passed).", "Yes: so it is undetermined.";
    X509CrlFromFuture, Unknown, "x509-crl-from-future", "The revocation list of X.509 certificates was issued after the present time.", "Yes: so it is undetermined.";
    IssuerUnknown, Unknown, "issuer-unknown", "No trusted key is known for the issuer named.", "Yes: so it is undetermined.";
    IssuerNotTrustedThen, Failure, "issuer-not-trusted-then", "The issuer was not in good standing on the trust list when it issued this.", "No, as long as the trust list is right.";
    IssuerTypeNotAllowed, Failure, "issuer-type-not-allowed", "The issuer may not issue this type of certificate.", "No, as long as the trust list is right.";
    IssuerTypeNotStated, Unknown, "issuer-type-not-stated", "The trust list does not say which types of certificate the issuer may issue.", "Yes: so it is undetermined.";
    IssuerStatusUnknown, Unknown, "issuer-status-unknown", "The trust list gives the issuer a status with no meaning known here.", "Yes: so it is undetermined.";
    IssuerRegionNotAllowed, Failure, "issuer-region-not-allowed", "The issuer may not issue for this region.", "No, as long as the trust list is right.";
    TrustListMalformed, Failure, "trust-list-malformed", "The trust list does not have the members of ETSI TS 119 602.", "It is about the list; certificates are judged without it.";
    TrustListSignatureWrong, Failure, "trust-list-signature-wrong", "The trust list is not signed by enough root keys.", "It is about the list; certificates are judged without it.";
    TrustListRolledBack, Failure, "trust-list-rolled-back", "The trust list has a lower sequence number than one seen before.", "It is about the list; certificates are judged without it.";
    TrustListReplaced, Failure, "trust-list-replaced", "Two trust lists with the same sequence number differ.", "It is about the list; certificates are judged without it.";
    TrustListFromFuture, Failure, "trust-list-from-future", "The trust list was issued after the present time.", "It is about the list; certificates are judged without it.";
    TrustListTooOld, Unknown, "trust-list-too-old", "The trust list promised a successor that has not been seen (NextUpdate has passed).", "Yes: so it is undetermined.";
    RootKeysMalformed, Failure, "root-keys-malformed", "The root key set is not well formed or its threshold cannot be met.", "It is about root keys.";
    RootVersionWrong, Failure, "root-version-wrong", "A new root key set must have exactly the next version.", "It is about root keys.";
    RootSignatureWrong, Failure, "root-signature-wrong", "A new root key set must be signed by enough old and enough new root keys.", "It is about root keys.";
    // Time.
    Expired, Failure, "expired", "The certificate has expired.", "No: it was good.";
    NotYetValid, Failure, "not-yet-valid", "The certificate is not valid yet.", "Not yet.";
    IssuedInFuture, Failure, "issued-in-future", "The certificate says that it was issued after the present time.", "Only where a clock is wrong by more than the tolerance.";
    // Status.
    Revoked, Failure, "revoked", "The issuer has revoked the certificate.", "No: it was good.";
    Suspended, Failure, "suspended", "The issuer has suspended the certificate.", "No: it may be again.";
    StatusUnknownValue, Unknown, "status-unknown-value", "The status list holds a value with no meaning known here, which is not `valid`.", "Yes, with a value that is defined later or by its issuer: so it is undetermined.";
    StatusIndexOutOfRange, Failure, "status-index-out-of-range", "The certificate points past the end of its status list.", "No: MUST of the Token Status List 8.3.";
    StatusNotNamed, Skip, "status-not-named", "The certificate names no status list, so it cannot be revoked.", "Yes: it decides nothing.";
    StatusMechanismNotSupported, Unknown, "status-mechanism-not-supported", "The certificate names a status mechanism that is not implemented here.", "Yes: so it is undetermined.";
    StatusListMissing, Unknown, "status-list-missing", "The status list that the certificate names was not to be had.", "Yes: so it is undetermined.";
    StatusListTooOld, Unknown, "status-list-too-old", "The status list has expired or was fetched too long ago.", "Yes: so it is undetermined.";
    StatusListFromFuture, Unknown, "status-list-from-future", "The status list was issued after the present time.", "Yes: so it is undetermined.";
    StatusListSignatureWrong, Unknown, "status-list-signature-wrong", "The status list is not signed by the issuer of the certificate.", "Yes: so it is undetermined.";
    StatusListSubjectMismatch, Unknown, "status-list-subject-mismatch", "The status list is another one than the certificate names (`sub`).", "Yes: so it is undetermined.";
    StatusListTooLarge, Unknown, "status-list-too-large", "The status list inflates beyond its budget.", "Yes: so it is undetermined.";
    StatusListTooShort, Unknown, "status-list-too-short", "The status list has fewer entries than its standard asks for, which would reveal whose status is looked up.", "Yes: so it is undetermined.";
    StatusListUnsigned, Skip, "status-list-unsigned", "The card does not stand on the revocation list that was handed over; such lists are not signed and are worth as much as the connection that brought them.", "Yes: it decides nothing.";
    StatusPurposeMismatch, Unknown, "status-purpose-mismatch", "The status list serves another purpose than the certificate names.", "Yes: so it is undetermined.";
    StatusListMalformed, Unknown, "status-list-malformed", "The status list token is not well formed.", "Yes: so it is undetermined.";
    // Holder.
    HolderNotBound, Skip, "holder-not-bound", "The certificate is not bound to a key of its holder.", "Yes: it decides nothing.";
    KeyBindingNotAsked, Skip, "key-binding-not-asked", "The certificate is bound to a key, but proof of possession was not asked for.", "Yes: it decides nothing.";
    HolderKeyMissing, Failure, "holder-key-missing", "Proof of possession was asked for, but the certificate is bound to no key.", "Yes, where a verifier asks for possession of what is bound to nobody.";
    HolderKeyMalformed, Failure, "holder-key-malformed", "The holder key in the certificate (`cnf`) is not a usable public key.", "No.";
    HolderKeyNotSupported, Unknown, "holder-key-not-supported", "The certificate names its holder key in a way that is not implemented here.", "Yes: so it is undetermined, and only where possession is asked for.";
    HolderKeyNotResolved, Unknown, "holder-key-not-resolved", "The certificate is bound to a key that could not be resolved from its name.", "Yes: so it is undetermined, and only where possession is asked for.";
    HolderNotPresenter, Unknown, "holder-not-presenter", "The certificate is about somebody else than the one who presents it.", "Yes, shown by a parent or a guardian: so it is undetermined.";
    KeyBindingMissing, Failure, "key-binding-missing", "Proof of possession was asked for and is absent.", "The certificate may be good; what was asked for is not there.";
    KeyBindingMalformed, Failure, "key-binding-malformed", "The proof of possession is not a well-formed Key Binding JWT.", "The certificate may be good; the proof was not made for this.";
    KeyBindingSignatureWrong, Failure, "key-binding-signature-wrong", "The proof of possession is not signed by the holder key.", "The certificate may be good; the proof was not made for this.";
    KeyBindingNonceMismatch, Failure, "key-binding-nonce-mismatch", "The proof of possession was made for another nonce.", "The certificate may be good; the proof was not made for this.";
    KeyBindingAudienceMismatch, Failure, "key-binding-audience-mismatch", "The proof of possession was made for another audience.", "The certificate may be good; the proof was not made for this.";
    KeyBindingHashMismatch, Failure, "key-binding-hash-mismatch", "The proof of possession was made for another selection of claims (`sd_hash`).", "The certificate may be good; the proof was not made for this.";
    KeyBindingTooOld, Failure, "key-binding-too-old", "The proof of possession was made too long ago.", "The certificate may be good; the proof was not made for this.";
    KeyBindingFromFuture, Failure, "key-binding-from-future", "The proof of possession was made after the present time.", "The certificate may be good; the proof was not made for this.";
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

    /// A code that a good certificate can get says so, and then does not call it bad. The one exception is a
    /// verifier who asks for what the certificate does not offer.
    #[test]
    fn no_good_certificate_is_called_bad() {
        for code in Code::ALL {
            let answer = code.could_be_good();
            assert!(answer.ends_with('.'), "{code}");
            if answer.starts_with("Yes") && *code != Code::HolderKeyMissing {
                assert_ne!(code.kind(), Kind::Failure, "{code}");
            }
            assert_eq!(
                answer.contains("so it is undetermined"),
                answer.starts_with("Yes") && code.kind() == Kind::Unknown,
                "{code}"
            );
        }
    }
}

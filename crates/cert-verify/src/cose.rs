//! COSE_Sign1 (RFC 9052 section 4.2) over the received bytes of its protected header.
//!
//! ```text
//! COSE_Sign1 = [ protected : bstr, unprotected : map, payload : bstr, signature : bstr ]
//! signed     = [ "Signature1", protected, h'', payload ]
//! ```
//!
//! What is encrypted is taken apart in `encrypted_code.rs`. This is not all of COSE: no detached payload, no
//! external data, no countersignatures.

use crate::{Algorithm, Code, PublicKey, cbor, cbor::Cbor};

/// Header label `alg` (RFC 9052 table 3).
const ALG: i64 = 1;
/// Header label `crit`.
const CRIT: i64 = 2;
/// Header label `kid`.
const KID: i64 = 4;
/// Header label `typ` (RFC 9596).
const TYP: i64 = 16;

/// CBOR tag of COSE_Sign1.
pub(crate) const TAG_SIGN1: u64 = 18;
/// CBOR tag of COSE_Sign.
const TAG_SIGN: u64 = 98;
/// CBOR tag of COSE_Encrypt0.
pub(crate) const TAG_ENCRYPT0: u64 = 16;
/// CBOR tag of COSE_Encrypt.
const TAG_ENCRYPT: u64 = 96;
/// CBOR tags of COSE_Mac0 and COSE_Mac.
const TAGS_MAC: [u64; 2] = [17, 97];
/// CBOR tag of a CWT (RFC 8392 section 6).
pub(crate) const TAG_CWT: u64 = 61;

/// Which COSE message stands in the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One signer: the only kind that is verified here.
    Sign1,
    /// Several signers.
    Sign,
    /// Encrypted: only the holder of the key can read it.
    Encrypt,
    /// Authenticated with a shared key, so that every verifier could forge it.
    Mac,
}

/// The two headers of a message; of the protected one also the bytes received, which are what is authenticated.
#[derive(Clone, Debug)]
pub(crate) struct Headers {
    protected_bytes: Vec<u8>,
    protected: Cbor,
    unprotected: Cbor,
}

/// A COSE_Sign1 message as received; nothing of it is believed.
#[derive(Clone, Debug)]
pub(crate) struct Sign1 {
    headers: Headers,
    payload: Vec<u8>,
    signature: Vec<u8>,
    wrapped_in_cwt_tag: bool,
}

/// Says which COSE message this is, without its tags, if it is one.
///
/// The tag decides; a bare array of four is taken for COSE_Sign1, because EU DCC and Claim 169
/// issuers leave the tag away.
pub(crate) fn kind(item: &Cbor) -> Option<Kind> {
    match item {
        Cbor::Tag(TAG_CWT, inner) => kind(inner),
        Cbor::Tag(TAG_SIGN1, _) => Some(Kind::Sign1),
        Cbor::Tag(TAG_SIGN, _) => Some(Kind::Sign),
        Cbor::Tag(TAG_ENCRYPT0 | TAG_ENCRYPT, _) => Some(Kind::Encrypt),
        Cbor::Tag(tag, _) if TAGS_MAC.contains(tag) => Some(Kind::Mac),
        Cbor::Array(items) => match items.as_slice() {
            [Cbor::Bytes(_), Cbor::Map(_), Cbor::Bytes(_), Cbor::Bytes(_)] => Some(Kind::Sign1),
            [Cbor::Bytes(_), Cbor::Map(_), Cbor::Bytes(_)] => Some(Kind::Encrypt),
            _ => None,
        },
        _ => None,
    }
}

/// The item in this tag, and whether it stood in one.
pub(crate) fn without_tag(item: Cbor, tag: u64) -> (Cbor, bool) {
    match item {
        Cbor::Tag(found, inner) if found == tag => (*inner, true),
        other => (other, false),
    }
}

impl Headers {
    /// Reads both.
    ///
    /// # Errors
    /// [`Code::CoseMalformed`] for another structure, a `crit` that nobody authenticates, or a label that stands
    /// in both (RFC 9052 section 3) other than `kid`, for which EU DCC fixes an order;
    /// [`Code::CriticalHeaderNotUnderstood`].
    pub(crate) fn read(protected_bytes: Vec<u8>, unprotected: Cbor) -> Result<Self, Code> {
        // An empty byte string stands for an empty map (RFC 9052 section 3).
        let protected = if protected_bytes.is_empty() {
            Cbor::Map(Vec::new())
        } else {
            Cbor::parse(&protected_bytes)?
        };
        let (Some(inside), Some(outside)) = (protected.map(), unprotected.map()) else {
            return Err(Code::CoseMalformed);
        };
        let twice = inside.iter().any(|(label, _)| {
            label.integer() != Some(KID) && outside.iter().any(|(other, _)| other == label)
        });
        if twice || unprotected.entry(CRIT).is_some() {
            return Err(Code::CoseMalformed);
        }
        if protected.entry(CRIT).is_some() {
            return Err(Code::CriticalHeaderNotUnderstood);
        }
        Ok(Self { protected_bytes, protected, unprotected })
    }

    /// What is authenticated under this label.
    pub(crate) fn protected(&self, label: i64) -> Option<&Cbor> {
        self.protected.entry(label)
    }

    /// What stands under this label, authenticated or not.
    pub(crate) fn anywhere(&self, label: i64) -> Option<&Cbor> {
        self.protected(label).or_else(|| self.unprotected.entry(label))
    }

    /// The algorithm number, which RFC 9052 section 3.1 wants authenticated.
    pub(crate) fn algorithm(&self) -> Option<i64> {
        self.protected(ALG)?.integer()
    }

    /// The key id: the protected one when there is one (EU DCC: it counts, right or wrong).
    pub(crate) fn key_id(&self) -> Option<&[u8]> {
        self.anywhere(KID)?.bytes()
    }

    /// Whether every key id that is there is a byte string, as RFC 9052 section 3.1 defines it.
    pub(crate) fn key_id_is_well_formed(&self) -> bool {
        let headers = [&self.protected, &self.unprotected];
        headers.iter().filter_map(|header| header.entry(KID)).all(|id| id.bytes().is_some())
    }

    /// What is authenticated of a message: the context, the protected header as received, no external data
    /// (RFC 9052 sections 4.4 and 5.3), and for signatures the payload.
    pub(crate) fn authenticated(&self, context: &str, payload: Option<&[u8]>) -> Vec<u8> {
        let length = payload.map_or(0, <[u8]>::len);
        let mut out = Vec::with_capacity(self.protected_bytes.len() + length + 32);
        cbor::encode_head(&mut out, 4, if payload.is_some() { 4 } else { 3 });
        cbor::encode_head(&mut out, 3, u64::try_from(context.len()).unwrap_or(u64::MAX));
        out.extend_from_slice(context.as_bytes());
        cbor::encode_bytes(&mut out, &self.protected_bytes);
        cbor::encode_bytes(&mut out, &[]);
        if let Some(payload) = payload {
            cbor::encode_bytes(&mut out, payload);
        }
        out
    }
}

impl Sign1 {
    /// Takes a COSE_Sign1 out of a CBOR item: bare, tagged 18, or tagged 61 around 18.
    ///
    /// # Errors
    /// [`Code::CoseMalformed`] for another structure, a `crit` header, or a label that stands in
    /// both headers (RFC 9052 section 3) other than `kid`, for which EU DCC fixes an order;
    /// [`Code::SignatureMissing`] for an empty signature.
    pub(crate) fn from_cbor(item: Cbor) -> Result<Self, Code> {
        let (item, wrapped_in_cwt_tag) = without_tag(item, TAG_CWT);
        let (item, _) = without_tag(item, TAG_SIGN1);
        let Cbor::Array(items) = item else { return Err(Code::CoseMalformed) };
        let Ok(
            [
                Cbor::Bytes(protected_bytes),
                unprotected,
                Cbor::Bytes(payload),
                Cbor::Bytes(signature),
            ],
        ) = <[Cbor; 4]>::try_from(items)
        else {
            return Err(Code::CoseMalformed);
        };
        let headers = Headers::read(protected_bytes, unprotected)?;
        if signature.is_empty() {
            return Err(Code::SignatureMissing);
        }
        Ok(Self { headers, payload, signature, wrapped_in_cwt_tag })
    }

    /// The algorithm number, which RFC 9052 section 3.1 wants authenticated.
    pub(crate) fn algorithm(&self) -> Option<i64> {
        self.headers.algorithm()
    }

    /// Whether the algorithm is one that a trusted key could have.
    ///
    /// # Errors
    /// [`Code::AlgorithmNotSupported`], [`Code::AlgorithmNotAllowed`], [`Code::CoseMalformed`].
    pub(crate) fn check_algorithm(&self) -> Result<(), Code> {
        match self.algorithm() {
            Some(-7 | -8 | -9 | -19 | -35 | -37 | -51 | -257) => Ok(()),
            // The positive ones are symmetric; another negative one may be newer than this.
            Some(0..) => Err(Code::AlgorithmNotAllowed),
            Some(_) => Err(Code::AlgorithmNotSupported),
            None => Err(Code::CoseMalformed),
        }
    }

    /// The algorithm number, protected or not: EU DCC issuers leave it unprotected (public test
    /// CO20). It is only ever compared with the one of the trusted key.
    pub(crate) fn algorithm_anywhere(&self) -> Option<i64> {
        self.headers.anywhere(ALG)?.integer()
    }

    /// The key id: the protected one when there is one (EU DCC: it counts, right or wrong).
    pub(crate) fn key_id(&self) -> Option<&[u8]> {
        self.headers.key_id()
    }

    /// Whether every key id that is there is a byte string, as RFC 9052 section 3.1 defines it.
    pub(crate) fn key_id_is_well_formed(&self) -> bool {
        self.headers.key_id_is_well_formed()
    }

    /// The explicit type of the protected header.
    pub(crate) fn typ(&self) -> Option<&str> {
        self.headers.protected(TYP)?.text()
    }

    /// The payload as received.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Whether a key made the signature; the key decides the algorithm, the message must agree.
    /// Whether the algorithm may stand unprotected is for the format to say.
    ///
    /// # Errors
    /// [`Code::AlgorithmKeyMismatch`], [`Code::SignatureWrong`].
    pub(crate) fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        let named = self.algorithm_anywhere().ok_or(Code::CoseMalformed)?;
        let fits = match key.algorithm() {
            Algorithm::Ed25519 => matches!(named, -8 | -19),
            Algorithm::Es256 => matches!(named, -7 | -9),
            Algorithm::Es384 => matches!(named, -35 | -51),
            Algorithm::Ps256 => named == -37,
            Algorithm::Rs256 => named == -257,
        };
        if !fits {
            return Err(Code::AlgorithmKeyMismatch);
        }
        if key.verifies(&self.signed_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(Code::SignatureWrong)
        }
    }

    /// Says whether the message stood in a CWT tag, which a Status List Token must not.
    pub(crate) fn wrapped_in_cwt_tag(&self) -> bool {
        self.wrapped_in_cwt_tag
    }

    /// The bytes that are signed: `Sig_structure`, around the protected header as received.
    fn signed_bytes(&self) -> Vec<u8> {
        self.headers.authenticated("Signature1", Some(&self.payload))
    }
}

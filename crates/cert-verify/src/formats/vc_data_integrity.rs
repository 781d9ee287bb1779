//! W3C VC with Data Integrity proofs of the cryptosuite eddsa-jcs-2022 (W3C REC 15 May 2025).
//!
//! hashData = SHA-256(JCS(proof without proofValue)) ‖ SHA-256(JCS(document without proof)), signed with
//! Ed25519. Proof sets and proof chains (Data Integrity 1.0 section 4.5): every proof must verify, and
//! one of them must be of a trusted key. Suites with RDF canonicalisation are named, not verified.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Contents, Format, Holder, ParsedCertificate, Refused, vc_model};
use crate::{
    Algorithm, Code, Policy, PublicKey, UnixTime, did, jcs,
    key::Elsewhere,
    multibase, sha256,
    trust::{CandidateKey, Trust},
};

/// Sets and chains of real credentials hold two or three proofs; each costs a signature.
const MOST_PROOFS: usize = 8;
const SUITE: &str = "eddsa-jcs-2022";

/// Takes a JSON document with an `@context`.
pub(super) fn from_document(
    text: &str,
    document: Map<String, Value>,
) -> Result<Arc<dyn ParsedCertificate>, Refused> {
    Ok(Arc::new(parse(text, document)?))
}

/// The same, for a document that is no certificate.
pub(super) fn parse(text: &str, mut document: Map<String, Value>) -> Result<Parsed, Refused> {
    let refused = |format, code| Err(Refused { format: Some(format), code });
    let Some(proofs) = document.remove("proof") else {
        return refused(Format::VcEddsaJcs, Code::ProofMissing);
    };
    let proofs: Option<Vec<Map<String, Value>>> =
        vc_model::as_list(&proofs).iter().map(|proof| proof.as_object().cloned()).collect();
    let Some(proofs) = proofs.filter(|proofs| !proofs.is_empty()) else {
        return refused(Format::VcEddsaJcs, Code::ProofMalformed);
    };
    if proofs.len() > MOST_PROOFS {
        return refused(Format::VcEddsaJcs, Code::TooManyItems);
    }
    let is_ours = |proof: &Map<String, Value>| {
        proof.get("type").is_some_and(|name| name == "DataIntegrityProof")
            && proof.get("cryptosuite").is_some_and(|name| name == SUITE)
    };
    if !proofs.iter().any(is_ours) {
        return refused(Format::VcJsonLd, Code::FormatNotSupported);
    }
    // A proof of another suite beside ours is one that we cannot check: say so instead of passing over it.
    if !proofs.iter().all(is_ours) {
        return refused(Format::VcEddsaJcs, Code::FormatNotSupported);
    }
    let hash = hash(&document);
    let mut parsed = Parsed { text: text.to_owned(), document, hash, proofs, signed: Vec::new() };
    parsed.signed = parsed.proofs.iter().map(|proof| parsed.signed_data(proof)).collect();
    Ok(parsed)
}

/// A document with its proofs.
#[derive(Debug)]
pub(super) struct Parsed {
    text: String,
    /// The document without its proofs.
    document: Map<String, Value>,
    /// SHA-256 of its canonical form, which is what most proofs cover.
    hash: [u8; 32],
    proofs: Vec<Map<String, Value>>,
    /// For each proof what it signs; see [`Parsed::signed_data`].
    signed: Vec<Result<Vec<Vec<u8>>, Code>>,
}

impl Parsed {
    /// A member of the last proof, which in a chain is that of the one who shows it.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.proofs.last()?.get(name)
    }

    /// A time of the last proof.
    pub(super) fn time(&self, name: &str) -> Result<Option<UnixTime>, Code> {
        let proof = self.proofs.last().ok_or(Code::ProofMissing)?;
        vc_model::time(proof, name).map_err(|_| Code::ProofMalformed)
    }

    /// The 64 bytes that a proof signs (section 3.3.3 to 3.3.5 of the suite).
    fn hash_data(
        &self,
        proof: &Map<String, Value>,
        covered: Option<Value>,
    ) -> Result<Vec<u8>, Code> {
        let mut options = proof.clone();
        options.remove("proofValue");
        let of_document = self.document.get("@context");
        let context = options.get("@context");
        if let Some(context) = context {
            let of_document = of_document.map(vc_model::as_list).unwrap_or_default();
            if !of_document.starts_with(vc_model::as_list(context)) {
                return Err(Code::ProofMalformed);
            }
        }
        // A document is canonicalised once, and again only for a proof that covers something else:
        // a megabyte of numbers times eight proofs would take a tenth of a second.
        let is_plain = covered.is_none() && context.is_none_or(|it| Some(it) == of_document);
        let hash_of_document = if is_plain {
            self.hash
        } else {
            let mut document = self.document.clone();
            if let Some(context) = context {
                document.insert("@context".to_owned(), context.clone());
            }
            if let Some(proofs) = covered {
                document.insert("proof".to_owned(), proofs);
            }
            hash(&document)
        };
        Ok([hash(&options), hash_of_document].concat())
    }

    /// The proofs that a proof of a chain builds on: each must be there (section 4.5 step 3).
    fn previous_proofs(&self, named: &Value) -> Result<Value, Code> {
        let find = |name: &Value| {
            let id = name.as_str().ok_or(Code::ProofMalformed)?;
            let mut found = self
                .proofs
                .iter()
                .filter(|proof| proof.get("id").and_then(Value::as_str) == Some(id));
            // Two proofs of one name would let the reader choose.
            match (found.next(), found.next()) {
                (Some(proof), None) => Ok(Value::Object(proof.clone())),
                _ => Err(Code::ProofMalformed),
            }
        };
        vc_model::as_list(named).iter().map(find).collect::<Result<Vec<_>, _>>().map(Value::Array)
    }

    fn check_proof(
        &self,
        position: usize,
        proof: &Map<String, Value>,
        key: &PublicKey,
    ) -> Result<(), Code> {
        let value = proof.get("proofValue").and_then(Value::as_str).ok_or(Code::ProofMalformed)?;
        if value.is_empty() || value == "z" {
            return Err(Code::SignatureMissing);
        }
        let signature = multibase::decode_base58btc(value).map_err(|_| Code::ProofMalformed)?;
        if signature.len() != 64 {
            return Err(Code::ProofMalformed);
        }
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(Code::AlgorithmKeyMismatch);
        }
        let signed = self
            .signed
            .get(position)
            .ok_or(Code::ProofMalformed)?
            .as_ref()
            .map_err(|code| *code)?;
        let verifies = signed.iter().any(|data| key.verifies(data, &signature));
        if verifies { Ok(()) } else { Err(Code::SignatureWrong) }
    }

    /// What each proof may have signed, computed once for all keys.
    ///
    /// A proof of a chain covers the proofs before it; one of a set covers none, which issuers write
    /// as no member or, following the letter of section 4.4 step 6, as an empty list.
    fn signed_data(&self, proof: &Map<String, Value>) -> Result<Vec<Vec<u8>>, Code> {
        match proof.get("previousProof") {
            Some(previous) => {
                Ok(vec![self.hash_data(proof, Some(self.previous_proofs(previous)?))?])
            }
            None if self.proofs.len() > 1 => {
                let empty = Value::Array(Vec::new());
                Ok(vec![self.hash_data(proof, None)?, self.hash_data(proof, Some(empty))?])
            }
            None => Ok(vec![self.hash_data(proof, None)?]),
        }
    }
}

/// SHA-256 of the canonical form (RFC 8785).
fn hash(object: &Map<String, Value>) -> [u8; 32] {
    sha256(jcs::canonical_object(object).as_bytes())
}

fn method(proof: &Map<String, Value>) -> Option<&str> {
    proof.get("verificationMethod")?.as_str()
}

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        Format::VcEddsaJcs
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        let document = ("document", Value::Object(self.document.clone()));
        let proofs = self.proofs.iter().map(|proof| ("proof", Value::Object(proof.clone())));
        core::iter::once(document).chain(proofs).collect()
    }

    fn claimed_issuer(&self) -> Option<&str> {
        vc_model::issuer(&self.document)
    }

    fn status_lists(&self) -> Vec<String> {
        vc_model::status_lists(&self.document)
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        for proof in &self.proofs {
            // A chain must not lead back to itself: with at most eight proofs, eight steps decide.
            let mut next = proof;
            for _ in 0..=MOST_PROOFS {
                let Some(Value::String(previous)) = next.get("previousProof") else { break };
                let Some(found) = self
                    .proofs
                    .iter()
                    .find(|other| other.get("id").and_then(Value::as_str) == Some(previous))
                else {
                    return Err(Code::ProofMalformed);
                };
                if core::ptr::eq(found, proof) {
                    return Err(Code::ProofMalformed);
                }
                next = found;
            }
        }
        Ok(())
    }

    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        now: UnixTime,
        _elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        let issuer = self.claimed_issuer();
        let mut keys = trust.keys_of(issuer, now);
        for method in self.proofs.iter().filter_map(method) {
            match did::key_of(method) {
                // The issuer is its own key: the signature can be checked, although nobody vouches for it.
                Some(Ok(key)) if issuer == Some(did::controller(method)) => {
                    keys.push(CandidateKey::self_asserted(key))
                }
                Some(Err(code)) => return Err(code),
                _ => {}
            }
        }
        Ok(keys)
    }

    /// One proof must be of this key; all others must verify with the key that they name.
    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        let mut signed = false;
        for (position, proof) in self.proofs.iter().enumerate() {
            let method = method(proof).ok_or(Code::ProofMalformed)?;
            match did::key_of(method).transpose()? {
                Some(own) => {
                    self.check_proof(position, proof, &own)?;
                    signed |= own == *key;
                }
                None => {
                    self.check_proof(position, proof, key)?;
                    signed = true;
                }
            }
        }
        // Every proof is good, but none is of this key.
        if signed { Ok(()) } else { Err(Code::IssuerUnknown) }
    }

    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        let mut contents = vc_model::contents(&self.document, Holder::NotBound)?;
        for proof in &self.proofs {
            if proof.get("proofPurpose").and_then(Value::as_str) != Some("assertionMethod") {
                return Err(Code::ProofPurposeWrong);
            }
            let created = vc_model::time(proof, "created").map_err(|_| Code::ProofMalformed)?;
            let expires = vc_model::time(proof, "expires").map_err(|_| Code::ProofMalformed)?;
            // A proof ends the credential with it, and cannot be from the future.
            contents.not_before = contents.not_before.max(created);
            contents.expires = vc_model::earlier(contents.expires, expires);
        }
        Ok(contents)
    }
}

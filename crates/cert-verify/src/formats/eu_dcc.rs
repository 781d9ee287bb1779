//! EU Digital COVID Certificate: `HC1:` + Base45 + zlib + COSE_Sign1 over a CWT with claim −260.
//!
//! Clause: eHealth Network, Electronic Health Certificate Specification 1.0.5 and value sets /
//! schema 1.3. The key is chosen by key id: the protected one counts, right or wrong; every
//! certificate with that id is tried; extended key usage must allow the kind of certificate.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Contents, Format, Holder, Input, ParsedCertificate, Reading, Refused, StatusReference,
    cbor_json,
};
use crate::{
    Code, ExtendedKeyUsage, Policy, PublicKey, UnixTime, X509Certificate, base45,
    cbor::Cbor,
    cose::{self, Sign1},
    inflate,
    key::Elsewhere,
    numeric_date,
    trust::{CandidateKey, Trust, TrustSource},
};

const PREFIX: &str = "HC1:";
/// A DCC inflates to about 400 bytes; one with a hundred entries to 30 kB.
const MOST_INFLATED: usize = 64 * 1024;
/// The CWT claim of a health certificate, and its version 1.
const HCERT: i64 = -260;
const VERSION_1: i64 = 1;

/// A DCC begins with `HC1:`, nothing else does.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let text = input.text?;
    let body = text.strip_prefix(PREFIX)?;
    Some(match parse(text, body) {
        Ok(parsed) => Ok(Arc::new(parsed)),
        Err(code) => Err(Refused { format: Some(Format::EuDcc), code }),
    })
}

fn parse(text: &str, body: &str) -> Result<Parsed, Code> {
    let message = Cbor::parse(&inflate::zlib(&base45::decode(body)?, MOST_INFLATED)?)?;
    match cose::kind(&message) {
        Some(cose::Kind::Sign1) => {}
        _ => return Err(Code::CoseMalformed),
    }
    let sign1 = Sign1::from_cbor(message)?;
    // One of a wrong type is not the same as none, which lets every certificate be tried.
    if !sign1.key_id_is_well_formed() {
        return Err(Code::CoseMalformed);
    }
    let claims = Cbor::parse(sign1.payload())?;
    let issuer = claims.entry(1).and_then(Cbor::text).map(str::to_owned);
    Ok(Parsed { text: text.to_owned(), issuer, sign1, claims })
}

#[derive(Debug)]
struct Parsed {
    text: String,
    issuer: Option<String>,
    sign1: Sign1,
    claims: Cbor,
}

impl Parsed {
    fn health_certificate(&self) -> Option<&Cbor> {
        self.claims.entry(HCERT)?.entry(VERSION_1)
    }

    /// What the certificate is about: vaccination, test or recovery.
    fn subject(&self) -> Option<Subject> {
        let certificate = self.health_certificate()?;
        let has = |name: &str| matches!(certificate.member(name), Some(Cbor::Array(entries)) if !entries.is_empty());
        SUBJECTS.iter().find(|subject| has(subject.member)).copied()
    }

    /// What speaks against a certificate whose key signed.
    fn objection(&self, certificate: &X509Certificate, now: UnixTime) -> Option<Code> {
        if !certificate.is_valid_at(now) {
            return Some(Code::X509NotValidAtTime);
        }
        // A limit to other purposes counts when it is critical (public test IS/3); without that, a
        // certificate that names none of the three health purposes may sign all (CO15).
        let purposes = certificate.purposes().unwrap_or_default();
        let limited = certificate.purposes_are_critical()
            || purposes.iter().any(|purpose| *purpose != ExtendedKeyUsage::Other);
        let wanted = self.subject().map(|subject| subject.purpose);
        let allowed = wanted.is_some_and(|wanted| purposes.contains(&wanted));
        (limited && !allowed).then_some(Code::X509KeyUsageWrong)
    }
}

#[derive(Clone, Copy)]
struct Subject {
    member: &'static str,
    name: &'static str,
    purpose: ExtendedKeyUsage,
}

const SUBJECTS: [Subject; 3] = [
    Subject { member: "v", name: "vaccination", purpose: ExtendedKeyUsage::DccVaccination },
    Subject { member: "t", name: "test", purpose: ExtendedKeyUsage::DccTest },
    Subject { member: "r", name: "recovery", purpose: ExtendedKeyUsage::DccRecovery },
];

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        Format::EuDcc
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("header", cbor_json::cose_header(&self.sign1)),
            ("claims", cbor_json::to_json(&self.claims).unwrap_or_default()),
        ]
    }

    fn claimed_issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    fn status_lists(&self) -> Vec<String> {
        Vec::new()
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        // The specification allows ES256 and PS256 and nothing else.
        match self.sign1.algorithm_anywhere() {
            Some(-7 | -37) => Ok(()),
            Some(_) => Err(Code::AlgorithmNotAllowed),
            None => Err(Code::CoseMalformed),
        }
    }

    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        now: UnixTime,
        _elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        let key_id = self.sign1.key_id();
        let mut candidates = trust.bare_keys_of(self.claimed_issuer());
        let certificates = trust.certificates_of(self.claimed_issuer());
        for (certificate, source) in &certificates {
            if key_id.is_none_or(|key_id| key_id == certificate.dcc_key_id()) {
                let objection = self.objection(certificate, now);
                let keys = CandidateKey::of_certificate(certificate, *source);
                candidates.extend(keys.map(|key| CandidateKey { objection, ..key }));
            }
        }
        // Two certificates may share one key with different usage: the one without objection counts.
        let (mut candidates, objected): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|candidate| candidate.objection.is_none());
        candidates.extend(objected);
        // A list may lack a new certificate; the one that the caller handed over is meant.
        let handed_over =
            certificates.iter().any(|(_, source)| matches!(source, TrustSource::AnyIssuer));
        if candidates.is_empty() && handed_over { Err(Code::KeyIdWrong) } else { Ok(candidates) }
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.sign1.check_signature(key)
    }

    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        let certificate = self.health_certificate().ok_or(match self.claims.entry(HCERT) {
            // Another version of the content.
            Some(Cbor::Map(versions)) if !versions.is_empty() => Code::FormatNotSupported,
            _ => Code::ClaimMissing,
        })?;
        let mut members = cbor_json::registered_claims(&self.claims)?;
        let hcert = cbor_json::to_json(certificate)?;
        let subject = self.subject().ok_or(Code::ClaimMissing)?;
        members.insert("hcert".to_owned(), hcert);
        let claims = Value::Object(members);
        let issued_at = numeric_date::claim(&claims, "iat")?;
        check_schema(claims.get("hcert").unwrap_or(&Value::Null), subject, issued_at)?;
        Ok(Contents {
            issuer: self.issuer.clone(),
            credential_type: Some(subject.name.to_owned()),
            issued_at,
            not_before: numeric_date::claim(&claims, "nbf")?,
            // Section 3.3.1 refuses it *after* this time, where a JWT ends *at* it; public files are
            // verified in that very second (DK/1).
            expires: Some(
                numeric_date::claim(&claims, "exp")?.ok_or(Code::ClaimMissing)?.plus_seconds(1),
            ),
            status: StatusReference::None,
            holder: Holder::NotBound,
            claims: claims.into(),
        })
    }
}

/// What schema 1.0.0 to 1.3.0 have in common.
fn check_schema(
    certificate: &Value,
    subject: Subject,
    issued_at: Option<UnixTime>,
) -> Result<(), Code> {
    let text = |value: &Value, name: &str| {
        value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(Code::ClaimMalformed)
    };
    text(certificate, "ver")?;
    let name = certificate.get("nam").ok_or(Code::ClaimMissing)?;
    let name_parts = ["fnt", "fn", "gnt", "gn"].iter().filter_map(|part| name.get(part));
    if name_parts.clone().count() == 0 || name_parts.into_iter().any(|part| !part.is_string()) {
        return Err(Code::ClaimMalformed);
    }
    check_birth_date(&text(certificate, "dob")?, issued_at)?;
    let others = SUBJECTS.iter().filter(|other| other.member != subject.member);
    if others
        .into_iter()
        .any(|other| certificate.get(other.member).is_some_and(|value| !is_empty(value)))
    {
        return Err(Code::ClaimMalformed);
    }
    let entries =
        certificate.get(subject.member).and_then(Value::as_array).ok_or(Code::ClaimMalformed)?;
    entries.iter().try_for_each(check_entry)
}

/// What every entry of every version holds, and the types of the rest: whether a vaccine or a dose
/// is on somebody's value set is for the rules of that somebody, not for the signature's verifier.
fn check_entry(entry: &Value) -> Result<(), Code> {
    const EVERYWHERE: [&str; 4] = ["tg", "co", "is", "ci"];
    const NUMBERS: [&str; 2] = ["dn", "sd"];
    let members = entry.as_object().ok_or(Code::ClaimMalformed)?;
    if EVERYWHERE.iter().any(|name| !members.contains_key(*name)) {
        return Err(Code::ClaimMissing);
    }
    let fits = |(name, value): (&String, &Value)| match NUMBERS.contains(&name.as_str()) {
        true => value.is_u64(),
        false => value.is_string() || value.is_null(),
    };
    if members.iter().all(fits) { Ok(()) } else { Err(Code::ClaimMalformed) }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// `(19|20)YY[-MM[-DD]]` or empty, with a time of day as schema 1.0.0 let pass, and not in a year after the certificate was made.
fn check_birth_date(date: &str, issued_at: Option<UnixTime>) -> Result<(), Code> {
    let shape: String = date
        .chars()
        .map(|character| if character.is_ascii_digit() { '9' } else { character })
        .collect();
    let fits = matches!(shape.as_str(), "9999" | "9999-99" | "9999-99-99" | "9999-99-99T99:99:99")
        && (date.starts_with("19") || date.starts_with("20"));
    let issue_year = issued_at.map(|time| time.to_string());
    let is_later = issue_year.as_deref().is_some_and(|issued| date.get(..4) > issued.get(..4));
    if date.is_empty() || (fits && !is_later) { Ok(()) } else { Err(Code::ClaimMalformed) }
}

//! What passed: a type that only [`crate::verify`] and [`crate::verify_in_steps`] make.

use serde_json::Value;

use crate::{
    Certificate, ClaimPath, Code, PublicKey, UnixTime,
    formats::{Contents, Holder},
};

/// Proof in the type system that every check passed, at one time, against one trust.
///
/// Its fields are private and nothing else makes one, so code that takes a `Verified` cannot
/// be handed anything unchecked:
///
/// ```
/// use cert_verify::{Certificate, Verified};
/// fn fill(certificate: &Verified<Certificate>) -> &str {
///     certificate.issuer()
/// }
/// ```
/// Each of these fails for one reason only, that something is private; with `pub` there it compiles.
/// The fields:
/// ```compile_fail,E0451
/// use cert_verify::{Certificate, Verified};
/// fn forge(good: Verified<Certificate>, forged: Certificate) -> Verified<Certificate> {
///     Verified { inner: forged, ..good }
/// }
/// ```
/// The maker:
/// ```compile_fail,E0624
/// use cert_verify::{Certificate, Verified};
/// fn maker() {
///     let _ = Verified::<Certificate>::new;
/// }
/// ```
/// What waits for the answers of its caller:
/// ```compile_fail,E0616
/// use cert_verify::{Asked, Verification};
/// fn without_answers(asked: Asked) -> Verification {
///     asked.verification
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Verified<T> {
    inner: T,
    facts: Facts,
}

/// What the pipeline learned.
#[derive(Clone, Debug)]
struct Facts {
    contents: Contents,
    checked_at: UnixTime,
    key_binding: Option<Value>,
}

impl Verified<Certificate> {
    /// For the pipeline alone, after every check.
    pub(crate) fn new(
        certificate: Certificate,
        contents: Contents,
        checked_at: UnixTime,
        key_binding: Option<Value>,
    ) -> Self {
        Self { inner: certificate, facts: Facts { contents, checked_at, key_binding } }
    }

    /// The certificate itself.
    pub fn certificate(&self) -> &Certificate {
        &self.inner
    }

    /// The whole processed payload.
    pub fn claims(&self) -> &Value {
        &self.facts.contents.claims
    }

    /// The issuer; empty when the certificate names none and its key is trusted for any.
    pub fn issuer(&self) -> &str {
        self.facts.contents.issuer.as_deref().unwrap_or_default()
    }

    /// The type (`vct`); empty for kinds without one.
    pub fn credential_type(&self) -> &str {
        self.facts.contents.credential_type.as_deref().unwrap_or_default()
    }

    /// The key that it is bound to.
    pub fn holder_key(&self) -> Option<&PublicKey> {
        match &self.facts.contents.holder {
            Holder::Key(key) => Some(key),
            _ => None,
        }
    }

    /// When it expires.
    pub const fn expires(&self) -> Option<UnixTime> {
        self.facts.contents.expires
    }

    /// When it was issued.
    pub const fn issued_at(&self) -> Option<UnixTime> {
        self.facts.contents.issued_at
    }

    /// The time that was the present for every check.
    pub const fn checked_at(&self) -> UnixTime {
        self.facts.checked_at
    }

    /// The payload of the Key Binding JWT; only when possession was required and proven.
    pub const fn key_binding(&self) -> Option<&Value> {
        self.facts.key_binding.as_ref()
    }

    /// The certificate as received.
    pub fn text(&self) -> &str {
        self.inner.text()
    }

    /// A presentation `<JWT>~<D>~…~` with exactly the claims at these paths, their parents
    /// (RFC 9901 7.2) and what is inside them; for a proof of possession to be appended.
    ///
    /// # Errors
    /// [`Code::ClaimNotFound`] when a path selects nothing; [`Code::DisclosureNotPossible`]
    /// for kinds that can only be shown whole.
    pub fn disclose(&self, paths: &[ClaimPath]) -> Result<String, Code> {
        self.inner.parsed.disclose(paths)
    }

    /// The claims at this path.
    pub fn claim(&self, path: &ClaimPath) -> Vec<&Value> {
        path.select(self.claims())
    }
}

//! Status evidence: what the caller fetched, and when.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::{
    Certificate, Code, PublicKey, Report, UnixTime,
    bitstring::BitstringStatusList,
    card_revocation::{self, GivenList},
    token_status_list::StatusListToken,
    x509::{
        self,
        crl::{self, RevocationList},
    },
};

/// More lists than one certificate can name, and a wallet hands over its whole cache.
const MAX_TOKENS: usize = 256;

/// The revocation lists of X.509 authorities: a country has some dozens. With the largest size of one
/// list this bounds what is kept.
const MAX_REVOCATION_LISTS: usize = 64;
const MAX_REVOCATION_BYTES: usize = 4 * crl::MOST_BYTES;

/// The lists of SMART Health Cards: one for each key of each issuer in a wallet.
const MAX_CARD_LISTS: usize = 256;

/// Status list tokens with the time of their fetch. Each is matched to a certificate by the
/// token's own `sub`, and believed only when the issuer signed it.
///
/// Beside them revocation lists of X.509 certificates, matched by the name of their issuer and believed
/// only when it signed them.
#[derive(Clone, Debug, Default)]
pub struct StatusEvidence {
    tokens: Vec<StatusToken>,
    revocation_lists: Vec<Result<Arc<RevocationList>, Code>>,
    revocation_bytes: usize,
    card_lists: Vec<GivenList>,
}

#[derive(Clone, Debug)]
pub(crate) struct StatusToken {
    /// Read once, used for every certificate of a wallet.
    pub(crate) jwt: Result<StatusListToken, Code>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) fetched_at: UnixTime,
    /// Where it came from, when the caller says so.
    pub(crate) fetched_from: Option<String>,
    known: Arc<Known>,
}

/// What was found out about the bytes of a token: once for all certificates that name it.
#[derive(Debug, Default)]
struct Known {
    signers: Mutex<Vec<(PublicKey, bool)>>,
    credential: OnceLock<Result<Certificate, Report>>,
    bitstring: OnceLock<Result<BitstringStatusList, Code>>,
}

/// More keys than one issuer has; further ones are tried each time.
const MOST_SIGNERS: usize = 64;

impl StatusEvidence {
    /// No evidence: a certificate that names a list stays undetermined.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a token. Tokens beyond 256 are ignored.
    pub fn add(&mut self, token: &[u8], fetched_at: UnixTime) {
        self.push(token, fetched_at, None);
    }

    /// Adds a token that was fetched from this address: when its `sub` is another one, the
    /// report says so instead of "missing".
    pub fn add_fetched_from(&mut self, uri: &str, token: &[u8], fetched_at: UnixTime) {
        self.push(token, fetched_at, Some(uri.to_owned()));
    }

    /// Adds the X.509 revocation lists of a file: DER, or PEM with one or several. Lists beyond 64, or
    /// beyond 32 MB in all, are not read, and the report says so.
    pub fn add_crl(&mut self, file: &[u8]) {
        self.revocation_bytes = self.revocation_bytes.saturating_add(file.len());
        let lists = match self.revocation_bytes > MAX_REVOCATION_BYTES {
            true => vec![Err(Code::X509CrlNotSupported)],
            false => x509::revocation_lists(file),
        };
        for list in lists {
            if self.revocation_lists.len() == MAX_REVOCATION_LISTS {
                self.revocation_lists.pop();
                self.revocation_lists.push(Err(Code::X509CrlNotSupported));
                return;
            }
            self.revocation_lists.push(list.map(Arc::new));
        }
    }

    /// Adds the revocation list of one key of a SMART Health Card issuer, the file
    /// `<issuer>/.well-known/crl/<kid>.json`. It is not signed: whoever hands it over vouches for it having
    /// been fetched from there, over TLS. Lists beyond 256 are ignored.
    pub fn add_card_revocations(&mut self, file: &[u8]) {
        if self.card_lists.len() < MAX_CARD_LISTS {
            self.card_lists.push(card_revocation::read(file).map(Arc::new));
        }
    }

    fn push(&mut self, token: &[u8], fetched_at: UnixTime, fetched_from: Option<String>) {
        if self.tokens.len() < MAX_TOKENS {
            self.tokens.push(StatusToken {
                jwt: StatusListToken::parse(token),
                bytes: token.to_vec(),
                fetched_at,
                fetched_from,
                known: Arc::default(),
            });
        }
    }

    pub(crate) fn tokens(&self) -> &[StatusToken] {
        &self.tokens
    }

    pub(crate) fn card_lists(&self) -> &[GivenList] {
        &self.card_lists
    }

    pub(crate) fn revocation_lists(&self) -> &[Result<Arc<RevocationList>, Code>] {
        &self.revocation_lists
    }
}

impl StatusToken {
    /// Whether this key signed it, as `check` says when it is asked for the first time.
    pub(crate) fn is_signed_by(&self, key: &PublicKey, check: impl FnOnce() -> bool) -> bool {
        let signers = || self.known.signers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = signers().iter().find(|(signer, _)| signer == key).map(|(_, passed)| *passed);
        known.unwrap_or_else(|| {
            let passed = check();
            let mut signers = signers();
            if signers.len() < MOST_SIGNERS {
                signers.push((key.clone(), passed));
            }
            passed
        })
    }

    /// The token as a credential, which is what a Bitstring Status List is.
    pub(crate) fn credential(&self) -> &Result<Certificate, Report> {
        #[allow(clippy::result_large_err, reason = "as of `Certificate::parse`")]
        self.known.credential.get_or_init(|| Certificate::parse(&self.bytes))
    }

    /// The list in that credential, as `decode` says when it is asked for the first time.
    pub(crate) fn bitstring(
        &self,
        decode: impl FnOnce() -> Result<BitstringStatusList, Code>,
    ) -> Result<&BitstringStatusList, Code> {
        self.known.bitstring.get_or_init(decode).as_ref().map_err(|code| *code)
    }
}

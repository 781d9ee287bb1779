//! Status evidence: what the caller fetched, and when.

use crate::{Code, UnixTime, token_status_list::StatusListToken};

/// More lists than one certificate can name, and a wallet hands over its whole cache.
const MAX_TOKENS: usize = 256;

/// Status list tokens with the time of their fetch. Each is matched to a certificate by the
/// token's own `sub`, and believed only when the issuer signed it.
#[derive(Clone, Debug, Default)]
pub struct StatusEvidence {
    tokens: Vec<StatusToken>,
}

#[derive(Clone, Debug)]
pub(crate) struct StatusToken {
    /// Read once, used for every certificate of a wallet.
    pub(crate) jwt: Result<StatusListToken, Code>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) fetched_at: UnixTime,
    /// Where it came from, when the caller says so.
    pub(crate) fetched_from: Option<String>,
}

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

    fn push(&mut self, token: &[u8], fetched_at: UnixTime, fetched_from: Option<String>) {
        if self.tokens.len() < MAX_TOKENS {
            self.tokens.push(StatusToken {
                jwt: StatusListToken::parse(token),
                bytes: token.to_vec(),
                fetched_at,
                fetched_from,
            });
        }
    }

    pub(crate) fn tokens(&self) -> &[StatusToken] {
        &self.tokens
    }
}

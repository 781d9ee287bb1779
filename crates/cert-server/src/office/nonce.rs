//! The nonce of a challenge says by itself, under a seal of this server, what it is for and how long it lives. So
//! asking for challenges stores nothing, and only what is used is written down.

use cert_fill::RefusalCode;
use cert_verify::{UnixTime, base64url, sha256};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    Server,
    db::{StorageError, challenges},
    random,
};

/// In front of what is sealed, so that no other use of the secret gives the same seal.
const PURPOSE: &[u8] = b"certfill challenge 1\0";

/// Randomness of a nonce.
const RANDOM: usize = 16;

/// What it is for, as a digest; and the seal. Both are half of SHA-256.
const HALF: usize = 16;

/// Random bytes, the end of its life, whether it is for a counter, and what it is for.
const SEALED: usize = RANDOM + 8 + 1 + HALF;

/// What a nonce was given for: a filing of a form, by its digest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant<'a> {
    pub(super) integrity: &'a str,
    pub(super) filing: &'a str,
}

impl Meant<'_> {
    fn digest(self) -> [u8; HALF] {
        let mut text = self.integrity.as_bytes().to_vec();
        text.push(0);
        text.extend_from_slice(self.filing.as_bytes());
        half(&sha256(&text))
    }
}

/// What a nonce of this office was given for; nothing for one that it has not given.
pub(super) async fn given(
    server: &Server,
    office: &str,
    nonce: &str,
) -> Result<Option<Sealed>, StorageError> {
    if let Some(sealed) = Sealed::open(&server.keys.page_secret, office, nonce) {
        return Ok(Some(sealed));
    }
    let written = challenges::written(&server.database, office, nonce).await?;
    Ok(written.map(|one| {
        let meant = Meant { integrity: &one.integrity, filing: &one.filing };
        Sealed::new(meant, one.expires_at, one.counter)
    }))
}

/// A nonce of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    pub(super) expires_at: UnixTime,
    pub(super) counter: bool,
    meant: [u8; HALF],
}

impl Sealed {
    pub(super) fn new(meant: Meant<'_>, expires_at: UnixTime, counter: bool) -> Self {
        Self { expires_at, counter, meant: meant.digest() }
    }

    /// Why this nonce is refused, if it is.
    pub(super) fn refusal(&self, is_used: bool, now: UnixTime) -> Option<RefusalCode> {
        if is_used {
            return Some(RefusalCode::NonceUsed);
        }
        (self.expires_at.seconds() <= now.seconds()).then_some(RefusalCode::NonceExpired)
    }

    pub(super) fn is_for(&self, meant: Meant<'_>) -> bool {
        self.meant == meant.digest()
    }

    /// A new nonce of this office.
    pub(super) fn nonce(&self, secret: &[u8; 32], office: &str) -> String {
        let mut bytes = vec![0; RANDOM];
        random::fill(&mut bytes);
        bytes.extend_from_slice(&self.expires_at.seconds().to_be_bytes());
        bytes.push(u8::from(self.counter));
        bytes.extend_from_slice(&self.meant);
        let seal = seal(secret, office, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&seal[..HALF]);
        base64url::encode(&bytes)
    }

    /// Reads a nonce of this office; nothing of what somebody else has made up or of another office.
    pub(super) fn open(secret: &[u8; 32], office: &str, nonce: &str) -> Option<Self> {
        let bytes = base64url::decode(nonce).ok()?;
        let (sealed, shown) = bytes.split_at_checked(SEALED)?;
        if shown.len() != HALF {
            return None;
        }
        seal(secret, office, sealed).verify_truncated_left(shown).ok()?;
        let (seconds, rest) = sealed[RANDOM..].split_first_chunk()?;
        let (counter, meant) = rest.split_first()?;
        Some(Self {
            expires_at: UnixTime::from_seconds(i64::from_be_bytes(*seconds)),
            counter: *counter == 1,
            meant: meant.try_into().ok()?,
        })
    }
}

fn seal(secret: &[u8; 32], office: &str, sealed: &[u8]) -> Hmac<Sha256> {
    // As HMAC itself fills up a key that is shorter than a block (RFC 2104, 2).
    let mut key = Zeroizing::new([0; 64]);
    key[..secret.len()].copy_from_slice(secret);
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*key).into());
    for part in [PURPOSE, office.as_bytes(), b"\0", sealed] {
        mac.update(part);
    }
    mac
}

fn half(digest: &[u8; 32]) -> [u8; HALF] {
    let mut half = [0; HALF];
    half.copy_from_slice(&digest[..HALF]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = [7; 32];
    const MEANT: Meant<'_> = Meant { integrity: "sha256-x", filing: "psb" };

    #[test]
    fn a_nonce_says_what_it_is_for() {
        let made = Sealed::new(MEANT, UnixTime::from_seconds(1_800_000_000), true);
        let nonce = made.nonce(&SECRET, "psb");
        assert_eq!(Sealed::open(&SECRET, "psb", &nonce), Some(made));
        assert!(made.is_for(MEANT));
        assert!(!made.is_for(Meant { filing: "tax", ..MEANT }));
        assert!(!made.is_for(Meant { integrity: "sha256-y", ..MEANT }));
        assert_ne!(made.nonce(&SECRET, "psb"), nonce, "no two are the same");
    }

    #[test]
    fn what_was_made_up_or_altered_is_none() {
        let made = Sealed::new(MEANT, UnixTime::from_seconds(1_800_000_000), false);
        let nonce = made.nonce(&SECRET, "psb");
        assert_eq!(Sealed::open(&SECRET, "tax", &nonce), None, "of another office");
        assert_eq!(Sealed::open(&[8; 32], "psb", &nonce), None, "of another server");
        let bytes = base64url::decode(&nonce).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Sealed::open(&SECRET, "psb", &base64url::encode(&other)), None, "{at}");
        }
        for length in 0..bytes.len() {
            assert_eq!(Sealed::open(&SECRET, "psb", &base64url::encode(&bytes[..length])), None);
        }
        assert_eq!(Sealed::open(&SECRET, "psb", "AAAAAAAAAAAAAAAAAAAAAA"), None);
        assert_eq!(Sealed::open(&SECRET, "psb", "不"), None);
    }
}

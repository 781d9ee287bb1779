//! Passwords of clerks: Argon2id (RFC 9106), with parameters and salt beside each.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use cert_verify::{base64url, sha256};
use tokio::sync::Semaphore;

use crate::random;

/// 19 MiB, two passes, one lane: what OWASP asks for at least; a login takes some hundredths of a second.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

const SALT: usize = 16;
const LENGTH: usize = 32;

/// Shorter ones are guessed.
pub(crate) const SHORTEST: usize = 12;

/// Nobody types more, and each byte is hashed.
pub(crate) const LONGEST: usize = 256;

/// Of stored parameters: a row that somebody wrote by hand must not take all memory.
const MOST_MEMORY: u32 = 262_144;
const MOST_PASSES: u32 = 16;

/// So many at once, each with its 19 MiB: whoever tries many takes no memory from the others.
const AT_ONCE: usize = 4;

/// Where passwords are hashed.
pub(crate) struct Hashing(Semaphore);

impl Default for Hashing {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Hashing {
    /// Whether this is the password; takes the same time when there is no account.
    pub(crate) async fn is_it(&self, password: &str, stored: Option<&str>) -> bool {
        let Ok(_place) = self.0.acquire().await else { return false };
        let (password, stored) = (password.to_owned(), stored.map(str::to_owned));
        let work = move || match stored {
            Some(stored) => is_it(&password, &stored),
            None => {
                let _ = hashed(&password, &[0; SALT], (MEMORY, PASSES, LANES));
                false
            }
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(false)
    }
}

/// A new password that nobody can guess: 120 bits.
pub(crate) fn made() -> String {
    let mut bytes = [0; 15];
    random::fill(&mut bytes);
    base64url::encode(&bytes)
}

/// What is kept of a password. `None` when it is too short or too long.
pub(crate) fn stored(password: &str) -> Option<String> {
    let is_good = password.chars().count() >= SHORTEST && password.len() <= LONGEST;
    let mut salt = [0; SALT];
    random::fill(&mut salt);
    let hash = hashed(password, &salt, (MEMORY, PASSES, LANES)).filter(|_| is_good)?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Some(format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}${salt}${hash}"))
}

fn is_it(password: &str, stored: &str) -> bool {
    let read = || {
        let mut parts = stored.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut numbers = parts.next()?.split(',');
        let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let (memory, passes, lanes) = (number("m=")?, number("t=")?, number("p=")?);
        let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        let hash = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        let is_bounded = memory <= MOST_MEMORY && passes <= MOST_PASSES && lanes <= 4;
        is_bounded.then_some((salt, hash, (memory, passes, lanes)))
    };
    let Some((salt, hash, parameters)) = read() else { return false };
    if password.len() > LONGEST {
        return false;
    }
    // Of digests, so that the time of the comparison says nothing about the hash.
    hashed(password, &salt, parameters).is_some_and(|own| sha256(&own) == sha256(&hash))
}

fn hashed(
    password: &str,
    salt: &[u8],
    (memory, passes, lanes): (u32, u32, u32),
) -> Option<[u8; LENGTH]> {
    let parameters = Params::new(memory, passes, lanes, Some(LENGTH)).ok()?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    let mut hash = [0; LENGTH];
    argon.hash_password_into(password.as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_not_kept() {
        let kept = stored("correct horse battery").unwrap();
        assert!(!kept.contains("horse") && kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_it("correct horse battery", &kept) && !is_it("correct horse batterz", &kept));
        assert_ne!(kept, stored("correct horse battery").unwrap(), "each has its own salt");
        assert_eq!(made().len(), 20);
    }

    #[test]
    fn what_is_no_hash_opens_nothing() {
        for bad in [
            "",
            "$argon2id$v=19$m=1,t=1,p=1$$",
            "plain",
            "$argon2id$v=19$m=4000000,t=2,p=1$AAAAAAAAAAAAAAAA$AAAA",
        ] {
            assert!(!is_it("correct horse battery", bad), "{bad}");
        }
        assert_eq!(stored("too short"), None);
        assert_eq!(stored(&"x".repeat(257)), None);
    }
}

//! The code on the kiosk's screen, and the number that both screens show for comparing.
//!
//! The code names a conversation and stands for the kiosk's key and a random number without telling them. The phone
//! tells its key first; only then the kiosk tells both. So whoever stands between them had to choose all keys before
//! the number that is compared could be known, and guesses it once in a million times.

use cert_verify::{base64url, sha256};

use super::HandError;

/// Mixed into every digest, so that none of them means anything elsewhere.
const CONTEXT: &[u8] = b"certfill-hand-1";

/// An uncompressed point of P-256 (SEC 1 2.3.3).
const KEY_LENGTH: usize = 65;

/// What the code says, behind `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandLink {
    /// The conversation: 16 random bytes.
    pub channel: String,
    /// SHA-256 of what the kiosk will tell.
    pub commitment: String,
}

/// What the kiosk tells when the phone has told its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The kiosk's key.
    pub key: Vec<u8>,
    /// A random number.
    pub nonce: [u8; 16],
}

/// Everything that both have told in the open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The conversation.
    pub channel: String,
    /// What the kiosk told.
    pub opening: Opening,
    /// The phone's key.
    pub phone: Vec<u8>,
}

impl HandLink {
    /// Reads what stands behind `#`.
    ///
    /// # Errors
    /// [`HandError::LinkMalformed`]
    pub fn parse(fragment: &str) -> Result<Self, HandError> {
        let (channel, commitment) = fragment.split_once('.').ok_or(HandError::LinkMalformed)?;
        let is = |text: &str, length: usize| {
            base64url::decode(text).is_ok_and(|bytes| bytes.len() == length)
        };
        if !is(channel, 16) || !is(commitment, 32) {
            return Err(HandError::LinkMalformed);
        }
        Ok(Self { channel: channel.to_owned(), commitment: commitment.to_owned() })
    }

    /// The address that the code holds.
    #[must_use]
    pub fn address(&self, origin: &str) -> String {
        format!("{origin}/hand#{}.{}", self.channel, self.commitment)
    }

    /// Takes the kiosk at its word: what it tells now is what its code stood for.
    ///
    /// # Errors
    /// [`HandError::KeyMismatch`]
    pub fn check(&self, opening: &Opening) -> Result<(), HandError> {
        if opening.commitment(&self.channel) == self.commitment {
            Ok(())
        } else {
            Err(HandError::KeyMismatch)
        }
    }
}

impl Opening {
    /// What stands for it in the code.
    #[must_use]
    pub fn commitment(&self, channel: &str) -> String {
        digest(&[b"code", channel.as_bytes(), &self.key, &self.nonce])
    }
}

impl Transcript {
    /// What the keys of the conversation are derived with: another word, another key.
    #[must_use]
    pub fn salt(&self) -> [u8; 32] {
        let Opening { key, nonce } = &self.opening;
        hash(&[b"keys", self.channel.as_bytes(), key, nonce, &self.phone])
    }
}

/// Whether bytes may be a key; the browser finds out whether it is a point of the curve.
#[must_use]
pub fn is_key(bytes: &[u8]) -> bool {
    bytes.len() == KEY_LENGTH && bytes.first() == Some(&4)
}

/// The number for comparing, from bytes that were derived with the keys.
#[must_use]
pub fn number(bytes: [u8; 8]) -> String {
    let digits = format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000);
    let (before, after) = digits.split_at_checked(3).unwrap_or((&digits, ""));
    format!("{before} {after}")
}

fn digest(parts: &[&[u8]]) -> String {
    base64url::encode(&hash(parts))
}

/// Each part with its length before it, so that no two lists of parts are the same bytes.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut all = CONTEXT.to_vec();
    for part in parts {
        all.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        all.extend_from_slice(part);
    }
    sha256(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening() -> Opening {
        let mut key = vec![7; 65];
        key[0] = 4;
        Opening { key, nonce: [9; 16] }
    }

    fn link() -> HandLink {
        let channel = base64url::encode(&[1; 16]);
        let commitment = opening().commitment(&channel);
        HandLink { channel, commitment }
    }

    #[test]
    fn an_address_reads_back() {
        let address = link().address("https://a.example");
        let (page, fragment) = address.split_once('#').unwrap();
        assert_eq!(page, "https://a.example/hand");
        assert_eq!(HandLink::parse(fragment), Ok(link()));
    }

    #[test]
    fn what_is_no_code_of_a_kiosk_is_refused() {
        let good = link();
        for bad in
            ["", ".", "a.b", &good.channel, &format!("{}.{}x", good.channel, good.commitment)]
        {
            assert_eq!(HandLink::parse(bad), Err(HandError::LinkMalformed), "{bad}");
        }
    }

    #[test]
    fn only_what_the_code_stood_for_is_believed() {
        assert_eq!(link().check(&opening()), Ok(()));
        let mut other = opening();
        other.key[5] ^= 1;
        assert_eq!(link().check(&other), Err(HandError::KeyMismatch));
        let mut other = opening();
        other.nonce[5] ^= 1;
        assert_eq!(link().check(&other), Err(HandError::KeyMismatch));
        let other = HandLink { channel: base64url::encode(&[2; 16]), ..link() };
        assert_eq!(other.check(&opening()), Err(HandError::KeyMismatch), "another conversation");
    }

    #[test]
    fn every_word_changes_the_keys() {
        let transcript = |phone: u8, nonce: u8, channel: &str| {
            let opening = Opening { nonce: [nonce; 16], ..opening() };
            Transcript { channel: channel.to_owned(), opening, phone: vec![phone; 65] }.salt()
        };
        let one = transcript(1, 1, "a");
        assert_eq!(one, transcript(1, 1, "a"));
        assert!(
            [transcript(2, 1, "a"), transcript(1, 2, "a"), transcript(1, 1, "b")]
                .iter()
                .all(|other| *other != one)
        );
    }

    #[test]
    fn the_number_has_six_digits() {
        assert_eq!(number([0; 8]), "000 000");
        assert_eq!(number(1_234_567_u64.to_be_bytes()), "234 567");
    }
}

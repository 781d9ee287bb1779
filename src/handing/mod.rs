//! A kiosk and the phone of who stands in front of it: what they say to each other, in which order, and what the phone
//! looks at before it signs. Plain Rust; `ui/kiosk` carries it. The server between them sees sealed bytes only.

pub mod asked;
pub mod conversation;
pub mod link;
pub mod message;

/// Why a conversation does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandError {
    /// What stands behind `#` is no code of a kiosk.
    LinkMalformed,
    /// The key is not the one that the code on the screen stands for.
    KeyMismatch,
    /// The seal does not fit: altered, of another conversation, or said before.
    Altered,
    /// It is not what may be said here.
    Malformed,
    /// Nobody may say this now.
    OutOfOrder,
    /// Nothing was heard for too long.
    Silent,
    /// Nothing can be sent or fetched now.
    Unreachable,
    /// The place in the conversation was used already: somebody else speaks in it.
    SlotUsed,
    /// The browser has no cryptography for it.
    CryptoMissing,
    /// The person said no on the phone.
    Refused,
    /// The person ended it on the phone, or the kiosk was ended.
    Over,
    /// What is to be signed is not what it says, or not of the form that is published.
    RequestMismatch,
    /// It holds what the phone cannot show: it is filed for somebody else, or with files or certificates without a key.
    NotShown,
    /// It is to be signed for a certificate that was not handed over.
    CertificateForeign,
    /// The key of a certificate is not on the phone.
    KeyMissing,
    /// No phone is connected.
    NoPhone,
}

impl HandError {
    /// The stable code; words are in `cert_words`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LinkMalformed => "hand-link-malformed",
            Self::KeyMismatch => "hand-key-mismatch",
            Self::Altered => "hand-message-altered",
            Self::Malformed => "hand-message-malformed",
            Self::OutOfOrder => "hand-out-of-order",
            Self::Silent => "hand-silent",
            Self::Unreachable => "network-unreachable",
            Self::SlotUsed => "relay-slot-used",
            Self::CryptoMissing => "crypto-not-available",
            Self::Refused => "hand-refused",
            Self::Over => "hand-over",
            Self::RequestMismatch => "hand-request-mismatch",
            Self::NotShown => "hand-not-shown",
            Self::CertificateForeign => "hand-certificate-foreign",
            Self::KeyMissing => "hand-key-missing",
            Self::NoPhone => "hand-no-phone",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words() {
        for error in [
            HandError::LinkMalformed,
            HandError::KeyMismatch,
            HandError::Altered,
            HandError::Malformed,
            HandError::OutOfOrder,
            HandError::Silent,
            HandError::Unreachable,
            HandError::SlotUsed,
            HandError::CryptoMissing,
            HandError::Refused,
            HandError::Over,
            HandError::RequestMismatch,
            HandError::NotShown,
            HandError::CertificateForeign,
            HandError::KeyMissing,
            HandError::NoPhone,
        ] {
            assert!(cert_words::knows(error.code()), "{error:?}");
        }
    }
}

//! Encrypted codes: COSE_Encrypt0 (RFC 9052 section 5.2) around what a Claim 169 code holds without encryption.
//!
//! ```text
//! COSE_Encrypt0 = [ protected : bstr, unprotected : map, ciphertext : bstr ]
//! authenticated = [ "Encrypt0", protected, h'' ]
//! ```
//!
//! Here a code is only taken apart, and judged once somebody has opened it. There is no AES in this crate: every
//! platform has its own, and the engine has no bytes to spare. Not read: recipients (COSE_Encrypt), a partial
//! IV, a detached ciphertext, an algorithm that nobody authenticates.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Certificate, Report,
    cbor::Cbor,
    certificate::MAX_BYTES,
    cose::{Headers, TAG_CWT, TAG_ENCRYPT0, without_tag},
    formats::{Input, MOST_INFLATED, Read, read_opened, unpack},
};

/// Header label `IV` (RFC 9052 table 3).
const IV: i64 = 5;
/// Header label `Partial IV`.
const PARTIAL_IV: i64 = 6;
/// The tag at the end of every ciphertext is 128 bits long (RFC 9053 section 4.1).
const TAG_BYTES: usize = 16;

/// The ciphers of RFC 9053 section 4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentCipher {
    /// AES-GCM with a key of 128 bits: COSE algorithm 1.
    A128Gcm,
    /// AES-GCM with a key of 192 bits: COSE algorithm 2.
    A192Gcm,
    /// AES-GCM with a key of 256 bits: COSE algorithm 3.
    A256Gcm,
}

impl ContentCipher {
    /// The length of its keys in bytes.
    pub const fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm => 32,
        }
    }
}

/// An encrypted code, taken apart. Nothing of it is believed, and nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedCode {
    text: String,
    cipher: ContentCipher,
    key_id: Option<Vec<u8>>,
    iv: [u8; 12],
    authenticated: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl EncryptedCode {
    /// Takes apart what was received, as text (Base45 and zlib) or as the bytes of the message, with the budgets of
    /// the code without encryption. `None` for everything that is no COSE_Encrypt0 with a cipher of
    /// RFC 9053 section 4.1.
    pub fn read(received: &[u8]) -> Option<Self> {
        if received.len() > MAX_BYTES {
            return None;
        }
        let input = Input::new(received);
        if let Some((text, inflated)) = input.text.and_then(|text| Some((text, unpack(text)?))) {
            return Self::from_message(text.to_owned(), Cbor::parse(&inflated.ok()?).ok()?);
        }
        // A message begins with the head of a tag or an array; what else is text costs nothing here.
        let is_binary = input.bytes.first().is_some_and(|first| !first.is_ascii());
        if !is_binary || input.bytes.len() > MOST_INFLATED {
            return None;
        }
        let text = || format!("data:application/cose;base64,{}", STANDARD.encode(input.bytes));
        let message = Cbor::parse(input.bytes).ok()?;
        Self::from_message(String::new(), message).map(|code| Self { text: text(), ..code })
    }

    fn from_message(text: String, message: Cbor) -> Option<Self> {
        let (message, _) = without_tag(message, TAG_CWT);
        let (message, _) = without_tag(message, TAG_ENCRYPT0);
        let Cbor::Array(items) = message else { return None };
        let [Cbor::Bytes(protected), unprotected, Cbor::Bytes(ciphertext)] =
            <[Cbor; 3]>::try_from(items).ok()?
        else {
            return None;
        };
        let headers = Headers::read(protected, unprotected).ok()?;
        let cipher = match headers.algorithm()? {
            1 => ContentCipher::A128Gcm,
            2 => ContentCipher::A192Gcm,
            3 => ContentCipher::A256Gcm,
            _ => return None,
        };
        let iv = headers.anywhere(IV)?.bytes()?.try_into().ok()?;
        let is_whole = ciphertext.len() >= TAG_BYTES && headers.anywhere(PARTIAL_IV).is_none();
        (is_whole && headers.key_id_is_well_formed()).then(|| Self {
            text,
            cipher,
            key_id: headers.key_id().map(<[u8]>::to_vec),
            iv,
            authenticated: headers.authenticated("Encrypt0", None),
            ciphertext,
        })
    }

    /// The cipher.
    pub const fn cipher(&self) -> ContentCipher {
        self.cipher
    }

    /// The name of the key, when the code has one.
    pub fn key_id(&self) -> Option<&[u8]> {
        self.key_id.as_deref()
    }

    /// The initialization vector of 96 bits.
    pub const fn iv(&self) -> &[u8; 12] {
        &self.iv
    }

    /// The additional data: the `Enc_structure` of RFC 9052 section 5.3, around the protected header as received.
    pub fn additional_data(&self) -> &[u8] {
        &self.authenticated
    }

    /// The ciphertext with its tag at the end.
    pub fn ciphertext(&self) -> &[u8] {
        &self.ciphertext
    }

    /// Reads what the ciphertext held, as if it had been shown without encryption. The certificate's text stays the
    /// one received, so that whoever shows it again shows it encrypted. The cipher's tag is no signature: what is
    /// inside is believed no more than before.
    ///
    /// # Errors
    /// As [`Certificate::parse`]; `signature-missing` for a CWT that is only encrypted.
    #[allow(clippy::result_large_err)] // as Certificate::parse
    pub fn opened(&self, plaintext: &[u8]) -> Result<Certificate, Report> {
        let parsed = read_opened(&self.text, plaintext);
        Certificate::from_read(&Read { envelope: None, parsed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, Verdict, base45, cbor};

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
    }

    fn code(message: &[u8]) -> String {
        base45::encode(&zlib(message))
    }

    fn message(protected: &[u8], unprotected: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let mut out = vec![0xd0, 0x83];
        cbor::encode_bytes(&mut out, protected);
        out.extend_from_slice(unprotected);
        cbor::encode_bytes(&mut out, ciphertext);
        out
    }

    const A256: &[u8] = &[0xa1, 1, 3];

    /// `{5: h'07…', 4: 'k1'}`
    fn unprotected() -> Vec<u8> {
        [&[0xa2, 5, 0x4c][..], &[7; 12], &[4, 0x42], b"k1"].concat()
    }

    fn good() -> Vec<u8> {
        message(A256, &unprotected(), &[9; 40])
    }

    #[test]
    fn a_code_comes_apart_as_text_and_as_bytes_bare_and_tagged() {
        let bare = good()[1..].to_vec();
        let in_cwt_tag = [&[0xd8, 61][..], &good()].concat();
        for message in [good(), bare, in_cwt_tag] {
            let text = code(&message);
            for received in [text.clone().into_bytes(), format!(" {text}\n").into_bytes(), message]
            {
                let code = EncryptedCode::read(&received).unwrap();
                assert_eq!(code.cipher(), ContentCipher::A256Gcm);
                assert_eq!(code.key_id(), Some(&b"k1"[..]));
                assert_eq!(code.iv(), &[7; 12]);
                assert_eq!(code.ciphertext(), [9; 40]);
                // ["Encrypt0", h'a10103', h'']
                let expected = [&[0x83, 0x68][..], b"Encrypt0", &[0x43, 0xa1, 1, 3, 0x40]].concat();
                assert_eq!(code.additional_data(), expected);
            }
        }
    }

    #[test]
    fn each_cipher_has_its_number_and_the_length_of_its_keys() {
        for (number, length) in
            [(1, Some(16)), (2, Some(24)), (3, Some(32)), (10, None), (24, None)]
        {
            let protected = if number < 24 { vec![0xa1, 1, number] } else { vec![0xa1, 1, 24, 24] };
            let read = EncryptedCode::read(&message(&protected, &unprotected(), &[9; 40]));
            assert_eq!(read.map(|code| code.cipher().key_length()), length, "{number}");
        }
    }

    #[test]
    fn what_is_no_such_message_is_none() {
        let iv = |length: u8| [&[0xa1, 5, 0x40 + length][..], &vec![7; length.into()]].concat();
        for (bytes, why) in [
            (Vec::new(), "nothing"),
            (b"https://example.org".to_vec(), "an address"),
            (
                message(&[], &[&[0xa2, 1, 3, 5, 0x4c][..], &[7; 12]].concat(), &[9; 40]),
                "algorithm not authenticated",
            ),
            (message(A256, &[0xa0], &[9; 40]), "no IV"),
            (message(A256, &iv(11), &[9; 40]), "a short IV"),
            (message(A256, &iv(13), &[9; 40]), "a long IV"),
            (message(A256, &[&iv(12)[..], &[0]].concat(), &[9; 40]), "another structure"),
            (
                message(A256, &[&[0xa2, 5, 0x4c][..], &[7; 12], &[6, 0x41, 1]].concat(), &[9; 40]),
                "a partial IV beside it",
            ),
            (
                message(A256, &[&[0xa2, 5, 0x4c][..], &[7; 12], &[4, 1]].concat(), &[9; 40]),
                "a key id that is a number",
            ),
            (message(&[0xa2, 1, 3, 2, 0x81, 1], &iv(12), &[9; 40]), "a critical header"),
            (message(A256, &iv(12), &[9; 15]), "shorter than a tag"),
            ([&good()[..], &[0]].concat(), "something behind it"),
            (message(A256, &iv(12), &vec![9; MOST_INFLATED]), "over the budget"),
            (vec![0xd8; MAX_BYTES + 1], "over the budget of everything"),
            ([&[0xd8, 96][..], &good()[1..]].concat(), "the tag of another message"),
        ] {
            assert_eq!(EncryptedCode::read(&bytes), None, "{why}");
            if bytes.len() < 1_000 {
                assert_eq!(EncryptedCode::read(code(&bytes).as_bytes()), None, "{why}, as text");
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_not_and_nothing_panics() {
        for message in [good(), code(&good()).into_bytes()] {
            for at in 0..message.len() {
                let _ = EncryptedCode::read(&message[..at]);
                for byte in 0..=255 {
                    let mut spoilt = message.clone();
                    spoilt[at] = byte;
                    let read = EncryptedCode::read(&spoilt);
                    let _ = read.map(|code| code.opened(&spoilt).is_ok());
                }
            }
        }
    }

    #[test]
    fn without_a_key_it_is_named_and_no_forgery() {
        for received in [good(), code(&good()).into_bytes()] {
            let report = Certificate::parse(&received).unwrap_err();
            assert_eq!(report.verdict(), Verdict::Undetermined);
            assert_eq!(report.code(), Some(Code::EncryptedWithoutKey));
            assert_eq!(report.format().map(|format| format.as_str()), Some("claim-169-encrypted"));
        }
    }

    #[test]
    fn what_is_opened_needs_its_own_signature() {
        let code = EncryptedCode::read(&good()).unwrap();
        // {169: {}}, alone and in a COSE_Sign1 without a signature.
        let claims = [0xa1, 0x18, 169, 0xa0];
        let unsigned = [&[0x84, 0x43, 0xa1, 1, 0x27, 0xa0, 0x44][..], &claims, &[0x40]].concat();
        for (inside, expected) in [
            (claims.to_vec(), Code::SignatureMissing),
            (unsigned, Code::SignatureMissing),
            (good(), Code::EncryptedWithoutKey),
            (Vec::new(), Code::NotACertificate),
            (vec![0; MOST_INFLATED + 1], Code::TooLarge),
        ] {
            let report = code.opened(&inside).unwrap_err();
            assert_eq!(report.code(), Some(expected));
        }
    }
}

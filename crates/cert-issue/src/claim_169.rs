//! Issuing the compact code for paper: MOSIP "169 – QR Code Specification" 1.2.0.
//!
//! ```text
//! code = Base45( zlib( COSE_Sign1( CWT { 1: iss, 4: exp, 5: nbf, 6: iat, 169: identity, ? 65535: status } ) ) )
//! ```
//!
//! It is bound to no key: whoever holds the paper can show it. So it runs out (see [`CodeTimes`]), and says no more
//! about a person than has to be compared with them.

use cert_verify::{Algorithm, Code, UnixTime, base45};
use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::{
    SigningKey,
    cbor::{self, Item, int, text},
};

/// A printed proof lives for days, because somebody has to carry it about …
const LEAST_SECONDS: i64 = 7 * 86_400;
/// … and not for years, because paper is lost. The paper codes for elderly people in Shanghai have 180 days.
const MOST_SECONDS: i64 = 180 * 86_400;

/// What the largest QR code (version 40) holds in alphanumeric mode at level M, which paper needs.
const MOST_CHARACTERS: usize = 3_391;

/// COSE_Sign1 (RFC 9052 section 4.2).
const TAG_SIGN1: u64 = 18;

/// The identity in claim 169, with the attributes of the specification that are needed here. Those that are not there
/// are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct CodeIdentity<'a> {
    /// 1: a number that identifies the person.
    pub id: Option<&'a str>,
    /// 3: the language of the texts, in three letters (ISO 639-3).
    pub language: Option<&'a str>,
    /// 4: the full name.
    pub full_name: &'a str,
    /// 8: the date of birth as `YYYYMMDD`.
    pub date_of_birth: Option<&'a str>,
    /// 9: 1 male, 2 female, 3 others.
    pub gender: Option<u8>,
    /// 10: the address.
    pub address: Option<&'a str>,
    /// 16 and 17: a small photograph; 1 JPEG, 2 JPEG 2000, 3 AVIF, 4 WebP.
    pub photo: Option<(&'a [u8], u8)>,
    /// 19 and 20: the full name once more in another language.
    pub second_name: Option<(&'a str, &'a str)>,
}

/// When a code is valid. It ends 7 to 180 days after it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeTimes {
    /// `iat`.
    pub issued: UnixTime,
    /// `nbf`.
    pub not_before: UnixTime,
    /// `exp`.
    pub expires: UnixTime,
}

impl CodeTimes {
    /// From now on for so many seconds, or until what it is printed from runs out.
    ///
    /// # Errors
    /// [`Code::Expired`] when less than seven days are left: such a code is not worth its paper.
    pub fn from(now: UnixTime, seconds: i64, until: UnixTime) -> Result<Self, Code> {
        let wanted = now.plus_seconds(seconds.clamp(LEAST_SECONDS, MOST_SECONDS));
        let times = Self { issued: now, not_before: now, expires: wanted.min(until) };
        times.check().map(|()| times).map_err(|_| Code::Expired)
    }

    fn check(&self) -> Result<(), Code> {
        let life = self.expires.seconds().saturating_sub(self.issued.seconds());
        let begins = self.issued <= self.not_before && self.not_before < self.expires;
        let fits = (LEAST_SECONDS..=MOST_SECONDS).contains(&life);
        if begins && fits { Ok(()) } else { Err(Code::ClaimMalformed) }
    }
}

/// Issues the code of an identity as the text that a QR code holds in alphanumeric mode.
///
/// `status` is its place on a Token Status List: the index and the address of the list (draft-ietf-oauth-status-list,
/// 6.3). The signature is EdDSA (or ES256) over the CWT (RFC 8392), the message has the tag of COSE_Sign1.
///
/// # Errors
/// [`Code::ClaimMalformed`] when it would end before 7 or after 180 days, or an attribute is not as the specification
/// has it; [`Code::TooLarge`] when no QR code holds it; [`Code::AlgorithmNotSupported`] for a key of another kind.
pub fn issue_claim_169(
    issuer: &str,
    identity: &CodeIdentity<'_>,
    times: CodeTimes,
    status: Option<(u32, &str)>,
    key: &SigningKey,
) -> Result<String, Code> {
    times.check()?;
    let mut claims = vec![
        (int(1), text(issuer)?),
        (int(4), int(times.expires.seconds())),
        (int(5), int(times.not_before.seconds())),
        (int(6), int(times.issued.seconds())),
        (int(169), attributes(identity)?),
    ];
    if let Some((index, list)) = status {
        let entry = [(text("idx")?, int(index.into())), (text("uri")?, text(list)?)];
        claims.push((int(65_535), cbor::map(&[(text("status_list")?, cbor::map(&entry)?)])?));
    }
    let message = sign1(&cbor::map(&claims)?, key)?;
    /// As small as it gets: this is done once, and every module of a code counts.
    const LEVEL: u8 = 10;
    let code = base45::encode(&compress_to_vec_zlib(&message, LEVEL));
    if code.len() > MOST_CHARACTERS { Err(Code::TooLarge) } else { Ok(code) }
}

fn attributes(identity: &CodeIdentity<'_>) -> Result<Item, Code> {
    let is_date = |date: &str| date.len() == 8 && date.bytes().all(|digit| digit.is_ascii_digit());
    let right = !identity.full_name.is_empty()
        && identity.date_of_birth.is_none_or(is_date)
        && identity.gender.is_none_or(|gender| (1..=3).contains(&gender))
        && identity.photo.is_none_or(|(_, format)| (1..=4).contains(&format));
    if !right {
        return Err(Code::ClaimMalformed);
    }
    let mut entries = Vec::new();
    let mut put = |number: i64, value: Item| entries.push((int(number), value));
    let texts = [
        (1, identity.id),
        (3, identity.language),
        (4, Some(identity.full_name)),
        (8, identity.date_of_birth),
    ];
    for (number, value) in texts {
        if let Some(value) = value {
            put(number, text(value)?);
        }
    }
    if let Some(gender) = identity.gender {
        put(9, int(gender.into()));
    }
    if let Some(address) = identity.address {
        put(10, text(address)?);
    }
    if let Some((photo, format)) = identity.photo {
        put(16, cbor::bytes(photo)?);
        put(17, int(format.into()));
    }
    if let Some((name, language)) = identity.second_name {
        put(19, text(name)?);
        put(20, text(language)?);
    }
    cbor::map(&entries)
}

/// `Sig_structure` and message of RFC 9052, sections 4.2 and 4.4. The numbers are those that every reader of such
/// codes knows; the fully specified ones (RFC 9864) are newer than most.
fn sign1(payload: &[u8], key: &SigningKey) -> Result<Item, Code> {
    let algorithm = match key.algorithm() {
        Algorithm::Ed25519 => -8,
        Algorithm::Es256 => -7,
        _ => return Err(Code::AlgorithmNotSupported),
    };
    let protected = cbor::bytes(&cbor::map(&[(int(1), int(algorithm))])?)?;
    let payload = cbor::bytes(payload)?;
    let signed = [text("Signature1")?, protected.clone(), cbor::bytes(&[])?, payload.clone()];
    let signature = cbor::bytes(&key.sign(&cbor::array(&signed)?))?;
    let message = cbor::array(&[protected, cbor::map(&[])?, payload, signature])?;
    Ok(cbor::tag(TAG_SIGN1, &message))
}

#[cfg(test)]
mod tests {
    use cert_verify::{
        Binding, Certificate, Policy, Report, StatusEvidence, Trust, base45, verify,
    };

    use super::*;

    const ISSUER: &str = "https://psb.sh.specimen.example";
    const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);
    const DAY: i64 = 86_400;

    fn identity() -> CodeIdentity<'static> {
        CodeIdentity {
            id: Some("31010119900307000X"),
            language: Some("zho"),
            full_name: "陈示例",
            date_of_birth: Some("19900307"),
            gender: Some(2),
            address: Some("上海市黄浦区示例东路 12 弄 3 号 402 室"),
            photo: None,
            second_name: Some(("SPECIMEN", "eng")),
        }
    }

    fn times(days: i64) -> CodeTimes {
        CodeTimes { issued: NOW, not_before: NOW, expires: NOW.plus_seconds(days * DAY) }
    }

    fn key() -> SigningKey {
        SigningKey::ed25519_from_seed([1; 32])
    }

    fn issue(identity: &CodeIdentity<'_>) -> Result<String, Code> {
        issue_claim_169(ISSUER, identity, times(90), None, &key())
    }

    fn judge(code: &str, key: &SigningKey, now: UnixTime) -> Report {
        let trust = Trust::nobody().with_any_issuer_key(key.public());
        match Certificate::parse(code.as_bytes()) {
            Ok(certificate) => {
                let none = StatusEvidence::none();
                let policy = Policy::strict();
                verify(&certificate, &trust, &none, Binding::NotAsked, &policy, now).report
            }
            Err(report) => report,
        }
    }

    fn verdict(report: &Report) -> (&'static str, Option<&'static str>) {
        (report.verdict().as_str(), report.code().map(Code::as_str))
    }

    #[test]
    fn what_is_issued_is_valid_and_says_what_was_given() {
        for key in [key(), SigningKey::p256_from_bytes(&[2; 32]).unwrap()] {
            let code = issue_claim_169(ISSUER, &identity(), times(90), None, &key).unwrap();
            let report = judge(&code, &key, NOW);
            assert_eq!(verdict(&report), ("valid", None));
            let claims = report.claims().unwrap();
            assert_eq!(
                claims["claim169"],
                serde_json::json!({
                    "id": "31010119900307000X", "language": "zho", "fullName": "陈示例",
                    "dateOfBirth": "19900307", "gender": 2,
                    "address": "上海市黄浦区示例东路 12 弄 3 号 402 室",
                    "secondaryFullName": "SPECIMEN", "secondaryLanguage": "eng",
                })
            );
            assert_eq!((claims["iss"].as_str(), claims.get("sub")), (Some(ISSUER), None));
            assert_eq!(claims["exp"], NOW.seconds() + 90 * DAY);
        }
    }

    #[test]
    fn it_is_valid_for_its_time_and_by_its_issuer() {
        let code = issue(&identity()).unwrap();
        let at = |days: i64| verdict(&judge(&code, &key(), NOW.plus_seconds(days * DAY)));
        assert_eq!(at(89), ("valid", None));
        assert_eq!(at(91), ("invalid", Some("expired")));
        assert_eq!(at(-1), ("invalid", Some("not-yet-valid")));
        let stranger = SigningKey::ed25519_from_seed([9; 32]);
        assert_eq!(verdict(&judge(&code, &stranger, NOW)), ("invalid", Some("signature-wrong")));
    }

    #[test]
    fn no_changed_byte_is_valid() {
        let message = miniz_oxide::inflate::decompress_to_vec_zlib(
            &base45::decode(&issue(&identity()).unwrap()).unwrap(),
        )
        .unwrap();
        // But for the tag and the unprotected header, which say nothing about the person.
        for at in 0..message.len() {
            let mut changed = message.clone();
            changed[at] ^= 1;
            let code = base45::encode(&compress_to_vec_zlib(&changed, 1));
            assert_ne!(judge(&code, &key(), NOW).verdict().as_str(), "valid", "byte {at}");
        }
    }

    /// Version 25 at level M holds 1,451 characters; with a small photograph it is no larger than that.
    #[test]
    fn it_fits_a_qr_code_and_larger_ones_are_refused() {
        assert!(issue(&identity()).unwrap().len() <= 400);
        // A photograph does not get smaller by packing.
        let mut next = 1_u32;
        let photo: Vec<u8> = std::iter::repeat_with(|| {
            next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            next.to_be_bytes()[0]
        })
        .take(2_400)
        .collect();
        let with = |length: usize| {
            issue(&CodeIdentity { photo: Some((&photo[..length], 3)), ..identity() })
        };
        assert_eq!(verdict(&judge(&with(650).unwrap(), &key(), NOW)), ("valid", None));
        assert!(with(650).unwrap().len() <= 1_451);
        assert_eq!(with(2_400), Err(Code::TooLarge));
    }

    #[test]
    fn a_printed_proof_has_7_to_180_days() {
        let with = |days: i64| issue_claim_169(ISSUER, &identity(), times(days), None, &key());
        for days in [7, 180] {
            assert_eq!(verdict(&judge(&with(days).unwrap(), &key(), NOW)), ("valid", None));
        }
        for days in [-1, 0, 6, 181, 3_650] {
            assert_eq!(with(days), Err(Code::ClaimMalformed), "{days}");
        }
        let from = |days: i64, until: i64| {
            CodeTimes::from(NOW, days * DAY, NOW.plus_seconds(until * DAY))
                .map(|times| times.expires)
        };
        assert_eq!(from(90, 1_000), Ok(NOW.plus_seconds(90 * DAY)));
        assert_eq!(from(365, 1_000), Ok(NOW.plus_seconds(180 * DAY)));
        assert_eq!(from(90, 30), Ok(NOW.plus_seconds(30 * DAY)));
        assert_eq!(from(90, 6), Err(Code::Expired));
    }

    #[test]
    fn attributes_are_as_the_specification_has_them() {
        for wrong in [
            CodeIdentity { full_name: "", ..identity() },
            CodeIdentity { date_of_birth: Some("1990-03-07"), ..identity() },
            CodeIdentity { gender: Some(0), ..identity() },
            CodeIdentity { photo: Some((&[1], 9)), ..identity() },
        ] {
            assert_eq!(issue(&wrong), Err(Code::ClaimMalformed));
        }
    }

    #[test]
    fn its_place_on_a_status_list_is_looked_up() {
        let list = "https://psb.sh.specimen.example/status/1";
        let status = Some((7, list));
        let code = issue_claim_169(ISSUER, &identity(), times(90), status, &key()).unwrap();
        let certificate = Certificate::parse(code.as_bytes()).unwrap();
        assert_eq!(certificate.evidence_needed().status_lists, [list]);
        let missing = ("undetermined", Some("status-list-missing"));
        assert_eq!(verdict(&judge(&code, &key(), NOW)), missing);
    }
}

//! The presentation itself: the chosen claims, and a proof by the holder's key that it is made now, for
//! whoever stands in front (RFC 9901 4.3).

use cert_issue::{IN_PERSON, SigningKey, sign_key_binding};
use cert_verify::{Certificate, ClaimPath, ClaimStep, Code, UnixTime, Verified};
use serde_json::Map;

use crate::verifying::facts::JUST_NOW_SECONDS;

/// How long one proof is shown before another takes its place: with the time that an animated code takes it
/// stays below what a counter calls just now (seconds).
pub const RENEWED_AFTER: i64 = JUST_NOW_SECONDS / 2;

/// The same when not every part has been shown often enough yet.
pub const RENEWED_AT_LAST: i64 = JUST_NOW_SECONDS - 20;

/// What is shown. Without a key it proves nothing about who shows it.
///
/// # Errors
/// The code of `cert-verify` when a path selects nothing.
pub fn presentation(
    verified: &Verified<Certificate>,
    paths: &[Vec<String>],
    key: Option<&SigningKey>,
    nonce: &str,
    now: UnixTime,
) -> Result<String, Code> {
    let steps = |path: &Vec<String>| path.iter().cloned().map(ClaimStep::Key).collect();
    let paths: Result<Vec<_>, _> =
        paths.iter().map(|path| ClaimPath::from_steps(steps(path))).collect();
    let shown = match verified.disclose(&paths?) {
        // A kind that can only be shown whole.
        Err(Code::DisclosureNotPossible) => return Ok(verified.text().to_owned()),
        shown => shown?,
    };
    let mut extra = Map::new();
    extra.insert("exp".to_owned(), now.plus_seconds(JUST_NOW_SECONDS).seconds().into());
    Ok(match key {
        Some(key) => sign_key_binding(&shown, nonce, IN_PERSON, now, &extra, key),
        None => shown,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use cert_issue::issue_sd_jwt_vc;
    use cert_verify::{StatusEvidence, Trust};
    use serde_json::json;

    use super::super::choice::Choice;
    use super::*;
    use crate::trust::checking::{Checked, Class, check};
    use crate::verifying::facts::{Possession, possession};

    const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

    fn key(seed: u8) -> SigningKey {
        SigningKey::ed25519_from_seed([seed; 32])
    }

    fn checked(text: &str, now: UnixTime) -> Checked {
        let trust = Trust::nobody().with_any_issuer_key(key(3).public());
        check(text.as_bytes(), &trust, &StatusEvidence::none(), now)
    }

    pub(in super::super) fn verified() -> Verified<Certificate> {
        let claims = json!({
            "iss": "https://a.example", "vct": "https://a.example/t", "region": "310000", "name": "示例",
            "id_number": "1", "address": {"line": "x"}, "cnf": {"jwk": key(4).public_jwk()},
        });
        let hidden = ["name", "id_number", "address"].map(ClaimPath::of_claim);
        let mut next = 0_u8;
        let text = issue_sd_jwt_vc(&claims, &hidden, &Map::new(), &key(3), &mut |buffer| {
            next = next.wrapping_add(1);
            buffer.fill(next);
        });
        checked(&text.unwrap(), NOW).verified.unwrap()
    }

    pub(in super::super) fn kinds_of(choices: &[Choice], chosen: &[bool]) -> Vec<String> {
        let mut names: Vec<String> = choices
            .iter()
            .zip(chosen)
            .filter(|(_, chosen)| **chosen)
            .map(|(one, _)| one.line.path.join("/"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_not_chosen_is_not_in_it_and_the_holder_was_there() {
        let path = [vec!["name".to_owned()]];
        let text = presentation(&verified(), &path, Some(&key(4)), "n", NOW).unwrap();
        let seen = checked(&text, NOW.plus_seconds(20));
        assert_eq!(seen.class(None), Class::Valid);
        assert_eq!(possession(&seen), Possession::JustNow(20));
        let claims = seen.report.claims().unwrap();
        assert_eq!(
            (claims.get("name"), claims.get("region")),
            (Some(&"示例".into()), Some(&"310000".into()))
        );
        assert!(claims.get("id_number").is_none() && claims.get("address").is_none());
    }

    #[test]
    fn inner_claims_come_with_what_they_stand_in() {
        let path = [vec!["address".to_owned(), "line".to_owned()]];
        let text = presentation(&verified(), &path, None, "n", NOW).unwrap();
        let seen = checked(&text, NOW);
        assert_eq!(possession(&seen), Possession::NotProven);
        assert_eq!(seen.report.claims().unwrap()["address"]["line"], "x");
        let nowhere = [vec!["nothing".to_owned()]];
        assert!(presentation(&verified(), &nowhere, None, "n", NOW).is_err());
    }
}

//! What the signatures of a filing cost by themselves, with the library's own primitives: the least that any
//! office has to do for it.

use std::hint::black_box;

use cert_issue::SigningKey;
use cert_verify::{PublicKey, jws, jws::CompactJws, sd_jwt::SdJwt};
use serde_json::Value;

use crate::{
    people::{People, Ready},
    process::seconds_of_thread,
};

/// For so long each measurement goes on.
const SECONDS: f64 = 1.5;

/// What an office signs for a filing: the receipt and the first news of the case.
const SIGNED: usize = 2;

/// The signatures of one filing.
pub(crate) struct Signatures {
    verified: Vec<(CompactJws, PublicKey)>,
    key: SigningKey,
}

impl Signatures {
    /// Those of this filing.
    ///
    /// # Errors
    /// When it has none, or one that is not good.
    pub(crate) fn of(filing: &Ready, people: &People) -> Result<Self, String> {
        let body: Value =
            serde_json::from_slice(&filing.body).map_err(|error| error.to_string())?;
        let mut verified = Vec::new();
        let shown = body["vp_token"].as_object().into_iter().flatten();
        for text in
            shown.filter_map(|(_, list)| list.as_array()).flatten().filter_map(Value::as_str)
        {
            let said = |code| format!("{code:?}");
            let one = SdJwt::parse(text).map_err(said)?;
            let issuer = one.payload()["iss"].as_str().unwrap_or_default();
            let keys = people.issuers.get(issuer).ok_or(format!("{issuer} is not on the list"))?;
            let key = keys.iter().find(|key| one.jwt().check_signature(key).is_ok());
            verified.push((one.jwt().clone(), key.ok_or("a signature is not good")?.clone()));
            if let Some(proof) = one.key_binding() {
                let holder = PublicKey::from_jwk(&one.payload()["cnf"]["jwk"]).map_err(said)?;
                verified.push((jws::parse(proof).map_err(said)?, holder));
            }
        }
        if verified.is_empty() {
            return Err("a filing without certificates".to_owned());
        }
        Ok(Self { verified, key: SigningKey::ed25519_from_seed([9; 32]) })
    }

    /// In words.
    pub(crate) fn in_words(&self) -> String {
        format!("{} verifications, {SIGNED} signatures", self.verified.len())
    }

    /// Seconds of a processor for all of them, now.
    pub(crate) fn seconds(&self) -> f64 {
        let begun = seconds_of_thread();
        let mut rounds = 0.0;
        loop {
            for (signed, key) in &self.verified {
                let _ = black_box(signed.check_signature(key));
            }
            for _ in 0..SIGNED {
                black_box(self.key.sign(black_box(&[1; 600])));
            }
            rounds += 1.0;
            let spent = seconds_of_thread() - begun;
            if spent > SECONDS {
                return spent / rounds;
            }
        }
    }
}

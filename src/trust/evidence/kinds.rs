//! Descriptions of types: which are there, and when one is asked for again.

use std::collections::BTreeMap;
use std::rc::Rc;

use cert_verify::UnixTime;
use serde_json::Value;

use super::super::checking::Checked;
use crate::wallet::kinds::TypeDescription;
use crate::wallet::{CachedKind, VaultData};

/// After no answer: soon, because the network comes and goes.
const AGAIN_AFTER_SILENCE_SECONDS: i64 = 60;

/// After an answer that is not used: it will be the same for a while.
const AGAIN_AFTER_REFUSAL_SECONDS: i64 = 3_600;

/// A description may change once in a while, unless certificates name its bytes.
const FRESH_SECONDS: i64 = 86_400;

/// A type whose description is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) vct: String,
    pub(super) integrity: Option<String>,
    /// Who issued the certificate, when there is one.
    pub(super) issuer: Option<String>,
}

#[derive(Clone, Debug)]
struct Found {
    kind: Option<Rc<TypeDescription>>,
    /// As received, to be kept; shared.
    cached: Option<Rc<CachedKind>>,
    /// Not asked for again before this time.
    again_at: i64,
}

/// All descriptions.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds(BTreeMap<(String, Option<String>), Found>);

impl Wanted {
    /// What a certificate asks for, when its signature and issuer are known to be good.
    pub(super) fn of(checked: &Checked) -> Vec<Self> {
        let text = |name: &str| {
            checked.report.claims()?.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        let Some(vct) = checked.report.credential_type() else { return Vec::new() };
        if checked.report.claims().is_none() {
            return Vec::new();
        }
        vec![Self {
            vct: vct.to_owned(),
            integrity: text("vct#integrity"),
            issuer: checked.report.issuer().map(str::to_owned),
        }]
    }
}

impl Kinds {
    /// Takes over what the vault keeps.
    pub(super) fn take(&mut self, kept: &[CachedKind]) {
        for cached in kept {
            let key = (cached.vct.clone(), cached.integrity.clone());
            if self.0.get(&key).is_some_and(|found| found.kind.is_some()) {
                continue;
            }
            let read = TypeDescription::parse(
                cached.text.as_bytes(),
                &cached.vct,
                cached.integrity.as_deref(),
            );
            if let Ok(kind) = read {
                let again_at = cached.fetched_at.saturating_add(FRESH_SECONDS);
                let cached = Some(Rc::new(cached.clone()));
                self.0.insert(key, Found { kind: Some(Rc::new(kind)), cached, again_at });
            }
        }
    }

    /// Takes an answer; `None` when there was none. What was there before stays until a better one
    /// comes.
    pub(super) fn got(&mut self, wanted: Wanted, bytes: Option<Vec<u8>>, now: UnixTime) {
        let Wanted { vct, integrity, .. } = wanted;
        let silent = bytes.is_none();
        let read = bytes.and_then(|bytes| {
            let kind = TypeDescription::parse(&bytes, &vct, integrity.as_deref()).ok()?;
            Some((kind, String::from_utf8(bytes).ok()?))
        });
        let now = now.seconds();
        let key = (vct.clone(), integrity.clone());
        if let Some((kind, text)) = read {
            let cached = CachedKind { vct, integrity, text, fetched_at: now };
            self.0.insert(
                key,
                Found {
                    kind: Some(Rc::new(kind)),
                    cached: Some(Rc::new(cached)),
                    again_at: now.saturating_add(FRESH_SECONDS),
                },
            );
            return;
        }
        let wait = if silent { AGAIN_AFTER_SILENCE_SECONDS } else { AGAIN_AFTER_REFUSAL_SECONDS };
        let found = self.0.entry(key).or_insert(Found { kind: None, cached: None, again_at: 0 });
        found.again_at = now.saturating_add(wait);
    }

    /// Whether to ask for it now.
    pub(super) fn is_due(&self, wanted: &Wanted, now: UnixTime) -> bool {
        let key = (wanted.vct.clone(), wanted.integrity.clone());
        self.0.get(&key).is_none_or(|found| {
            let settled = wanted.integrity.is_some() && found.kind.is_some();
            !settled && now.seconds() >= found.again_at
        })
    }

    /// The description: the one with this digest, or without one any.
    pub(super) fn find(&self, vct: &str, integrity: Option<&str>) -> Option<Rc<TypeDescription>> {
        let mut fitting = self.0.iter().filter(|((known, digest), _)| {
            known == vct && (integrity.is_none() || digest.as_deref() == integrity)
        });
        fitting.find_map(|(_, found)| found.kind.clone())
    }

    /// What the vault does not keep as it is.
    pub(super) fn to_keep(&self, data: &VaultData) -> Vec<CachedKind> {
        let cached = self.0.values().filter_map(|found| found.cached.as_deref());
        cached
            .filter(|cached| {
                // The same text fetched again is worth no write.
                !data.kinds.iter().any(|known| {
                    known.vct == cached.vct
                        && known.integrity == cached.integrity
                        && known.text == cached.text
                })
            })
            .cloned()
            .collect()
    }
}

//! A certificate made anew with a later end: the same claims as the one before it, which were made of the
//! same example on the day when the first of them was issued.

use cert_verify::UnixTime;
use serde_json::{Value, json};

use super::{
    certificates::{Contents, contents},
    day::Day,
    people::Person,
    types::Type,
};

/// Which certificate, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Renewal {
    /// What the type is called here.
    pub(crate) kind: String,
    /// When the first one was made.
    made_at: UnixTime,
    /// The claim that says until when.
    claim: String,
    /// The new last day.
    until: Day,
}

impl Renewal {
    /// The certificate of this type, which was issued then (or is itself such a renewal), for so many years
    /// more; `None` when this person's has no such claim with a date.
    pub(crate) fn of(
        kind: &Type,
        person: &Person,
        (issued_at, before): (UnixTime, Option<&Self>),
        (claim, years): (&str, i64),
    ) -> Option<Self> {
        let made_at = before.map_or(issued_at, |before| before.made_at);
        let now = match before {
            Some(before) => before.until,
            None => Day::parse(contents(kind, person, issued_at)?.claims.get(claim)?.as_str()?)?,
        };
        let (kind, claim) = (kind.name.to_owned(), claim.to_owned());
        Some(Self { kind, made_at, claim, until: now.plus_years(years) })
    }

    /// What stands on it.
    pub(crate) fn contents(&self, kind: &Type, person: &Person, now: UnixTime) -> Option<Contents> {
        let mut made = contents(kind, person, self.made_at)?;
        made.claims.insert(self.claim.clone(), self.until.to_string().into());
        Some(Contents { not_before: Day::of(now).start(), expires: self.until.end(), ..made })
    }

    /// As it is kept.
    pub(crate) fn to_text(&self) -> String {
        let Self { kind, made_at, claim, until } = self;
        json!({"kind": kind, "made_at": made_at.seconds(), "claim": claim, "until": until.to_string()}).to_string()
    }

    /// Reads what was kept.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        Some(Self {
            kind: text("kind")?,
            made_at: UnixTime::from_seconds(value.get("made_at")?.as_i64()?),
            claim: text("claim")?,
            until: Day::parse(&text("until")?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::world::World;

    #[test]
    fn a_renewal_of_a_renewal_keeps_all_but_the_end() {
        let world = World::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specimen")).unwrap();
        let (kind, chen) =
            (world.kind("sh-residence-permit").unwrap(), world.person("chen").unwrap());
        let then = UnixTime::parse_rfc3339("2026-11-23T20:00:00+08:00").unwrap();
        let later = then.plus_seconds(300 * 86_400);
        let first = Renewal::of(kind, chen, (then, None), ("valid_until", 1)).unwrap();
        let first = Renewal::from_text(&first.to_text()).unwrap();
        let second = Renewal::of(kind, chen, (later, Some(&first)), ("valid_until", 1)).unwrap();
        let old = contents(kind, chen, then).unwrap();
        for (renewal, until) in [(&first, "2027-12-05"), (&second, "2028-12-05")] {
            let new = renewal.contents(kind, chen, later).unwrap();
            assert_eq!(new.claims["valid_until"], until);
            assert_eq!(new.claims["permit_number"], old.claims["permit_number"]);
            assert_eq!(new.claims["address"], old.claims["address"]);
            assert!(new.expires > old.expires && new.not_before <= later);
        }
        assert!(Renewal::of(kind, chen, (then, None), ("name", 1)).is_none());
        let shen = world.person("shen").unwrap();
        assert!(Renewal::of(kind, shen, (then, None), ("valid_until", 1)).is_none());
    }
}

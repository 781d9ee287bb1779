//! What stands on each example certificate, made from `examples/TYPE.json` with dates counted from the
//! day of issue.
//!
//! ```text
//! {"people": ["chen"], "until": "today+12", "from": "until-1y+1",
//!  "claims": {"name": "{name}", "valid_until": "{until}", "number": "SH{from:basic}00017"},
//!  "for": {"shen": {"claims": {"valid_until": "长期"}}}}
//! ```
//! Who acts for somebody has `{principal.name}` and `{principal.id_number}`, too. A day is `today`, `birth`, `from` or `until` with days (`+12`) or years (`-1y`) after it.

use cert_fill::COPY_FOR;
use cert_verify::{ClaimPath, ClaimStep, UnixTime};
use serde_json::{Map, Value};

use crate::specimen::{day::Day, people::Person, types::Type};

/// `from` may lean on `until`, which leans on `today`; more than that is a circle.
const DEEPEST: u32 = 4;

/// The claims of a certificate and how long it is valid.
pub(crate) struct Contents {
    /// Without the registered claims (`iss`, `vct`, `cnf`, …).
    pub(crate) claims: Map<String, Value>,
    pub(crate) not_before: UnixTime,
    pub(crate) expires: UnixTime,
}

/// The contents of the certificate of this type for this person; `None` when the person has none.
pub(crate) fn contents(kind: &Type, person: &Person, now: UnixTime) -> Option<Contents> {
    if !kind.is_for(person.slug) {
        return None;
    }
    let principal = person.acts_for.as_ref().map(|(principal, _)| *principal);
    let (person, principal) = match kind.copied_to {
        Some(_) => (principal?, None),
        None => (person, principal),
    };
    let example = kind.example.as_ref()?;
    let own = example.get("for").and_then(|others| others.get(person.slug));
    let maker = Maker { example, own, person, principal, today: Day::of(now) };
    let (from, until) = (maker.day("from", DEEPEST)?, maker.day("until", DEEPEST)?);
    let mut claims = example.get("claims")?.as_object()?.clone();
    if let Some(own) = own.and_then(|own| own.get("claims")).and_then(Value::as_object) {
        claims.extend(own.clone());
    }
    for value in claims.values_mut() {
        maker.fill(value)?;
    }
    claims.insert("specimen".to_owned(), Value::Bool(true));
    if kind.copied_to.is_some() {
        claims.insert(COPY_FOR.to_owned(), "agent".into());
    }
    Some(Contents { claims, not_before: from.start(), expires: until.end() })
}

struct Maker<'e> {
    example: &'e Value,
    own: Option<&'e Value>,
    person: &'e Person,
    principal: Option<&'e Person>,
    today: Day,
}

impl Maker<'_> {
    fn fill(&self, value: &mut Value) -> Option<()> {
        match value {
            Value::String(text) => *text = self.text(text)?,
            Value::Object(members) => {
                for member in members.values_mut() {
                    self.fill(member)?;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// A text with what stands in braces put in.
    fn text(&self, text: &str) -> Option<String> {
        let mut parts = text.split('{');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}')?;
            out.push_str(&match name {
                "name" => self.person.name.to_owned(),
                "id_number" => self.person.id_number(self.today),
                "principal.name" => self.principal?.name.to_owned(),
                "principal.id_number" => self.principal?.id_number(self.today),
                _ => match name.strip_suffix(":basic") {
                    Some(day) => self.day(day, DEEPEST)?.basic(),
                    None => self.day(name, DEEPEST)?.to_string(),
                },
            });
            out.push_str(rest);
        }
        Some(out)
    }

    fn day(&self, text: &str, deep: u32) -> Option<Day> {
        let end = text.find(['+', '-']).unwrap_or(text.len());
        let (base, mut rest) = text.split_at_checked(end)?;
        let mut day = match base {
            "today" => self.today,
            "birth" => self.person.birth(self.today),
            "from" | "until" => {
                let own = self.own.and_then(|own| own.get(base)).or(self.example.get(base))?;
                self.day(own.as_str()?, deep.checked_sub(1)?)?
            }
            _ => return None,
        };
        while !rest.is_empty() {
            let next = rest.get(1..)?.find(['+', '-']).map_or(rest.len(), |at| at + 1);
            let (step, after) = rest.split_at_checked(next)?;
            day = match step.strip_suffix('y') {
                Some(years) => day.plus_years(years.parse().ok()?),
                None => day.plus(step.parse().ok()?),
            };
            rest = after;
        }
        Some(day)
    }
}

/// Everything but that it is a copy may be kept back, each member by itself; the members of an address or an
/// employer too, so that a form can ask for the district alone.
pub(crate) fn disclosable(claims: &Map<String, Value>) -> Vec<ClaimPath> {
    let mut paths = Vec::new();
    for (name, value) in claims.iter().filter(|(name, _)| *name != COPY_FOR) {
        let Value::Object(members) = value else {
            paths.push(ClaimPath::of_claim(name));
            continue;
        };
        for member in members.keys() {
            let steps = vec![ClaimStep::Key(name.clone()), ClaimStep::Key(member.clone())];
            paths.extend(ClaimPath::from_steps(steps));
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::world::World;

    fn now() -> UnixTime {
        UnixTime::parse_rfc3339("2026-11-23T20:00:00+08:00").unwrap()
    }

    fn world() -> World {
        World::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specimen")).unwrap()
    }

    fn of(world: &World, kind: &str, person: &str) -> Option<Contents> {
        contents(world.kind(kind).unwrap(), world.person(person).unwrap(), now())
    }

    #[test]
    fn the_permit_expires_in_twelve_days() {
        let permit = of(&world(), "sh-residence-permit", "chen").unwrap();
        assert_eq!(permit.claims["valid_until"], "2026-12-05");
        assert_eq!(permit.claims["permit_number"], "SH2025120600017");
        assert_eq!(permit.expires.to_string(), "2026-12-05T16:00:00Z");
    }

    #[test]
    fn every_certificate_is_valid_now_and_says_specimen() {
        let world = world();
        for person in &world.people {
            assert!(person.certificates.len() >= 3, "{}", person.slug);
            for kind in &person.certificates {
                let contents = of(&world, kind, person.slug).unwrap();
                assert!(contents.not_before <= now() && now() < contents.expires, "{kind}");
                assert_eq!(contents.claims["specimen"], true);
                let text = Value::Object(contents.claims).to_string();
                assert!(
                    text.contains("示例") && !text.contains('{') | text.starts_with('{'),
                    "{kind}"
                );
            }
        }
    }

    #[test]
    fn nobody_gets_the_certificate_of_another() {
        let world = world();
        assert!(of(&world, "business-licence", "shen").is_none());
        assert_eq!(of(&world, "resident-id", "shen").unwrap().claims["valid_until"], "长期");
    }

    #[test]
    fn a_copy_for_an_agent_says_so_openly() {
        let world = world();
        let copy = of(&world, "resident-id-of-fang", "yu").unwrap().claims;
        assert_eq!(copy[COPY_FOR], "agent");
        assert!(!disclosable(&copy).contains(&ClaimPath::of_claim(COPY_FOR)));
        assert!(!of(&world, "resident-id", "yu").unwrap().claims.contains_key(COPY_FOR));
    }

    #[test]
    fn nested_members_are_disclosed_one_by_one() {
        let lease = of(&world(), "lease-record", "chen").unwrap();
        let paths: Vec<String> =
            disclosable(&lease.claims).iter().map(|path| path.to_json().to_string()).collect();
        assert!(paths.contains(&r#"["address","district_code"]"#.to_owned()));
        assert!(!paths.contains(&r#"["address"]"#.to_owned()));
        assert!(paths.contains(&r#"["specimen"]"#.to_owned()));
    }
}

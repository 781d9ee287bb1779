//! What stands on each specimen certificate, with dates counted from the day of issue.

use cert_verify::{ClaimPath, ClaimStep, UnixTime};
use serde_json::{Map, Value, json};

use crate::specimen::{day::Day, identifiers, people::Person};

/// The claims of a certificate and how long it is valid.
pub(crate) struct Contents {
    /// Without the registered claims (`iss`, `vct`, `cnf`, …).
    pub(crate) claims: Map<String, Value>,
    pub(crate) not_before: UnixTime,
    pub(crate) expires: UnixTime,
}

/// The contents of the certificate of this kind for this person; `None` when the person has
/// none.
pub(crate) fn contents(kind: &str, person: &Person, now: UnixTime) -> Option<Contents> {
    if !person.certificates.contains(&kind) {
        return None;
    }
    let today = Day::of(now);
    let (claims, from, until) = match kind {
        "resident-id" => resident_id(person, today),
        "sh-residence-permit" => residence_permit(person, today),
        "lease-record" => lease_record(person, today),
        "real-estate-title" => real_estate_title(person, today),
        "social-insurance" => social_insurance(person, today),
        "business-licence" => business_licence(person, today),
        "senior-card" => senior_card(person, today),
        _ => return None,
    };
    let Value::Object(mut claims) = claims else { return None };
    claims.insert("specimen".to_owned(), Value::Bool(true));
    Some(Contents { claims, not_before: from.start(), expires: until.end() })
}

/// Everything may be kept back, each member by itself; the members of an address or an
/// employer too, so that a form can ask for the district alone.
pub(crate) fn disclosable(claims: &Map<String, Value>) -> Vec<ClaimPath> {
    let mut paths = Vec::new();
    for (name, value) in claims {
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

type Parts = (Value, Day, Day);

fn resident_id(person: &Person, today: Day) -> Parts {
    let from = today.plus(-900);
    // From 46 years of age an identity card is valid for good (居民身份证法 5).
    let for_good = person.birth(today).plus_years(46) <= from;
    let until = from.plus_years(20);
    let (bureau, address) = match person.division {
        "310101" => ("黄浦分局（示例）", "上海市黄浦区示例东路 12 弄 3 号 402 室"),
        _ => ("徐汇分局（示例）", "上海市徐汇区示例路 88 弄 9 号 101 室"),
    };
    let claims = json!({
        "name": person.name,
        "sex": "女",
        "ethnicity": "汉",
        "birth_date": person.birth(today).to_string(),
        "address": address,
        "id_number": person.id_number(today),
        "issuing_authority": format!("上海市公安局{bureau}"),
        "valid_from": from.to_string(),
        "valid_until": if for_good { "长期".to_owned() } else { until.to_string() },
    });
    (claims, from, until)
}

fn residence_permit(person: &Person, today: Day) -> Parts {
    // The lead case: twelve days are left.
    let until = today.plus(12);
    let from = until.plus_years(-1).plus(1);
    let claims = json!({
        "name": person.name,
        "id_number": person.id_number(today),
        "permit_number": format!("SH{}00017", from.basic()),
        "valid_from": from.to_string(),
        "valid_until": until.to_string(),
        "first_issued": from.to_string(),
        "address": {
            "district_code": "310104",
            "street": "示例街道",
            "road": "示例路",
            "lane": "88 弄",
            "building": "6 号",
            "room": "301 室",
            "line": "示例路 88 弄 6 号 301 室",
        },
    });
    (claims, from, until)
}

fn lease_record(person: &Person, today: Day) -> Parts {
    let from = today.plus(-200);
    let until = from.plus_years(2).plus(-1);
    let line = if person.slug == "wang" {
        "示例路 120 号 1 层"
    } else {
        "示例路 88 弄 6 号 301 室"
    };
    let claims = json!({
        "record_number": format!("徐房租备示例{}0007", from.basic()),
        "tenant": person.name,
        "address": {"district_code": "310104", "line": line},
        "valid_from": from.to_string(),
        "valid_until": until.to_string(),
    });
    (claims, from, until)
}

fn real_estate_title(person: &Person, today: Day) -> Parts {
    let claims = json!({
        "title_number": "沪（示例）徐字不动产权第 000001 号",
        "owner": person.name,
        "address": {"district_code": "310104", "line": "示例路 88 弄 9 号 101 室"},
        "area_m2": 56,
    });
    (claims, today.plus(-3000), today.plus_years(5))
}

fn social_insurance(person: &Person, today: Day) -> Parts {
    let since = today.plus(-330);
    let claims = json!({
        "name": person.name,
        "employer": {
            "name": "上海示例科技有限公司",
            "uscc": identifiers::credit_code("91", "310000", "DEM0000A"),
        },
        "since": since.to_string(),
    });
    (claims, today.plus(-1), today.plus(180))
}

fn business_licence(person: &Person, today: Day) -> Parts {
    let from = today.plus(-20);
    let claims = json!({
        "uscc": identifiers::credit_code("91", "310104", "DEM0000B"),
        "name": "上海示例食品有限公司（SPECIMEN）",
        "kind": "有限责任公司（自然人独资）",
        "address": {"district_code": "310104", "line": "示例路 120 号 1 层"},
        "legal_representative": person.name,
        "registered_capital_yuan": 500_000,
        "established": from.to_string(),
        "valid_until": "长期",
        "scope": "食品销售（仅供示例）",
        "issuing_authority": "徐汇区市场监督管理局（示例）",
    });
    (claims, from, today.plus_years(5))
}

fn senior_card(person: &Person, today: Day) -> Parts {
    let since = person.birth(today).plus_years(65);
    let claims = json!({
        "name": person.name,
        "id_number": person.id_number(today),
        "card_number": "SPECIMEN-0000-0071",
        "tier": "70",
        "bank": "示例银行",
        "since": since.to_string(),
    });
    (claims, since, today.plus_years(3))
}

#[cfg(test)]
mod tests {
    use cert_verify::UnixTime;

    use super::*;
    use crate::specimen::people::PEOPLE;

    fn now() -> UnixTime {
        UnixTime::parse_rfc3339("2026-11-23T20:00:00+08:00").unwrap()
    }

    #[test]
    fn the_permit_expires_in_twelve_days() {
        let chen = Person::by_slug("chen").unwrap();
        let permit = contents("sh-residence-permit", chen, now()).unwrap();
        assert_eq!(permit.claims["valid_until"], "2026-12-05");
        assert_eq!(permit.expires.to_string(), "2026-12-05T16:00:00Z");
    }

    #[test]
    fn every_certificate_is_valid_now_and_says_specimen() {
        for person in PEOPLE {
            for kind in person.certificates {
                let contents = contents(kind, person, now()).unwrap();
                assert!(contents.not_before <= now() && now() < contents.expires, "{kind}");
                assert_eq!(contents.claims["specimen"], true);
                assert!(Value::Object(contents.claims).to_string().contains("示例"), "{kind}");
            }
        }
    }

    #[test]
    fn nobody_gets_the_certificate_of_another() {
        let shen = Person::by_slug("shen").unwrap();
        assert!(contents("business-licence", shen, now()).is_none());
        assert!(contents("passport", shen, now()).is_none());
    }

    #[test]
    fn nested_members_are_disclosed_one_by_one() {
        let chen = Person::by_slug("chen").unwrap();
        let lease = contents("lease-record", chen, now()).unwrap();
        let paths: Vec<String> =
            disclosable(&lease.claims).iter().map(|path| path.to_json().to_string()).collect();
        assert!(paths.contains(&r#"["address","district_code"]"#.to_owned()));
        assert!(!paths.contains(&r#"["address"]"#.to_owned()));
        assert!(paths.contains(&r#"["specimen"]"#.to_owned()));
    }
}

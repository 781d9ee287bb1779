//! Whom a certificate is about, when that is somebody else: a mother whose delegation one holds, a child.
//! Who it is says the description of the type (`certfill_subject`), and for whom one may act the description
//! of a delegation or of a birth certificate (`certfill_principal`).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::kinds::{TypeDescription, WhoPaths};

/// Somebody for whom the wallet's owner may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherPerson {
    /// The name.
    pub name: String,
    /// The ID number, where it is known.
    pub id: Option<String>,
}

/// A certificate whose signature was verified: its local id, its claims, and what its type is.
pub type Described<'a> = (&'a str, &'a Value, Rc<TypeDescription>);

/// The certificates that are about somebody else, by their local ids.
#[must_use]
pub fn others(held: &[Described<'_>]) -> BTreeMap<String, OtherPerson> {
    let mut principals: Vec<OtherPerson> = Vec::new();
    for (_, claims, kind) in held {
        let found = kind.principal().and_then(|paths| read(paths, claims));
        principals.extend(found.filter(|one| !principals.contains(one)));
    }
    let about = held.iter().filter_map(|(id, claims, kind)| {
        let subject = read(kind.subject()?, claims)?;
        // A copy says itself that it is another's, also when the delegation is gone.
        if claims.get(cert_fill::COPY_FOR).is_some() {
            return Some(((*id).to_owned(), subject));
        }
        // A number says who somebody is; a name only where nothing else is known.
        let is_it = |one: &&OtherPerson| match (&one.id, &subject.id) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            (None, _) => one.name == subject.name,
            (Some(_), None) => false,
        };
        principals.iter().find(is_it).map(|one| ((*id).to_owned(), one.clone()))
    });
    about.collect()
}

fn read(paths: &WhoPaths, claims: &Value) -> Option<OtherPerson> {
    let text = |path: &[String]| {
        let found = path.iter().try_fold(claims, |value, name| value.get(name))?;
        found.as_str().map(str::to_owned).filter(|text| !text.is_empty())
    };
    Some(OtherPerson { name: text(&paths.name)?, id: paths.id.as_deref().and_then(text) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn kind(members: Value) -> Rc<TypeDescription> {
        let mut all = json!({"vct": "t"});
        all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        Rc::new(TypeDescription::parse(all.to_string().as_bytes(), "t", None).unwrap())
    }

    fn card() -> Rc<TypeDescription> {
        kind(json!({"certfill_subject": {"name": ["name"], "id": ["id_number"]}}))
    }

    fn names(held: &[Described<'_>]) -> Vec<(String, String)> {
        others(held).into_iter().map(|(id, one)| (id, one.name)).collect()
    }

    #[test]
    fn a_number_says_who_somebody_is_and_a_name_where_there_is_none() {
        let (own, mother) = (
            json!({"name": "于示例", "id_number": "1"}),
            json!({"name": "方示例", "id_number": "2x"}),
        );
        let namesake = json!({"name": "方示例", "id_number": "3"});
        let child = json!({"name": "示例宝宝", "id_number": "4"});
        let delegation = json!({"principal": {"name": "方示例", "id_number": "2X"}});
        let birth = json!({"child": {"name": "示例宝宝"}});
        let may = kind(json!({"certfill_principal":
            {"name": ["principal", "name"], "id": ["principal", "id_number"]}}));
        let born = kind(json!({"certfill_principal": {"name": ["child", "name"]}}));
        let held = [
            ("own", &own, card()),
            ("mother", &mother, card()),
            ("namesake", &namesake, card()),
            ("child", &child, card()),
            ("may", &delegation, may),
            ("birth", &birth, born),
        ];
        let found = names(&held);
        let expected = [("child", "示例宝宝"), ("mother", "方示例")];
        assert_eq!(found, expected.map(|(id, name)| (id.to_owned(), name.to_owned())));
        assert_eq!(others(&held)["child"].id, None, "nobody's number was said");
        assert_eq!(names(&held[..4]), [], "without a delegation nobody knows");
        let copy = json!({"name": "方示例", "id_number": "2X", "copy_for": "agent"});
        let alone = [("own", &own, card()), ("copy", &copy, card())];
        assert_eq!(names(&alone), [("copy".to_owned(), "方示例".to_owned())], "it says so itself");
    }

    #[test]
    fn a_description_that_points_at_no_text_says_nothing() {
        let claims = json!({"name": {"a": 1}, "id_number": 2});
        let principal =
            kind(json!({"certfill_principal": {"name": ["name"], "id": ["id_number"]}}));
        assert_eq!(names(&[("a", &claims, principal), ("b", &claims, card())]), []);
        for odd in [json!({"name": []}), json!({"id": ["a"]}), json!("x"), json!({"name": [1]})] {
            assert_eq!(kind(json!({"certfill_principal": odd})).principal(), None);
        }
    }
}

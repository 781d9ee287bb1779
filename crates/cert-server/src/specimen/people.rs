//! The invented people of a world. Each is named so that nobody takes them for real, and each has
//! a story that leads to a form.

use serde_json::Value;

use crate::{
    authority::leak,
    specimen::{day::Day, identifiers, types::Type},
};

/// An invented person.
#[derive(Debug)]
pub(crate) struct Person {
    /// In addresses and the database; says nothing about anybody.
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    pub(crate) story_zh: &'static str,
    pub(crate) story_en: &'static str,
    /// What the certificates are called here, in the order of issuance.
    pub(crate) certificates: Vec<&'static str>,
    /// For whom this person may act, with copies of what certificates of theirs.
    pub(crate) acts_for: Option<(&'static Person, Vec<&'static str>)>,
    /// GB/T 2260, of the ID number.
    division: &'static str,
    birth: Birth,
}

#[derive(Debug)]
enum Birth {
    On(Day),
    /// The last 15 March on which this age was reached.
    Aged(i64),
}

impl Person {
    /// Reads a person; the examples of the types say who has which. Who acts for somebody stands after them.
    pub(crate) fn read(
        entry: &Value,
        types: &[&'static Type],
        before: &[&'static Self],
    ) -> Option<Self> {
        let text = |pointer: &str| entry.pointer(pointer)?.as_str().map(leak);
        let birth = match entry.get("aged").and_then(Value::as_i64) {
            Some(age) => Birth::Aged(age),
            None => Birth::On(Day::parse(entry.get("born")?.as_str()?)?),
        };
        let slug = text("/slug")?;
        let acts_for = match entry.get("acts_for") {
            Some(given) => {
                let whom = given.get("person")?.as_str()?;
                let whom = before.iter().copied().find(|one| one.slug == whom)?;
                let copies = given.get("copies")?.as_array()?.iter();
                Some((whom, copies.map(|name| name.as_str().map(leak)).collect::<Option<_>>()?))
            }
            None => None,
        };
        let own = types.iter().filter(|kind| kind.is_issued() && kind.is_for(slug));
        Some(Self {
            slug,
            name: text("/name")?,
            story_zh: text("/story/zh-CN")?,
            story_en: text("/story/en")?,
            certificates: own.map(|kind| kind.name).collect(),
            acts_for,
            division: text("/division")?,
            birth,
        })
    }

    /// The day of birth; someone's is moved along so that the age stays what the story says.
    pub(crate) fn birth(&self, today: Day) -> Day {
        match self.birth {
            Birth::On(day) => day,
            Birth::Aged(age) => {
                let this_year = Day::date(today.year() - age, 3, 15);
                if this_year.plus_years(age) <= today {
                    this_year
                } else {
                    this_year.plus_years(-1)
                }
            }
        }
    }

    /// The resident ID number. Sequence 000 is even: all of them are women.
    pub(crate) fn id_number(&self, today: Day) -> String {
        identifiers::resident_id(self.division, &self.birth(today).basic(), "000")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_of_71_is_always_71() {
        let entry = serde_json::json!({"slug": "s", "name": "沈示例", "story": {"zh-CN": "a", "en": "b"},
            "division": "310104", "aged": 71});
        let shen = Person::read(&entry, &[], &[]).unwrap();
        for (today, birth) in [
            (Day::date(2026, 11, 23), "1955-03-15"),
            (Day::date(2027, 3, 14), "1955-03-15"),
            (Day::date(2027, 3, 15), "1956-03-15"),
        ] {
            assert_eq!(shen.birth(today).to_string(), birth);
        }
    }
}

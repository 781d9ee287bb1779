//! The three invented people. Each is named so that nobody takes them for real, and each has
//! a story that leads to a form.

use crate::specimen::{day::Day, identifiers};

/// An invented person.
pub(crate) struct Person {
    /// In addresses and the database; says nothing about anybody.
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    pub(crate) story_zh: &'static str,
    pub(crate) story_en: &'static str,
    /// What the certificates are called there, in the order of issuance.
    pub(crate) certificates: &'static [&'static str],
    /// GB/T 2260, of the ID number.
    pub(crate) division: &'static str,
    birth: Birth,
}

enum Birth {
    On(i64, u32, u32),
    /// The last 15 March on which this age was reached.
    Aged(i64),
}

/// All three.
pub(crate) const PEOPLE: &[Person] = &[
    Person {
        slug: "chen",
        name: "陈示例",
        story_zh: "刚来上海工作，居住证还有 12 天到期",
        story_en: "New to the city, with a residence permit that expires in 12 days",
        certificates: &["resident-id", "sh-residence-permit", "lease-record", "social-insurance"],
        division: "310101",
        birth: Birth::On(1990, 3, 7),
    },
    Person {
        slug: "shen",
        name: "沈示例",
        story_zh: "71 岁，住在自己的房子里",
        story_en: "Aged 71, living in her own home",
        certificates: &["resident-id", "senior-card", "real-estate-title"],
        division: "310104",
        birth: Birth::Aged(71),
    },
    Person {
        slug: "wang",
        name: "王示例",
        story_zh: "正准备开一家食品店",
        story_en: "About to open a food shop",
        certificates: &["resident-id", "business-licence", "lease-record", "social-insurance"],
        division: "310104",
        birth: Birth::On(1988, 7, 20),
    },
];

impl Person {
    /// The person with this slug.
    pub(crate) fn by_slug(slug: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.slug == slug)
    }

    /// The day of birth; someone's is moved along so that the age stays what the story says.
    pub(crate) fn birth(&self, today: Day) -> Day {
        match self.birth {
            Birth::On(year, month, day) => Day::date(year, month, day),
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

    /// The resident ID number. Sequence 000 is even: all three are women.
    pub(crate) fn id_number(&self, today: Day) -> String {
        identifiers::resident_id(self.division, &self.birth(today).basic(), "000")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shen_is_always_71() {
        for (today, birth) in [
            (Day::date(2026, 11, 23), "1955-03-15"),
            (Day::date(2027, 3, 14), "1955-03-15"),
            (Day::date(2027, 3, 15), "1956-03-15"),
        ] {
            assert_eq!(Person::by_slug("shen").unwrap().birth(today).to_string(), birth);
        }
    }

    #[test]
    fn every_certificate_has_an_authority() {
        for person in PEOPLE {
            for name in person.certificates {
                assert!(crate::world::Authority::of_type(name).is_some(), "{name}");
            }
        }
    }
}

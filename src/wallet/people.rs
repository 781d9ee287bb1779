//! Several people on one device: a vault each, under a passphrase of their own. What stands outside the
//! vaults is how many there are, and the names that people have given themselves to tell them apart.

/// The vault of the first person; its keys are those of the time when there was only one.
pub const FIRST: &str = "";

/// A name is read on a phone's lock page: longer ones would not be.
pub const MAX_NAME: usize = 20;

/// The key of the envelope: without one there is no vault.
pub const ENVELOPE: &str = "envelope";

/// The key of the name.
pub const NAME: &str = "name";

/// What the keys of everybody else begin with.
const OTHERS: &str = "p/";

/// Somebody whose vault is on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Local and random; [`FIRST`] for the first.
    pub id: String,
    /// What they call themselves here; nobody need.
    pub name: Option<String>,
}

/// Whose vaults are on this device, and whose is dealt with now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// The first comes first, the others by name.
    pub all: Vec<Person>,
    /// One of them, or somebody new.
    pub chosen: String,
}

impl People {
    /// Reads the keys of the store of vaults; `name` looks a name up. `chosen` is whom one would like to see.
    #[must_use]
    pub fn of_keys<'k>(
        keys: impl Iterator<Item = &'k str>,
        name: impl Fn(&str) -> Option<String>,
        chosen: Option<&str>,
    ) -> Self {
        let ids = keys.filter_map(|key| match of_key(key) {
            (person, ENVELOPE) => Some(person),
            _ => None,
        });
        let person = |id: &str| Person { id: id.to_owned(), name: name(id) };
        let mut all: Vec<Person> = ids.map(person).collect();
        all.sort_by(|one, other| {
            (one.id != FIRST, &one.name, &one.id).cmp(&(other.id != FIRST, &other.name, &other.id))
        });
        let is_here = |id: &&str| all.iter().any(|person| person.id == **id);
        let somebody = || all.first().map_or(FIRST, |person| &person.id);
        let chosen = chosen.filter(is_here).unwrap_or_else(somebody).to_owned();
        Self { all, chosen }
    }

    /// Whether the one who is dealt with has no vault yet and others have.
    #[must_use]
    pub fn is_new_beside_others(&self) -> bool {
        !self.all.is_empty() && self.all.iter().all(|person| person.id != self.chosen)
    }

    /// The name of the one who is dealt with.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.all.iter().find(|person| person.id == self.chosen)?.name.as_deref()
    }

    /// What is wrong with this name for the one who is dealt with.
    ///
    /// # Errors
    /// It is empty, too long, or somebody else's.
    pub fn check_name(&self, name: &str) -> Result<String, NameProblem> {
        let name = name.trim();
        let others = self.all.iter().filter(|person| person.id != self.chosen);
        if name.is_empty() {
            Err(NameProblem::Missing)
        } else if name.chars().count() > MAX_NAME {
            Err(NameProblem::TooLong)
        } else if others.filter_map(|person| person.name.as_deref()).any(|other| other == name) {
            Err(NameProblem::Taken)
        } else {
            Ok(name.to_owned())
        }
    }
}

/// Why a name cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// There is none.
    Missing,
    /// It has more than [`MAX_NAME`] characters.
    TooLong,
    /// Another person has it.
    Taken,
}

/// The key of a person's entry in the store of vaults.
#[must_use]
pub fn key_of(person: &str, entry: &str) -> String {
    if person == FIRST { entry.to_owned() } else { format!("{OTHERS}{person}/{entry}") }
}

/// Whose entry a key is for, and which.
#[must_use]
pub fn of_key(key: &str) -> (&str, &str) {
    key.strip_prefix(OTHERS).and_then(|rest| rest.split_once('/')).unwrap_or((FIRST, key))
}

/// A name by which the tabs of one person find each other, and no others.
#[must_use]
pub fn apart(name: &str, person: &str) -> String {
    if person == FIRST { name.to_owned() } else { format!("{name}/{person}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(chosen: Option<&str>) -> People {
        let keys =
            ["envelope", "name", "p/b/envelope", "p/b/record/main", "p/a/envelope", "record/key/p"];
        let name = |id: &str| (id != "a").then(|| format!("{id}-name"));
        People::of_keys(keys.into_iter(), name, chosen)
    }

    #[test]
    fn a_key_is_of_one_person_only() {
        for (person, entry) in [("", "envelope"), ("", "record/key/x"), ("b", "record/p/c/main")] {
            assert_eq!(of_key(&key_of(person, entry)), (person, entry));
        }
        assert_eq!(key_of(FIRST, "record/main"), "record/main", "as it was with one person");
    }

    #[test]
    fn the_first_comes_first_and_whoever_was_here_last_is_chosen() {
        let ids = |people: &People| -> Vec<String> {
            people.all.iter().map(|person| person.id.clone()).collect()
        };
        let here = people(Some("b"));
        assert_eq!(
            (ids(&here), here.chosen.as_str()),
            (vec![String::new(), "a".into(), "b".into()], "b")
        );
        assert_eq!(here.name(), Some("b-name"));
        assert_eq!(people(Some("gone")).chosen, FIRST);
        assert_eq!(people(None).chosen, FIRST);
        let others = People::of_keys(["p/b/envelope"].into_iter(), |_| None, None);
        assert_eq!((others.chosen.as_str(), others.name()), ("b", None), "the first is gone");
        let nobody = People::of_keys(["record/main"].into_iter(), |_| None, Some("b"));
        assert_eq!((nobody.all.len(), nobody.chosen.as_str()), (0, FIRST));
        assert!(!nobody.is_new_beside_others() && !here.is_new_beside_others());
        assert!(People { chosen: "c".into(), ..here }.is_new_beside_others());
    }

    #[test]
    fn a_name_tells_people_apart() {
        let here = people(Some("b"));
        assert_eq!(here.check_name(" 妈妈 "), Ok("妈妈".to_owned()));
        assert_eq!(here.check_name("b-name"), Ok("b-name".to_owned()), "one's own");
        assert_eq!(here.check_name(" "), Err(NameProblem::Missing));
        assert_eq!(here.check_name(" -name"), Err(NameProblem::Taken));
        assert_eq!(here.check_name(&"长".repeat(MAX_NAME)), Ok("长".repeat(MAX_NAME)));
        assert_eq!(here.check_name(&"长".repeat(MAX_NAME + 1)), Err(NameProblem::TooLong));
    }
}

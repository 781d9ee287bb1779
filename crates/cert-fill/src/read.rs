//! A strict reader of JSON objects: unknown members are refused, and every error says where.

use serde_json::{Map, Value};

use crate::Pointer;

/// Where in a document the reader stands.
#[derive(Clone, Debug)]
pub(crate) struct Place(Pointer);

/// What does not fit the format, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) at: Pointer,
    pub(crate) expected: String,
}

impl Place {
    pub(crate) fn root() -> Self {
        Self(Pointer::root())
    }

    pub(crate) fn child(&self, token: &str) -> Self {
        Self(self.0.child(token))
    }

    pub(crate) fn pointer(&self) -> &Pointer {
        &self.0
    }

    pub(crate) fn wrong(&self, expected: &str) -> Malformed {
        Malformed { at: self.0.clone(), expected: expected.to_owned() }
    }
}

/// The members of one object.
pub(crate) struct Members<'v> {
    pub(crate) place: Place,
    map: &'v Map<String, Value>,
}

impl<'v> Members<'v> {
    /// The object, if it has no member besides these.
    pub(crate) fn read(value: &'v Value, place: &Place, known: &[&str]) -> Result<Self, Malformed> {
        let members = Self::read_open(value, place)?;
        match members.map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(place.child(name).wrong("no member of this name")),
            None => Ok(members),
        }
    }

    /// The object with whatever members it has (DCQL: unknown members are ignored).
    pub(crate) fn read_open(value: &'v Value, place: &Place) -> Result<Self, Malformed> {
        let map = value.as_object().ok_or_else(|| place.wrong("an object"))?;
        Ok(Self { place: place.clone(), map })
    }

    pub(crate) fn at(&self, name: &str) -> Place {
        self.place.child(name)
    }

    pub(crate) fn optional(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name)
    }

    pub(crate) fn required(&self, name: &str) -> Result<&'v Value, Malformed> {
        self.optional(name).ok_or_else(|| self.at(name).wrong("this member"))
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'v str, Malformed> {
        let text = self.required(name)?.as_str().filter(|text| !text.is_empty());
        text.ok_or_else(|| self.at(name).wrong("a text"))
    }

    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<&'v str>, Malformed> {
        self.optional(name).map(|_| self.text(name)).transpose()
    }

    pub(crate) fn boolean(&self, name: &str, default: bool) -> Result<bool, Malformed> {
        match self.optional(name) {
            None => Ok(default),
            Some(value) => value.as_bool().ok_or_else(|| self.at(name).wrong("true or false")),
        }
    }

    pub(crate) fn pointer(&self, name: &str) -> Result<Pointer, Malformed> {
        pointer(self.text(name)?, &self.at(name))
    }

    /// A list of at most `most` items; absent is empty.
    pub(crate) fn list(
        &self,
        name: &str,
        most: usize,
    ) -> Result<Vec<(Place, &'v Value)>, Malformed> {
        let place = self.at(name);
        let Some(value) = self.optional(name) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| place.wrong("a list"))?;
        if items.len() > most {
            return Err(place.wrong(&format!("at most {most} items")));
        }
        Ok(items.iter().enumerate().map(|(i, item)| (place.child(&i.to_string()), item)).collect())
    }

    /// The members of an object of at most `most` members; absent is empty.
    pub(crate) fn entries(
        &self,
        name: &str,
        most: usize,
    ) -> Result<Vec<(Place, &'v String, &'v Value)>, Malformed> {
        let place = self.at(name);
        let Some(value) = self.optional(name) else { return Ok(Vec::new()) };
        let map = value.as_object().ok_or_else(|| place.wrong("an object"))?;
        if map.len() > most {
            return Err(place.wrong(&format!("at most {most} members")));
        }
        Ok(map.iter().map(|(name, value)| (place.child(name), name, value)).collect())
    }

    pub(crate) fn texts(&self, name: &str, most: usize) -> Result<Vec<String>, Malformed> {
        self.list(name, most)?
            .into_iter()
            .map(|(place, item)| {
                item.as_str().map(str::to_owned).ok_or_else(|| place.wrong("a text"))
            })
            .collect()
    }

    pub(crate) fn pointers(&self, name: &str, most: usize) -> Result<Vec<Pointer>, Malformed> {
        self.list(name, most)?
            .into_iter()
            .map(|(place, item)| {
                let text = item.as_str().ok_or_else(|| place.wrong("a pointer"))?;
                pointer(text, &place)
            })
            .collect()
    }
}

/// A JSON Pointer that is not the whole document.
pub(crate) fn pointer(text: &str, place: &Place) -> Result<Pointer, Malformed> {
    let pointer = Pointer::parse(text).map_err(|_| place.wrong("a JSON Pointer"))?;
    if pointer.is_root() { Err(place.wrong("a JSON Pointer to one answer")) } else { Ok(pointer) }
}

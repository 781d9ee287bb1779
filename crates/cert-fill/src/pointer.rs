//! JSON Pointer (RFC 6901), the address of an answer.
//!
//! ```text
//! pointer = *( "/" token )        token = *( any character but "/" and "~" | "~0" | "~1" )
//! index   = "0" | [1-9] *[0-9]    (RFC 6901 section 4: no sign, no leading zero)
//! ```
//!
//! EF 1.0 adds one thing: in the `to` of a binding and in `ui.fields` the token
//! `*` stands for every row of a list (`/shareholders/*/name`). It is an ordinary
//! token here until [`Pointer::with_row`] puts a number in its place.
//!
//! This is not the URI fragment form of section 6, and it holds no relative pointers.

use std::fmt;

use serde_json::{Map, Value};

/// The longest pointer text that is read. Field names of forms are a few words;
/// a kilobyte leaves room and keeps an error list with many pointers small.
const MAX_TEXT: usize = 1024;

/// The deepest pointer that is read: twice the depth that the strict JSON
/// reader admits, so that every answer can be addressed.
const MAX_TOKENS: usize = 64;

/// Rows of one list that are looked at; the schemas of forms allow 50.
pub(crate) const MAX_ROWS: usize = 1_000;

/// The token that stands for every row of a list.
const ROW: &str = "*";

/// The address of one value in a JSON document (RFC 6901).
///
/// Order is by tokens, so that a parent stands before its children.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    tokens: Vec<String>,
}

/// Why a text is not a pointer, or why a value cannot be put where it points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PointerError {
    /// The text is not empty and does not begin with `/`.
    NoLeadingSlash,
    /// A `~` is followed by neither `0` nor `1`.
    BadEscape,
    /// Longer than 1,024 bytes or deeper than 64 tokens.
    TooLong,
    /// A list is addressed with something that is no index of it, or of the
    /// place just after its last element.
    BadIndex,
    /// A value on the way is neither an object nor a list.
    NotAContainer,
}

impl PointerError {
    /// The stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoLeadingSlash => "pointer-no-leading-slash",
            Self::BadEscape => "pointer-bad-escape",
            Self::TooLong => "pointer-too-long",
            Self::BadIndex => "pointer-bad-index",
            Self::NotAContainer => "pointer-not-a-container",
        }
    }
}

impl Pointer {
    /// Reads a pointer as RFC 6901 section 3 spells it.
    ///
    /// # Errors
    /// When the text does not follow the grammar or is over the budget.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        if text.len() > MAX_TEXT {
            return Err(PointerError::TooLong);
        }
        if text.is_empty() {
            return Ok(Self::root());
        }
        let rest = text.strip_prefix('/').ok_or(PointerError::NoLeadingSlash)?;
        let tokens = rest.split('/').map(unescape).collect::<Result<Vec<_>, _>>()?;
        if tokens.len() > MAX_TOKENS {
            return Err(PointerError::TooLong);
        }
        Ok(Self { tokens })
    }

    /// The pointer of the whole document: the empty text.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer of the member or element `token` of the value addressed here.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut tokens = self.tokens.clone();
        tokens.push(token.to_owned());
        Self { tokens }
    }

    /// The pointer one step up; none for the whole document.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.tokens.split_last()?;
        Some(Self { tokens: above.to_vec() })
    }

    /// The unescaped tokens, from the outside in.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The innermost token; none for the whole document.
    pub fn last(&self) -> Option<&str> {
        self.tokens.last().map(String::as_str)
    }

    /// Whether this is the whole document.
    pub fn is_root(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether this value is `other` or lies inside it, by whole tokens.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.tokens.starts_with(&other.tokens)
    }

    /// Whether `other`, which may hold `*` tokens, covers this pointer: each of its
    /// tokens equals ours, or is `*` where ours is an index or `*`.
    pub fn is_within_rows_of(&self, other: &Self) -> bool {
        other.tokens.len() <= self.tokens.len()
            && other.tokens.iter().zip(&self.tokens).all(|(theirs, ours)| {
                theirs == ours || (theirs == ROW && array_index(ours).is_some())
            })
    }

    /// The rest of this pointer below `base`; none when it does not lie inside.
    pub fn below(&self, base: &Self) -> Option<Self> {
        let rest = self.tokens.strip_prefix(base.tokens.as_slice())?;
        Some(Self { tokens: rest.to_vec() })
    }

    /// This pointer followed by all tokens of `tail`.
    #[must_use]
    pub fn join(&self, tail: &Self) -> Self {
        let mut tokens = self.tokens.clone();
        tokens.extend(tail.tokens.iter().cloned());
        Self { tokens }
    }

    /// Whether a `*` token still stands for every row.
    pub fn has_row(&self) -> bool {
        self.tokens.iter().any(|token| token == ROW)
    }

    /// The same pointer with its first `*` replaced by the number of one row.
    #[must_use]
    pub fn with_row(&self, row: usize) -> Self {
        let mut tokens = self.tokens.clone();
        if let Some(token) = tokens.iter_mut().find(|token| token.as_str() == ROW) {
            *token = row.to_string();
        }
        Self { tokens }
    }

    /// The same pointer with every index replaced by `*`, as `ui.fields` names it.
    ///
    /// A member whose name is a number is replaced as well; EF forms have none.
    #[must_use]
    pub fn with_rows_open(&self) -> Self {
        let open = |token: &String| {
            if array_index(token).is_some() { ROW.to_owned() } else { token.clone() }
        };
        Self { tokens: self.tokens.iter().map(open).collect() }
    }

    /// The list that the first `*` runs over: the pointer before it.
    pub fn rows_parent(&self) -> Option<Self> {
        let before = self.tokens.iter().position(|token| token == ROW)?;
        Some(Self { tokens: self.tokens.iter().take(before).cloned().collect() })
    }

    /// The answers that a field stands for in a document: itself, or one per row.
    pub(crate) fn rows_in(&self, document: &Value) -> Vec<Self> {
        match self.rows_parent() {
            None => vec![self.clone()],
            Some(list) => {
                let rows = list.get(document).and_then(Value::as_array).map_or(0, Vec::len);
                (0..rows.min(MAX_ROWS)).map(|row| self.with_row(row)).collect()
            }
        }
    }

    /// The value addressed in `document` (RFC 6901 section 4), if it is there.
    pub fn get<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        let mut value = document;
        for token in &self.tokens {
            value = match value {
                Value::Object(members) => members.get(token)?,
                Value::Array(items) => items.get(array_index(token)?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Puts `value` at this address and makes the containers that are missing:
    /// a list where the next token is `0`, otherwise an object.
    ///
    /// A list takes an index that it has, or the one just after its last element.
    ///
    /// # Errors
    /// When a list is addressed by something else, or when the way leads through
    /// a string, number, boolean or null. The document may then hold new empty
    /// containers but no value is lost.
    pub fn set(&self, document: &mut Value, value: Value) -> Result<(), PointerError> {
        let mut slot = document;
        let mut rest = self.tokens.iter().peekable();
        while let Some(token) = rest.next() {
            let fresh = match rest.peek().map(|next| next.as_str()) {
                Some("0") => Value::Array(Vec::new()),
                Some(_) => Value::Object(Map::new()),
                None => Value::Null,
            };
            slot = match slot {
                Value::Object(members) => members.entry(token.as_str()).or_insert(fresh),
                Value::Array(items) => {
                    let index = array_index(token).ok_or(PointerError::BadIndex)?;
                    if index == items.len() {
                        items.push(fresh);
                    }
                    items.get_mut(index).ok_or(PointerError::BadIndex)?
                }
                _ => return Err(PointerError::NotAContainer),
            };
        }
        *slot = value;
        Ok(())
    }

    /// Takes the value at this address out, and every object or list above it
    /// that is empty afterwards, except the document itself.
    pub fn remove(&self, document: &mut Value) -> Option<Value> {
        remove_below(&self.tokens, document)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in &self.tokens {
            // `~` first: the other order would escape the escape.
            write!(out, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Pointer {
    type Err = PointerError;

    fn from_str(text: &str) -> Result<Self, PointerError> {
        Self::parse(text)
    }
}

impl fmt::Display for PointerError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl std::error::Error for PointerError {}

/// An array index as RFC 6901 section 4 spells it.
pub(crate) fn array_index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with('0');
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    if plain && digits { token.parse().ok() } else { None }
}

fn unescape(token: &str) -> Result<String, PointerError> {
    let mut text = String::with_capacity(token.len());
    let mut characters = token.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '~' => match characters.next() {
                Some('0') => '~',
                Some('1') => '/',
                _ => return Err(PointerError::BadEscape),
            },
            other => other,
        });
    }
    Ok(text)
}

/// Recursion is bounded by `MAX_TOKENS` and by the depth of the value.
fn remove_below(tokens: &[String], value: &mut Value) -> Option<Value> {
    let (token, deeper) = tokens.split_first()?;
    match value {
        Value::Object(members) => {
            if deeper.is_empty() {
                // Shifting keeps the order of the members that stay.
                return members.shift_remove(token);
            }
            let inner = members.get_mut(token)?;
            let taken = remove_below(deeper, inner)?;
            if is_empty_container(inner) {
                members.shift_remove(token);
            }
            Some(taken)
        }
        Value::Array(items) => {
            let index = array_index(token)?;
            if deeper.is_empty() {
                return (index < items.len()).then(|| items.remove(index));
            }
            let inner = items.get_mut(index)?;
            let taken = remove_below(deeper, inner)?;
            if is_empty_container(inner) {
                items.remove(index);
            }
            Some(taken)
        }
        _ => None,
    }
}

fn is_empty_container(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = Pointer::root().child("a/b").child("m~n").child("~1");
        assert_eq!(pointer.to_string(), "/a~1b/m~0n/~01");
        assert_eq!(at("/a~1b/m~0n/~01"), pointer);
        assert_eq!(at("").to_string(), "");
        assert_eq!(at("/").tokens(), [""]);
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        let cases = [
            ("a", PointerError::NoLeadingSlash),
            ("/~", PointerError::BadEscape),
            ("/~2", PointerError::BadEscape),
        ];
        for (text, error) in cases {
            assert_eq!(Pointer::parse(text), Err(error), "{text}");
        }
        assert_eq!(Pointer::parse(&"/a".repeat(65)), Err(PointerError::TooLong));
        assert_eq!(Pointer::parse(&format!("/{}", "a".repeat(1024))), Err(PointerError::TooLong));
        assert!(Pointer::parse(&"/a".repeat(64)).is_ok());
    }

    #[test]
    fn set_makes_what_is_missing() {
        let mut answers = json!({});
        at("/residence/address/line").set(&mut answers, json!("1")).unwrap();
        at("/shareholders/0/name").set(&mut answers, json!("A")).unwrap();
        at("/shareholders/1/name").set(&mut answers, json!("B")).unwrap();
        assert_eq!(
            answers,
            json!({"residence": {"address": {"line": "1"}},
                   "shareholders": [{"name": "A"}, {"name": "B"}]})
        );
        assert_eq!(
            at("/shareholders/3/name").set(&mut answers, json!("C")),
            Err(PointerError::BadIndex)
        );
        assert_eq!(
            at("/residence/address/line/x").set(&mut answers, json!("C")),
            Err(PointerError::NotAContainer)
        );
    }

    #[test]
    fn remove_takes_empty_parents_too() {
        let mut answers = json!({"a": {"b": {"c": 1}}, "d": [{"e": 2}, {"e": 3}], "f": 4});
        assert_eq!(at("/a/b/c").remove(&mut answers), Some(json!(1)));
        assert_eq!(at("/d/0/e").remove(&mut answers), Some(json!(2)));
        assert_eq!(answers, json!({"d": [{"e": 3}], "f": 4}));
        assert_eq!(at("/d/7").remove(&mut answers), None);
        assert_eq!(at("/f").remove(&mut answers), Some(json!(4)));
        assert_eq!(at("/d/0/e").remove(&mut answers), Some(json!(3)));
        assert_eq!(answers, json!({}));
    }

    #[test]
    fn row_tokens() {
        let open = at("/shareholders/*/name");
        assert!(open.has_row());
        assert_eq!(open.with_row(12), at("/shareholders/12/name"));
        assert_eq!(open.rows_parent(), Some(at("/shareholders")));
        assert!(open.with_row(0).is_within_rows_of(&open));
        assert!(!at("/shareholders/name").is_within_rows_of(&open));
        assert_eq!(open.with_row(3).with_rows_open(), open);
        assert!(at("/a/b").starts_with(&at("/a")));
        assert!(!at("/ab").starts_with(&at("/a")));
        assert_eq!(at("/a/b/c").below(&at("/a")), Some(at("/b/c")));
    }
}

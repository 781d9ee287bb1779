//! Transforms: the closed list of functions from claims to an answer.
//!
//! Total and deterministic: the office runs the same list again on the same claims and
//! must come to the same answer, so every function is defined for every input and a
//! failure is a value with a code. No regular expressions, no loops, no user code.
//!
//! A list of values flows through a list of transforms. A transform of one value is
//! applied to each; `concat` and `coalesce` make one value of all. At the end there must
//! be exactly one, and it must not be null. `null` stands for a claim that is missing and
//! passes through unchanged.
//!
//! | written | value |
//! |---|---|
//! | `["trim"]` | a text without ECMA-262 white space at its ends (U+3000 included) |
//! | `["nfc"]` | a text in Unicode Normalization Form C (UAX 15) |
//! | `["upper"]` | a text with a–z as A–Z; other letters stay, because their capitals depend on the language and the version of Unicode |
//! | `["substr", start, length]` | exactly that many code points, counted from 0 |
//! | `["date", layout]` | a text in the layout `iso`, `basic`, `dotted`, `slashed` or `chinese`, as `YYYY-MM-DD` |
//! | `["age"]` | the full years from a date to today |
//! | `["map", {…}]` | the entry of the table for a text, whole number or boolean |
//! | `["concat", separator]` | all texts and whole numbers, joined |
//! | `["coalesce"]` | the first value that is not null |
//! | `["add", period]` | a date, `PnYnMnD` later |

use std::fmt;

use serde_json::{Map, Value};

use crate::nfc::nfc;
use crate::pattern::is_ecma_space;
use crate::{Date, Layout, Period};

/// The longest list in the example forms has 3.
const MAX_TRANSFORMS: usize = 16;

/// The largest code table: all districts of China are some 3,000 codes.
const MAX_TABLE: usize = 4000;

/// The longest separator: a comma with spaces, not a sentence.
const MAX_SEPARATOR: usize = 16;

/// The longest text that a transform takes, in bytes. It is far over any `maxLength` of
/// a form and bounds the work of `nfc`.
const MAX_TEXT: usize = 65_536;

/// One function of the closed list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Transform {
    /// Takes white space off both ends.
    Trim,
    /// Normalization Form C.
    Nfc,
    /// ASCII capitals.
    Upper,
    /// `length` code points from `start`.
    Substr {
        /// The first code point, counted from 0.
        start: usize,
        /// How many code points.
        length: usize,
    },
    /// Reads a date in a layout.
    Date(Layout),
    /// Full years until today.
    Age,
    /// Looks the value up in a code table.
    Map(Map<String, Value>),
    /// Joins all values.
    Concat(String),
    /// Takes the first value that is there.
    Coalesce,
    /// Adds a period to a date.
    Add(Period),
}

/// Why a transform is refused, or gives no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransformError {
    /// The list of transforms is not written as the format says, or over a budget.
    BadTransform,
    /// The value has a type that the transform does not take.
    WrongType,
    /// The text is longer than 65,536 bytes.
    TooLong,
    /// The text has fewer code points than `substr` asks for.
    TooShort,
    /// The text is no date in this layout.
    NoDate,
    /// The date of birth lies after today, or a date leaves the years 1 to 9999.
    DateOutOfRange,
    /// The code table has no entry for the value.
    NotInTable,
    /// No value is left, or only null.
    Missing,
    /// More than one value is left.
    Several,
}

impl TransformError {
    /// The stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadTransform => "transform-malformed",
            Self::WrongType => "transform-wrong-type",
            Self::TooLong => "transform-too-long",
            Self::TooShort => "transform-too-short",
            Self::NoDate => "transform-no-date",
            Self::DateOutOfRange => "transform-date-out-of-range",
            Self::NotInTable => "transform-not-in-table",
            Self::Missing => "transform-missing",
            Self::Several => "transform-several",
        }
    }
}

impl fmt::Display for TransformError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl std::error::Error for TransformError {}

impl Transform {
    /// Reads the `transform` of a binding: a list of lists.
    ///
    /// # Errors
    /// [`TransformError::BadTransform`] for an unknown name, wrong arguments, or more than
    /// 16 transforms, 4,000 table entries or 16 bytes of separator.
    pub fn parse_list(value: &Value) -> Result<Vec<Self>, TransformError> {
        let list = value.as_array().filter(|list| list.len() <= MAX_TRANSFORMS);
        let list = list.ok_or(TransformError::BadTransform)?;
        list.iter().map(|item| Self::parse(item).ok_or(TransformError::BadTransform)).collect()
    }

    fn parse(value: &Value) -> Option<Self> {
        let (name, arguments) = value.as_array()?.split_first()?;
        Some(match (name.as_str()?, arguments) {
            ("trim", []) => Self::Trim,
            ("nfc", []) => Self::Nfc,
            ("upper", []) => Self::Upper,
            ("substr", [start, length]) => Self::Substr {
                start: count(start)?,
                length: count(length).filter(|length| *length > 0)?,
            },
            ("date", [layout]) => Self::Date(Layout::named(layout.as_str()?)?),
            ("age", []) => Self::Age,
            ("map", [Value::Object(table)]) => {
                let plain = |entry: &Value| !entry.is_object() && !entry.is_array();
                if table.len() > MAX_TABLE || !table.values().all(plain) {
                    return None;
                }
                Self::Map(table.clone())
            }
            ("concat", [Value::String(separator)]) if separator.len() <= MAX_SEPARATOR => {
                Self::Concat(separator.clone())
            }
            ("coalesce", []) => Self::Coalesce,
            ("add", [period]) => Self::Add(Period::parse(period.as_str()?)?),
            _ => return None,
        })
    }

    /// The name of this transform in a form.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Trim => "trim",
            Self::Nfc => "nfc",
            Self::Upper => "upper",
            Self::Substr { .. } => "substr",
            Self::Date(_) => "date",
            Self::Age => "age",
            Self::Map(_) => "map",
            Self::Concat(_) => "concat",
            Self::Coalesce => "coalesce",
            Self::Add(_) => "add",
        }
    }

    /// Whether the value changes its meaning, so that its origin is `derived`; `trim`,
    /// `nfc` and `upper` only clean it.
    pub fn derives(&self) -> bool {
        !matches!(self, Self::Trim | Self::Nfc | Self::Upper | Self::Coalesce)
    }

    /// Sends the values through the transforms, one after the other.
    ///
    /// # Errors
    /// The error of the first transform that gives no value.
    pub fn apply(
        transforms: &[Self],
        inputs: Vec<Value>,
        today: Date,
    ) -> Result<Value, TransformError> {
        Self::run(transforms, inputs, Some(today))
    }

    /// The same where no day is at hand: an age cannot be told then.
    pub(crate) fn run(
        transforms: &[Self],
        inputs: Vec<Value>,
        today: Option<Date>,
    ) -> Result<Value, TransformError> {
        let mut values = inputs;
        for transform in transforms {
            values = match transform {
                Self::Concat(separator) => vec![concat(&values, separator)?],
                Self::Coalesce => {
                    let first = values.into_iter().find(|value| !value.is_null());
                    vec![first.unwrap_or(Value::Null)]
                }
                single => values
                    .into_iter()
                    .map(|value| single.one(value, today))
                    .collect::<Result<_, _>>()?,
            };
        }
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (None | Some(Value::Null), None) => Err(TransformError::Missing),
            (Some(value), None) => Ok(value),
            _ => Err(TransformError::Several),
        }
    }

    fn one(&self, value: Value, today: Option<Date>) -> Result<Value, TransformError> {
        if value.is_null() {
            return Ok(value);
        }
        Ok(match self {
            Self::Trim => text(&value)?.trim_matches(is_ecma_space).into(),
            Self::Nfc => nfc(text(&value)?).into(),
            Self::Upper => text(&value)?.to_ascii_uppercase().into(),
            Self::Substr { start, length } => {
                let part: String = text(&value)?.chars().skip(*start).take(*length).collect();
                if part.chars().count() < *length {
                    return Err(TransformError::TooShort);
                }
                part.into()
            }
            Self::Date(layout) => Date::parse_layout(text(&value)?, *layout)
                .ok_or(TransformError::NoDate)?
                .to_string()
                .into(),
            Self::Age => {
                let birth = date(&value)?;
                let age = today.and_then(|today| birth.full_years_until(today));
                age.ok_or(TransformError::DateOutOfRange)?.into()
            }
            Self::Add(period) => {
                date(&value)?.add(period).ok_or(TransformError::DateOutOfRange)?.to_string().into()
            }
            Self::Map(table) => {
                let entry = table.get(&written(&value)?);
                entry.cloned().ok_or(TransformError::NotInTable)?
            }
            // These two take all values together, in `apply`.
            Self::Concat(_) | Self::Coalesce => value,
        })
    }
}

fn concat(values: &[Value], separator: &str) -> Result<Value, TransformError> {
    let mut parts = Vec::with_capacity(values.len());
    for value in values {
        if value.is_null() {
            return Err(TransformError::Missing);
        }
        if value.is_boolean() {
            return Err(TransformError::WrongType);
        }
        parts.push(written(value)?);
    }
    if parts.is_empty() {
        return Err(TransformError::Missing);
    }
    let joined = parts.join(separator);
    if joined.len() > MAX_TEXT { Err(TransformError::TooLong) } else { Ok(joined.into()) }
}

fn text(value: &Value) -> Result<&str, TransformError> {
    let text = value.as_str().ok_or(TransformError::WrongType)?;
    if text.len() > MAX_TEXT { Err(TransformError::TooLong) } else { Ok(text) }
}

fn date(value: &Value) -> Result<Date, TransformError> {
    Date::parse_iso(text(value)?).ok_or(TransformError::NoDate)
}

/// A text as it is, a whole number in digits, a boolean by name. Fractions are left
/// out: there is more than one way to write them.
fn written(value: &Value) -> Result<String, TransformError> {
    match value {
        Value::String(_) => text(value).map(str::to_owned),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        _ => Err(TransformError::WrongType),
    }
}

fn count(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok().filter(|count| *count <= MAX_TEXT)
}

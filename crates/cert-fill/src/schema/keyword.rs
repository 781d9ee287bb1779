//! The codes of broken rules, by keyword.

/// The schema's keywords and the codes that they have.
const KEYWORDS: &[(&str, &str)] = &[
    ("required", "required"),
    ("type", "wrong-type"),
    ("enum", "not-a-choice"),
    ("const", "not-confirmed"),
    ("pattern", "pattern"),
    ("format", "format"),
    ("minLength", "too-short"),
    ("maxLength", "too-long"),
    ("minimum", "too-small"),
    ("maximum", "too-large"),
    ("exclusiveMinimum", "too-small"),
    ("exclusiveMaximum", "too-large"),
    ("multipleOf", "not-a-multiple"),
    ("minItems", "too-few"),
    ("maxItems", "too-many"),
    ("uniqueItems", "not-unique"),
    ("contains", "choice-missing"),
    ("dependentRequired", "required"),
    ("additionalProperties", "not-asked"),
    ("false", "not-asked"),
    ("false schema", "not-asked"),
    ("anyOf", "no-alternative"),
    ("oneOf", "no-alternative"),
    ("not", "not-allowed"),
];

/// The code for a keyword of the schema.
pub(crate) fn keyword_code(keyword: &str) -> Option<&'static str> {
    KEYWORDS.iter().find(|(known, _)| *known == keyword).map(|(_, code)| *code)
}

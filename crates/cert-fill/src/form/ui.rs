//! What the person sees: steps, fields, conditions.

use serde_json::Value;

use super::text::LocalText;
use crate::china::Identifier;
use crate::read::{Malformed, Members, Place};
use crate::{Pointer, Schema, SchemaRef};

/// Fields of one step: more do not fit one topic.
const MAX_FIELDS_PER_STEP: usize = 100;

/// Labelled choices: the districts of a province, with room; longer lists use `codes`.
const MAX_OPTIONS: usize = 500;

/// Texts of errors for one field: one per schema keyword, with room.
const MAX_ERROR_TEXTS: usize = 32;

/// One page of the form.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id, also in the address of the page.
    pub id: String,
    /// Whether this is the page with all answers, before sending.
    pub is_review: bool,
    /// The heading.
    pub title: LocalText,
    /// A sentence under the heading.
    pub intro: Option<LocalText>,
    /// The list whose rows this step repeats.
    pub repeat: Option<Pointer>,
    /// The fields in order; rows as `*`.
    pub fields: Vec<Pointer>,
}

impl Step {
    pub(crate) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let known = ["id", "kind", "title", "intro", "repeat", "fields"];
        let members = Members::read(value, place, &known)?;
        let is_review = match members.optional_text("kind")? {
            None | Some("questions") => false,
            Some("review") => true,
            Some(_) => return Err(members.at("kind").wrong("questions or review")),
        };
        let repeat = members.optional("repeat").map(|_| members.pointer("repeat")).transpose()?;
        Ok(Self {
            id: super::name(&members, "id")?,
            is_review,
            title: LocalText::read(members.required("title")?, &members.at("title"))?,
            intro: optional_text(&members, "intro")?,
            repeat,
            fields: members.pointers("fields", MAX_FIELDS_PER_STEP)?,
        })
    }
}

/// How an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Control {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// A whole number.
    Number,
    /// An amount in whole units of the smallest coin that the office uses.
    Money,
    /// One of few.
    Radios,
    /// One of many.
    Select,
    /// Any of several.
    Checkboxes,
    /// Yes or no.
    YesNo,
    /// Year, month and day.
    DateParts,
    /// Year and month.
    Month,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A file, sent beside the filing.
    File,
    /// The declaration that the answers are true.
    Declaration,
    /// Codes out of a long table.
    CodePicker,
}

const CONTROLS: &[(&str, Control)] = &[
    ("text", Control::Text),
    ("textarea", Control::Textarea),
    ("number", Control::Number),
    ("money", Control::Money),
    ("radios", Control::Radios),
    ("select", Control::Select),
    ("checkboxes", Control::Checkboxes),
    ("yes-no", Control::YesNo),
    ("date-parts", Control::DateParts),
    ("month", Control::Month),
    ("phone", Control::Phone),
    ("email", Control::Email),
    ("file", Control::File),
    ("declaration", Control::Declaration),
    ("code-picker", Control::CodePicker),
];

impl Control {
    /// The name in the form file.
    pub fn name(self) -> &'static str {
        CONTROLS.iter().find(|(_, control)| *control == self).map_or("text", |(name, _)| name)
    }

    fn named(name: &str) -> Option<Self> {
        CONTROLS.iter().find(|(known, _)| *known == name).map(|(_, control)| *control)
    }

    /// What fits the answer when the form does not say.
    fn fitting(part: &SchemaRef<'_>) -> Self {
        if part.constant() == Some(&Value::Bool(true)) {
            return Self::Declaration;
        }
        if part.options().is_some() {
            return Self::Select;
        }
        match (part.is_type("boolean"), part.is_type("integer"), part.format()) {
            (true, _, _) => Self::YesNo,
            (_, true, _) => Self::Number,
            (_, _, Some("date")) => Self::DateParts,
            (_, _, Some("email")) => Self::Email,
            _ => Self::Text,
        }
    }
}

/// A choice of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The answer that it stands for.
    pub value: Value,
    /// Its words; none when the value is shown as it is.
    pub label: Option<LocalText>,
}

/// When a field is shown.
#[derive(Clone, Debug)]
pub struct When {
    /// The answer that decides.
    pub at: Pointer,
    pub(crate) schema: Schema,
}

impl When {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["at", "schema"])?;
        let schema = Schema::compile(members.required("schema")?)
            .map_err(|error| members.at("schema").wrong(&format!("a schema: {error}")))?;
        Ok(Self { at: members.pointer("at")?, schema })
    }

    /// Whether the deciding answer is there and fits.
    pub fn holds(&self, answers: &Value) -> bool {
        self.at.get(answers).is_some_and(|value| self.schema.accepts(value))
    }
}

/// What a field asks for, where HTML has no `autocomplete` token for it: so that it can be said again elsewhere
/// without being typed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Concept {
    /// The bank of an account to pay into.
    BankName,
    /// The number of an account to pay into.
    BankAccount,
}

impl Concept {
    /// The name in the form file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BankName => "bank-name",
            Self::BankAccount => "bank-account",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::BankName, Self::BankAccount].into_iter().find(|one| one.name() == name)
    }
}

/// One question.
#[derive(Clone, Debug)]
pub struct Field {
    /// The answer; rows as `*`.
    pub pointer: Pointer,
    /// The question in a few words.
    pub label: LocalText,
    /// A sentence beside it.
    pub hint: Option<LocalText>,
    /// A longer explanation, folded away.
    pub help: Option<LocalText>,
    /// How it is asked for.
    pub control: Control,
    /// What there is to choose from; empty when free.
    pub choices: Vec<Choice>,
    /// The name of a code table.
    pub codes: Option<String>,
    /// When it is shown; always, if none.
    pub when: Option<When>,
    /// Whether the middle is hidden on screen.
    pub is_masked: bool,
    /// The `autocomplete` attribute.
    pub autocomplete: Option<String>,
    /// What it asks for, where HTML has no token for it.
    pub concept: Option<Concept>,
    /// The check characters that it has.
    pub identifier: Option<Identifier>,
    /// Words for what is wrong, by schema keyword.
    errors: Vec<(String, LocalText)>,
}

impl Field {
    pub(crate) fn read(
        pointer: Pointer,
        value: &Value,
        place: &Place,
        schema: &Schema,
    ) -> Result<Self, Malformed> {
        let known = [
            "label",
            "hint",
            "help",
            "control",
            "options",
            "codes",
            "when",
            "mask",
            "autocomplete",
            "concept",
            "identifier",
            "errors",
        ];
        let members = Members::read(value, place, &known)?;
        let part = schema.at(&pointer);
        let control = match members.optional_text("control")? {
            None => part.as_ref().map_or(Control::Text, Control::fitting),
            Some(name) => Control::named(name)
                .ok_or_else(|| members.at("control").wrong("the name of a control"))?,
        };
        let is_masked = match members.optional_text("mask")? {
            None => false,
            Some("middle") => true,
            Some(_) => return Err(members.at("mask").wrong("middle")),
        };
        let identifier = match members.optional_text("identifier")? {
            None => None,
            Some("resident-id") => Some(Identifier::ResidentId),
            Some("uscc") => Some(Identifier::Uscc),
            Some(_) => return Err(members.at("identifier").wrong("resident-id or uscc")),
        };
        let concept = match members.optional_text("concept")? {
            None => None,
            Some(name) => Some(
                Concept::named(name)
                    .ok_or_else(|| members.at("concept").wrong("bank-name or bank-account"))?,
            ),
        };
        let texts = |name: &str, most: usize| {
            let entries = members.entries(name, most)?.into_iter();
            entries
                .map(|(at, key, value)| Ok((key.clone(), LocalText::read(value, &at)?)))
                .collect::<Result<Vec<_>, Malformed>>()
        };
        let options = texts("options", MAX_OPTIONS)?;
        Ok(Self {
            label: LocalText::read(members.required("label")?, &members.at("label"))?,
            hint: optional_text(&members, "hint")?,
            help: optional_text(&members, "help")?,
            control,
            choices: choices(options, part.as_ref()),
            codes: members.optional_text("codes")?.map(str::to_owned),
            when: members
                .optional("when")
                .map(|value| When::read(value, &members.at("when")))
                .transpose()?,
            is_masked,
            autocomplete: members.optional_text("autocomplete")?.map(str::to_owned),
            concept,
            identifier,
            errors: texts("errors", MAX_ERROR_TEXTS)?,
            pointer,
        })
    }

    /// The form's own words for a problem with this code (see `FieldProblem`).
    pub fn error_text(&self, code: &str) -> Option<&LocalText> {
        let same = |name: &String| name == code || crate::schema::keyword_code(name) == Some(code);
        self.errors.iter().find(|(name, _)| same(name)).map(|(_, text)| text)
    }

    /// Whether it asks for a day of birth.
    pub(crate) fn is_birth_date(&self) -> bool {
        self.autocomplete.as_deref().and_then(|all| all.split(' ').next_back()) == Some("bday")
    }

    /// The choice that stands for this answer.
    pub fn choice(&self, value: &Value) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.value == *value)
    }

    /// Every text of the field, for the linter.
    pub(crate) fn texts(&self) -> Vec<(String, &LocalText)> {
        let mut texts = vec![("label".to_owned(), &self.label)];
        texts.extend(self.hint.iter().map(|text| ("hint".to_owned(), text)));
        texts.extend(self.help.iter().map(|text| ("help".to_owned(), text)));
        for choice in &self.choices {
            let name = || format!("options/{}", written(&choice.value));
            texts.extend(choice.label.iter().map(|text| (name(), text)));
        }
        texts.extend(self.errors.iter().map(|(name, text)| (format!("errors/{name}"), text)));
        texts
    }
}

/// The choices in the order of the form's labels; without labels, in that of the schema.
fn choices(options: Vec<(String, LocalText)>, part: Option<&SchemaRef<'_>>) -> Vec<Choice> {
    let items = part.and_then(SchemaRef::items);
    let listed = part.and_then(SchemaRef::options);
    let listed = listed.or_else(|| items.as_ref().and_then(SchemaRef::options)).unwrap_or_default();
    if options.is_empty() {
        return listed.iter().map(|value| Choice { value: value.clone(), label: None }).collect();
    }
    let value_of = |name: &str| {
        listed.iter().find(|value| written(value) == name).cloned().unwrap_or_else(|| name.into())
    };
    options
        .into_iter()
        .map(|(name, label)| Choice { value: value_of(&name), label: Some(label) })
        .collect()
}

/// A value as the name of a member: texts without quotes.
pub(crate) fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(crate) fn optional_text(
    members: &Members<'_>,
    name: &str,
) -> Result<Option<LocalText>, Malformed> {
    members.optional(name).map(|value| LocalText::read(value, &members.at(name))).transpose()
}

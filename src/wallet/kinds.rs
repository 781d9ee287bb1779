//! What the issuer of a type says about it: its name, the names of its claims, the look of its
//! card (SD-JWT VC, type metadata). It comes from outside, so it is read within budgets, and
//! nothing is decided by it but what things are called.
//!
//! `extends` is not followed: names that only the parent gives stay unknown.

use cert_verify::{base64url, json, sha256};
use serde_json::Value;

use crate::words::local::PerLanguage;
use crate::words::{Lang, common_claims};

/// Bytes of one description. Ours have 3 KB; one with a picture in it is not read.
const MAX_BYTES: usize = 65_536;

/// Claims of one description; as many as a form may ask for and more.
const MAX_CLAIMS: usize = 200;

/// The look of a card. The colours are ours, so that words on them can be read whatever an issuer
/// asks for: its colour chooses the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardTone {
    /// Deep blue.
    Blue,
    /// Blue green.
    Teal,
    /// Brown.
    Brown,
    /// Red.
    Red,
    /// Purple.
    Purple,
    /// Indigo.
    Indigo,
    /// Olive green.
    Green,
    /// Grey.
    Grey,
}

/// Why a description is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindError {
    /// Larger than what is read.
    TooLarge,
    /// Not a description.
    Malformed,
    /// The description of another type.
    OtherType,
    /// Not the bytes that the certificate names (`vct#integrity`).
    Integrity,
}

/// A type as its issuer describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeDescription {
    /// Its name.
    name: Option<PerLanguage>,
    /// Its name without a mark, for a card that shows the mark by itself.
    short: Option<PerLanguage>,
    /// A mark on the card, such as that it is for a demonstration.
    mark: Option<PerLanguage>,
    tone: Option<CardTone>,
    claims: Vec<Claim>,
    /// The paths of the two lines on the card: whose, and the number.
    face: Vec<Vec<String>>,
    /// Whom its certificates are about.
    subject: Option<WhoPaths>,
    /// For whom its certificates let one act.
    principal: Option<WhoPaths>,
}

/// Where a certificate says who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoPaths {
    /// The name.
    pub name: Vec<String>,
    /// The ID number.
    pub id: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Claim {
    path: Vec<String>,
    label: Option<PerLanguage>,
    masked: Option<bool>,
    hidden: bool,
}

impl TypeDescription {
    /// Reads a description of this type. `integrity` is what the certificate says about its bytes
    /// (W3C Subresource Integrity; SHA-256, as the other digests of the app).
    ///
    /// # Errors
    /// [`KindError`]
    pub fn parse(bytes: &[u8], vct: &str, integrity: Option<&str>) -> Result<Self, KindError> {
        if bytes.len() > MAX_BYTES {
            return Err(KindError::TooLarge);
        }
        if integrity.is_some_and(|wanted| !has_digest(wanted, bytes)) {
            return Err(KindError::Integrity);
        }
        let value = json::parse(bytes, json::Limits::CERTIFICATE);
        let value = value.map_err(|_| KindError::Malformed)?;
        if value.get("vct").and_then(Value::as_str) != Some(vct) {
            return Err(KindError::OtherType);
        }
        let card = value.get("certfill_card");
        let card = |name: &str| card?.get(name).filter(|part| !part.is_null());
        let face = card("face").and_then(Value::as_array);
        let listed = value.get("claims").and_then(Value::as_array);
        let claims = listed.into_iter().flatten().take(MAX_CLAIMS).filter_map(Claim::read);
        let rendering = value.pointer("/display/0/rendering/simple/background_color");
        Ok(Self {
            name: names(&value, &["name"]),
            short: card("short").map(PerLanguage::read),
            mark: card("mark").map(PerLanguage::read),
            tone: rendering.and_then(Value::as_str).and_then(CardTone::nearest),
            claims: claims.collect(),
            face: face.into_iter().flatten().filter_map(path).collect(),
            subject: value.get("certfill_subject").and_then(WhoPaths::read),
            principal: value.get("certfill_principal").and_then(WhoPaths::read),
        })
    }

    /// Its name, when it has one.
    #[must_use]
    pub fn name(&self) -> Option<&PerLanguage> {
        self.short.as_ref().or(self.name.as_ref())
    }

    /// The mark on its card.
    #[must_use]
    pub fn mark(&self, lang: Lang) -> Option<String> {
        Some(self.mark.as_ref()?.pick(lang).text).filter(|mark| !mark.is_empty())
    }

    /// The look that the issuer asks for.
    #[must_use]
    pub const fn tone(&self) -> Option<CardTone> {
        self.tone
    }

    /// The paths of the lines on the card.
    #[must_use]
    pub fn face(&self) -> &[Vec<String>] {
        &self.face
    }

    /// Whom its certificates are about.
    #[must_use]
    pub const fn subject(&self) -> Option<&WhoPaths> {
        self.subject.as_ref()
    }

    /// For whom its certificates let one act.
    #[must_use]
    pub const fn principal(&self) -> Option<&WhoPaths> {
        self.principal.as_ref()
    }

    /// The label of a claim.
    #[must_use]
    pub fn label(&self, path: &[String]) -> Option<&PerLanguage> {
        self.claim(path)?.label.as_ref()
    }

    /// Where in its order a claim stands.
    #[must_use]
    pub fn place(&self, path: &[String]) -> usize {
        self.claims.iter().position(|claim| claim.path == path).unwrap_or(usize::MAX)
    }

    /// Whether the claim is about the certificate and not shown among its contents.
    #[must_use]
    pub fn hides(&self, path: &[String]) -> bool {
        self.claim(path).is_some_and(|claim| claim.hidden)
    }

    /// Whether the middle of the claim is hidden; `None` when the description does not say.
    #[must_use]
    pub fn masks(&self, path: &[String]) -> Option<bool> {
        self.claim(path)?.masked
    }

    fn claim(&self, path: &[String]) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.path == path)
    }
}

impl WhoPaths {
    fn read(value: &Value) -> Option<Self> {
        let at = |name: &str| value.get(name).and_then(path).filter(|path| !path.is_empty());
        Some(Self { name: at("name")?, id: at("id") })
    }
}

impl Claim {
    fn read(value: &Value) -> Option<Self> {
        let flag = |name: &str| value.get(name).and_then(Value::as_bool);
        Some(Self {
            path: path(value.get("path")?)?,
            label: names(value, &["label", "name"]),
            masked: flag("certfill_masked"),
            hidden: flag("certfill_hidden").unwrap_or(false),
        })
    }
}

/// The name of a type, per language: the issuer's, else a readable form of its identifier.
#[must_use]
pub fn type_words(kind: Option<&TypeDescription>, vct: &str) -> PerLanguage {
    let name = kind.and_then(TypeDescription::name).cloned();
    name.unwrap_or_else(|| common_claims::readable(last_part(vct)))
}

/// The name of a type in this language.
#[must_use]
pub fn type_name(kind: Option<&TypeDescription>, vct: &str, lang: Lang) -> String {
    type_words(kind, vct).pick(lang).text
}

/// The last telling part of a type's identifier; a version number tells nothing.
fn last_part(vct: &str) -> &str {
    let is_version = |part: &str| {
        part.trim_start_matches('v').bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    vct.rsplit(['/', ':', '#']).find(|part| !is_version(part)).unwrap_or(vct)
}

fn names(described: &Value, members: &[&str]) -> Option<PerLanguage> {
    PerLanguage::from_display(described.get("display")?, members)
}

/// The entry of a `display` list in this language, or in the one there is.
#[must_use]
pub fn displayed(display: &Value, members: &[&str], lang: Lang) -> Option<String> {
    let said = PerLanguage::from_display(display, members)?.pick(lang);
    Some(said.text).filter(|text| !text.is_empty())
}

/// Claims paths with names only; an index or a wildcard has no label of its own here.
fn path(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|step| step.as_str().map(str::to_owned)).collect()
}

fn has_digest(integrity: &str, bytes: &[u8]) -> bool {
    let ours = base64url::encode(&sha256(bytes)).replace('-', "+").replace('_', "/");
    let mut named = integrity.split_ascii_whitespace();
    // Options after `?` say nothing about the bytes.
    named.any(|one| one.split('?').next() == Some(format!("sha256-{ours}=").as_str()))
}

impl CardTone {
    /// All of them with the colour that they stand for.
    const ALL: [(Self, [i32; 3]); 8] = [
        (Self::Blue, [0x27, 0x50, 0x7a]),
        (Self::Teal, [0x0f, 0x6b, 0x6b]),
        (Self::Brown, [0x74, 0x55, 0x2a]),
        (Self::Red, [0x86, 0x37, 0x2f]),
        (Self::Purple, [0x6b, 0x3a, 0x63]),
        (Self::Indigo, [0x30, 0x41, 0x6e]),
        (Self::Green, [0x4c, 0x64, 0x28]),
        (Self::Grey, [0x4a, 0x55, 0x60]),
    ];

    /// The nearest to a colour such as `#27507a`.
    #[must_use]
    pub fn nearest(colour: &str) -> Option<Self> {
        let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let number = i32::from_str_radix(digits, 16).ok()?;
        let parts = [number >> 16, (number >> 8) & 255, number & 255];
        let distance = |other: &[i32; 3]| -> i32 {
            parts.iter().zip(other).map(|(one, two)| (one - two).pow(2)).sum()
        };
        Self::ALL.iter().min_by_key(|(_, other)| distance(other)).map(|(tone, _)| *tone)
    }

    /// For a type that nobody has described: the same one each time.
    #[must_use]
    pub fn of_unknown(vct: &str) -> Self {
        let sum = vct
            .bytes()
            .fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        Self::ALL.get(sum % Self::ALL.len()).map_or(Self::Grey, |(tone, _)| *tone)
    }

    /// The class of the style sheet.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Teal => "teal",
            Self::Brown => "brown",
            Self::Red => "red",
            Self::Purple => "purple",
            Self::Indigo => "indigo",
            Self::Green => "green",
            Self::Grey => "grey",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VCT: &str = "https://a.example/kinds/library-card/2";

    const CARD: &str = r##"{"vct":"https://a.example/kinds/library-card/2",
        "display":[{"locale":"zh-Hans-CN","name":"借书证（示例）",
                    "rendering":{"simple":{"background_color":"#801010"}}},
                   {"lang":"en-GB","name":"Library card (specimen)"}],
        "claims":[{"path":["holder","name"],"display":[{"lang":"en","label":"Reader"}]},
                  {"path":["number"],"certfill_masked":true},
                  {"path":["degrees",null,"type"]},{"path":["demo"],"certfill_hidden":true}],
        "certfill_card":{"short":{"en":"Library card"},"mark":{"zh-CN":"示例"},"face":[["holder","name"],["number"]]}}"##;

    fn path_of(path: &[&str]) -> Vec<String> {
        path.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_description_names_claims_and_the_look_of_the_card() {
        let kind = TypeDescription::parse(CARD.as_bytes(), VCT, None).unwrap();
        assert_eq!(type_name(Some(&kind), VCT, Lang::En), "Library card");
        assert_eq!(kind.mark(Lang::Zh).as_deref(), Some("示例"));
        assert_eq!(kind.tone(), Some(CardTone::Red));
        assert_eq!(
            kind.label(&path_of(&["holder", "name"])).unwrap().exactly("en"),
            Some("Reader")
        );
        assert_eq!(kind.label(&path_of(&["number"])), None);
        assert_eq!(kind.masks(&path_of(&["number"])), Some(true));
        assert!(kind.hides(&path_of(&["demo"])) && !kind.hides(&path_of(&["number"])));
        assert_eq!(kind.face().len(), 2);
        assert_eq!(kind.claims.len(), 3, "a wildcard has no label of its own");
    }

    #[test]
    fn what_is_not_the_description_of_this_type_is_not_used() {
        let read = |bytes: &[u8]| TypeDescription::parse(bytes, VCT, None);
        assert_eq!(read(b"<html>"), Err(KindError::Malformed));
        assert_eq!(read(br#"{"vct":"https://b.example/x"}"#), Err(KindError::OtherType));
        assert_eq!(read(br#"{"vct":"a","vct":"b"}"#), Err(KindError::Malformed));
        assert_eq!(read(&vec![b' '; MAX_BYTES + 1]), Err(KindError::TooLarge));
    }

    #[test]
    fn the_bytes_are_those_that_the_certificate_names() {
        let digest =
            base64url::encode(&sha256(CARD.as_bytes())).replace('-', "+").replace('_', "/");
        let right = format!("sha384-AAAA sha256-{digest}=");
        assert!(TypeDescription::parse(CARD.as_bytes(), VCT, Some(&right)).is_ok());
        for wrong in ["sha256-AAAA=", "", "sha384-AAAA", &format!("sha256-{digest}")] {
            let read = TypeDescription::parse(CARD.as_bytes(), VCT, Some(wrong));
            assert_eq!(read, Err(KindError::Integrity), "{wrong}");
        }
    }

    #[test]
    fn a_type_that_nobody_describes_has_a_readable_name_and_always_the_same_look() {
        assert_eq!(type_name(None, VCT, Lang::En), "Library card");
        assert_eq!(type_name(None, "urn:eudi:pid:1", Lang::En), "Pid");
        assert_eq!(type_name(None, "https://a.example/x/", Lang::En), "X");
        assert_eq!(CardTone::of_unknown(VCT), CardTone::of_unknown(VCT));
        assert_eq!(CardTone::nearest("#fff"), None);
        assert_eq!(CardTone::nearest("#505a64"), Some(CardTone::Grey));
    }
}

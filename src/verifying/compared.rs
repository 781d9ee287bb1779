//! What is compared with the person who stands there: the photograph, the name, until when.

use cert_verify::base64url;
use serde_json::Value;

use crate::wallet::cards::Line;
use crate::words::{Lang, verify as words};

/// The claims that people compare, by the names that issuers use (ours, OpenID Connect's, MOSIP 169's, EU
/// health certificates'), in this order.
const NAMES: [&str; 23] = [
    "name",
    "full_name",
    "fullName",
    "legal_name",
    "fn",
    "gn",
    "family_name",
    "given_name",
    "lastName",
    "firstName",
    "tenant",
    "owner",
    "sex",
    "gender",
    "birth_date",
    "birthdate",
    "dateOfBirth",
    "dob",
    "valid_until",
    "date_of_expiry",
    "case_no",
    "title",
    "permit_number",
];

/// Claims that hold a photograph of the person.
const PHOTOGRAPHS: [&str; 5] = ["portrait", "picture", "photo", "photograph", "face"];

/// Lines that are shown of a certificate that has none of the names: the first ones that its issuer names.
const FIRST_LINES: usize = 3;

/// Letters of a photograph as text: 40 KB of picture and as much again.
const MOST_LETTERS: usize = 131_072;

/// The lines to compare, in the order of a person who looks up from the screen, as people write them.
#[must_use]
pub fn lines(all: &[Line], lang: Lang) -> Vec<Line> {
    chosen(all).into_iter().map(|line| read(line.clone(), lang)).collect()
}

/// Which lines these are.
#[must_use]
pub fn chosen(all: &[Line]) -> Vec<&Line> {
    let place = |line: &Line| {
        let name = line.path.last()?;
        NAMES.iter().position(|known| known == name)
    };
    let mut compared: Vec<&Line> = all.iter().filter(|line| place(line).is_some()).collect();
    compared.sort_by_key(|line| place(line));
    if compared.is_empty() {
        let is_text = |line: &&Line| !line.path.iter().any(|name| is_photograph(name));
        return all.iter().filter(is_text).take(FIRST_LINES).collect();
    }
    compared
}

/// The values of Claim 169 as people write them: its dates are eight digits, its sexes numbers.
fn read(mut line: Line, lang: Lang) -> Line {
    let name = line.path.last().map(String::as_str);
    let sex = match (name, line.value.as_str()) {
        (Some("gender"), "1") => Some(words::MALE),
        (Some("gender"), "2") => Some(words::FEMALE),
        (Some("gender"), "3") => Some(words::OTHER_SEX),
        _ => None,
    };
    let digits = line.value.len() == 8 && line.value.bytes().all(|sign| sign.is_ascii_digit());
    if let Some(sex) = sex {
        sex.of(lang).clone_into(&mut line.value);
    } else if name == Some("dateOfBirth") && digits {
        let (year, rest) = line.value.split_at(4);
        let (month, day) = rest.split_at(2);
        line.value = format!("{year}-{month}-{day}");
    }
    line
}

/// The photograph in the signed claims, as an address that a browser shows without fetching anything;
/// only kinds of picture that hold no program.
#[must_use]
pub fn photograph(claims: &Value) -> Option<String> {
    let own = claims.as_object()?;
    let inner = own.values().filter_map(Value::as_object);
    let mut members = own.iter().chain(inner.flat_map(serde_json::Map::iter));
    members.find_map(|(name, value)| {
        let text =
            value.as_str().filter(|text| is_photograph(name) && text.len() <= MOST_LETTERS)?;
        let bytes = match text.strip_prefix("data:") {
            Some(rest) => decoded(rest.split_once(";base64,")?.1)?,
            None => decoded(text)?,
        };
        let kind = kind(&bytes)?;
        Some(format!("data:{kind};base64,{}", base64(&bytes)))
    })
}

/// Whether this line holds a photograph.
#[must_use]
pub fn is_photograph_of(line: &Line) -> bool {
    line.path.last().is_some_and(|name| is_photograph(name))
}

fn is_photograph(name: &str) -> bool {
    PHOTOGRAPHS.contains(&name)
}

/// Base64 in either alphabet, with padding or without.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let plain: String = text
        .trim_end_matches('=')
        .chars()
        .map(|sign| match sign {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    base64url::decode(&plain).ok()
}

fn base64(bytes: &[u8]) -> String {
    let mut text: String = base64url::encode(bytes)
        .chars()
        .map(|sign| match sign {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// The media type of a picture, by its first bytes.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let begins =
        |at: usize, with: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(with));
    if begins(0, b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if begins(0, b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(0, b"RIFF") && begins(8, b"WEBP") {
        Some("image/webp")
    } else if begins(4, b"ftypavif") {
        Some("image/avif")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(path: &[&str], value: &str) -> Line {
        Line {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            label: String::new(),
            value: value.to_owned(),
            masked: false,
        }
    }

    #[test]
    fn names_come_first_and_nothing_else_is_shown() {
        let all = vec![
            line(&["valid_until"], "2027-01-01"),
            line(&["phone_number"], "1"),
            line(&["name"], "示例"),
            line(&["nam", "fn"], "SPECIMEN"),
        ];
        let values: Vec<String> =
            lines(&all, Lang::Zh).into_iter().map(|line| line.value).collect();
        assert_eq!(values, ["示例", "SPECIMEN", "2027-01-01"]);
    }

    #[test]
    fn a_certificate_without_a_known_name_shows_its_first_lines() {
        let all = vec![
            line(&["photo"], "x"),
            line(&["a"], "1"),
            line(&["b"], "2"),
            line(&["c"], "3"),
            line(&["d"], "4"),
        ];
        assert_eq!(lines(&all, Lang::Zh).len(), 3);
    }

    #[test]
    fn dates_and_sexes_of_codes_on_paper_are_read() {
        let all = vec![
            line(&["gender"], "2"),
            line(&["dateOfBirth"], "19900307"),
            line(&["fullName"], "1"),
        ];
        let values = |lang| -> Vec<String> {
            lines(&all, lang).into_iter().map(|line| line.value).collect()
        };
        assert_eq!(values(Lang::En), ["1", "Female", "1990-03-07"]);
        assert_eq!(values(Lang::Zh), ["1", "女", "1990-03-07"]);
    }

    #[test]
    fn only_pictures_that_hold_no_program_are_shown() {
        let jpeg = base64url::encode(b"\xff\xd8\xff\xe0abc");
        let shown = photograph(&json!({"fullName": "x", "photo": jpeg}));
        assert_eq!(shown.as_deref(), Some("data:image/jpeg;base64,/9j/4GFiYw=="));
        let data = format!("data:image/svg+xml;base64,{}", base64(b"\x89PNG\r\n\x1a\n"));
        assert!(
            photograph(&json!({"a": {"portrait": data}})).unwrap().starts_with("data:image/png;")
        );
        for bad in [
            json!({"photo": "PHN2Zz4"}),
            json!({"photo": 1}),
            json!({"name": jpeg}),
            json!([]),
            json!({"photo": "data:,x"}),
        ] {
            assert_eq!(photograph(&bad), None, "{bad}");
        }
    }
}

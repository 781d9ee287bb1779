//! L11: `autocomplete` tokens of the HTML standard (autofill detail tokens).

use super::Linter;

const FIELDS: &[&str] = &[
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "new-password",
    "current-password",
    "one-time-code",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "cc-name",
    "cc-given-name",
    "cc-additional-name",
    "cc-family-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "cc-csc",
    "cc-type",
    "transaction-currency",
    "transaction-amount",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
];

/// These may follow `home`, `work`, `mobile`, `fax` or `pager`.
const CONTACT_FIELDS: &[&str] = &[
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
    "tel-extension",
    "email",
    "impp",
];

const CONTACT_KINDS: &[&str] = &["home", "work", "mobile", "fax", "pager"];

pub(super) fn run(linter: &mut Linter<'_>) {
    let form = linter.form;
    for field in &form.fields {
        let Some(tokens) = field.autocomplete.as_deref().filter(|tokens| !is_valid(tokens)) else {
            continue;
        };
        let at = field.pointer.to_string();
        linter.find(
            "L11",
            &["ui", "fields", &at],
            format!("\"{tokens}\" is no autocomplete value"),
        );
    }
}

/// `[section-*] [shipping|billing] ([kind] contact-field | field)`, or `off`.
fn is_valid(text: &str) -> bool {
    if text == "off" {
        return true;
    }
    let mut tokens = text.split(' ').peekable();
    if tokens
        .peek()
        .is_some_and(|token| token.starts_with("section-") && token.len() > "section-".len())
    {
        tokens.next();
    }
    if matches!(tokens.peek(), Some(&"shipping" | &"billing")) {
        tokens.next();
    }
    let has_kind = tokens.peek().is_some_and(|token| CONTACT_KINDS.contains(token));
    if has_kind {
        tokens.next();
    }
    let field = tokens.next().unwrap_or_default();
    let known = CONTACT_FIELDS.contains(&field) || (!has_kind && FIELDS.contains(&field));
    known && tokens.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn tokens_of_the_html_standard() {
        for good in [
            "name",
            "tel-national",
            "mobile tel-national",
            "section-shareholder-2 name",
            "off",
            "section-a shipping street-address",
            "work email",
        ] {
            assert!(is_valid(good), "{good}");
        }
        for bad in [
            "",
            "phone",
            "Name",
            "id-number",
            "home name",
            "name name",
            "section- name",
            "mobile",
            "tel  national",
            "shipping",
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}

//! What was typed before and may be said again: which fields ask for it, by what the form says of them
//! (`autocomplete`, the tokens of the HTML standard, or its `concept`) and never by their labels, and what of it fits.
//!
//! Kept are telephone numbers, mail addresses, postal addresses and accounts to pay into. Everything else is never
//! kept: codes that count once, passwords, cards, files, declarations, identity numbers. A kind that a form asks
//! for twice is somebody else's as likely as the person's own, and is neither kept from there nor filled in.

use cert_fill::form::Field;
use cert_fill::{Control, FieldState, Form, Origin, Pointer, Presence};
use serde_json::Value;

use super::session::Session;
use crate::wallet::{AddressBook, BookEntry, BookPart};
use crate::words::Lang;
use crate::words::values::mask_middle;

/// The parts of an address: one answer of it alone says nothing.
const ADDRESS: &[&str] = &[
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "postal-code",
];

/// The kind of postal addresses, behind `shipping` or `billing` where the form says so.
const ADDRESS_KIND: &str = "address";

/// The kind of accounts: a bank and a number.
const ACCOUNT_KIND: &str = "bank-account";

/// The tokens without which an address or an account says nothing.
const HEADS: &[&str] = &["street-address", "address-line1", ACCOUNT_KIND];

/// What a field asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked<'f> {
    kind: String,
    token: &'f str,
}

/// Something that was typed before and fits here.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownAnswer {
    /// The answers that it gives.
    pub fills: Vec<(Pointer, Value)>,
    /// In words.
    pub text: String,
    /// When it was typed (Unix seconds).
    pub typed_at: i64,
}

fn asked(field: &Field) -> Option<Asked<'_>> {
    // A section is somebody: a shareholder, a child.
    let tokens = field.autocomplete.as_deref().unwrap_or_default();
    let is_plain = !matches!(field.control, Control::File | Control::Declaration);
    if !is_plain || field.identifier.is_some() || tokens.starts_with("section-") {
        return None;
    }
    if let Some(concept) = field.concept {
        return Some(Asked { kind: ACCOUNT_KIND.to_owned(), token: concept.name() });
    }
    let (before, token) = tokens.rsplit_once(' ').unwrap_or(("", tokens));
    let own = match token {
        "tel" | "tel-national" => "tel",
        "email" => "email",
        part if ADDRESS.contains(&part) => ADDRESS_KIND,
        _ => return None,
    };
    // A number in China is a mobile one unless it is called something else.
    let before = before.split(' ').filter(|one| !one.is_empty() && *one != "mobile");
    let kind: Vec<&str> = before.chain(std::iter::once(own)).collect();
    Some(Asked { kind: kind.join(" "), token })
}

/// Whether it is one thing in several answers.
fn has_parts(kind: &str) -> bool {
    matches!(kind.rsplit(' ').next(), Some(ADDRESS_KIND | ACCOUNT_KIND))
}

/// Whether the form asks for this kind in one place only.
fn is_alone(form: &Form, at: &Pointer, kind: &str) -> bool {
    let place = |at: &Pointer| if has_parts(kind) { at.parent() } else { Some(at.clone()) };
    let here = place(at);
    !at.has_row()
        && form
            .fields()
            .iter()
            .filter(|field| asked(field).is_some_and(|one| one.kind == kind))
            .all(|field| place(&field.pointer) == here)
}

/// The fields that are shown and that ask for something of this sort, with those of one address or account together.
/// None of them in a form for somebody else: nobody knows whose address it asks for.
fn places(session: &Session) -> Vec<(String, Vec<(Pointer, &Field)>)> {
    if session.whom.is_some() {
        return Vec::new();
    }
    let form = &session.form;
    let mut found: Vec<(String, Vec<(Pointer, &Field)>)> = Vec::new();
    for step in cert_fill::steps_shown(form, &session.draft) {
        for at in cert_fill::visible_fields(form, &session.draft, &step.id) {
            let Some(field) = form.field(&at) else { continue };
            let Some(Asked { kind, .. }) = asked(field) else { continue };
            let joins = |(of, fields): &&mut (String, Vec<(Pointer, &Field)>)| {
                let together = fields.first().and_then(|(first, _)| first.parent());
                has_parts(&kind) && *of == kind && together == at.parent()
            };
            match found.iter_mut().find(joins) {
                Some((_, fields)) => fields.push((at, field)),
                None => found.push((kind, vec![(at, field)])),
            }
        }
    }
    found
}

/// What of this draft is worth keeping: what the person typed, whole.
#[must_use]
pub fn to_remember(session: &Session, now: i64) -> Vec<BookEntry> {
    let unchanged = session.same_as_certified();
    let is_typed = |at: &Pointer| match session.draft.origin(at) {
        Some(Origin::Manual) => true,
        Some(Origin::Override { .. }) => !unchanged.contains(at),
        _ => false,
    };
    let mut entries = Vec::new();
    for (kind, fields) in places(session) {
        let answered = fields.iter().filter_map(|(at, field)| {
            let text = session.draft.answer(at)?.as_str()?.to_owned();
            Some((at, *field, text))
        });
        let answered: Vec<_> = answered.collect();
        let alone = fields.first().is_some_and(|(at, _)| is_alone(&session.form, at, &kind));
        // What a certificate says in part is not what somebody typed.
        if !alone || !answered.iter().all(|(at, ..)| is_typed(at)) {
            continue;
        }
        let parts: Vec<BookPart> =
            answered.iter().filter_map(|(_, field, text)| part(field, text)).collect();
        let is_whole =
            !has_parts(&kind) || parts.iter().any(|part| HEADS.contains(&part.token.as_str()));
        let typed_at = answered.iter().map(|(at, ..)| session.typed_on(at).unwrap_or(now)).max();
        if let Some(typed_at) = typed_at.filter(|_| is_whole) {
            entries.push(BookEntry { kind, parts, typed_at });
        }
    }
    entries
}

fn part(field: &Field, text: &str) -> Option<BookPart> {
    let choice = field.choice(&Value::from(text));
    Some(BookPart {
        token: asked(field)?.token.to_owned(),
        text: text.to_owned(),
        words: choice.and_then(|choice| choice.label.as_ref()).map(Into::into),
    })
}

/// An entry in words; of an account number the middle is hidden.
#[must_use]
pub fn said(entry: &BookEntry, lang: Lang) -> String {
    let words = |part: &BookPart| match &part.words {
        Some(words) => words.pick(lang).text,
        None if part.token == ACCOUNT_KIND => mask_middle(&part.text),
        None => part.text.clone(),
    };
    let parts: Vec<String> = entry.parts.iter().map(words).collect();
    parts.join(match lang {
        Lang::Zh => " ",
        Lang::En => ", ",
    })
}

/// What can be taken over, by the field that it is shown at: open fields without an answer. An address is shown at
/// its first field, and only while all of it is empty: half of one and half of another is nobody's.
#[must_use]
pub fn offers(session: &Session, book: &AddressBook, lang: Lang) -> Vec<(Pointer, KnownAnswer)> {
    let mut all = Vec::new();
    for (kind, fields) in places(session) {
        let Some((first, _)) = fields.first() else { continue };
        if !fields.iter().all(|(at, _)| is_empty(session, at)) {
            continue;
        }
        for entry in book.of_kind(&kind) {
            if let Some(fills) = fit(&session.form, entry, &fields) {
                let text = said(entry, lang);
                let known = KnownAnswer { fills, text, typed_at: entry.typed_at };
                all.push((first.clone(), known));
            }
        }
    }
    all
}

/// What is filled in when a draft begins: a number or a mail address that the form cannot do without, when it asks
/// for one only. What it does not need is offered, not filled in: nothing more is sent for being known.
#[must_use]
pub fn to_fill(session: &Session, book: &AddressBook) -> Vec<(Pointer, Value, i64)> {
    let mut all = Vec::new();
    for (kind, fields) in places(session) {
        let Some((at, _)) = fields.first().filter(|_| !has_parts(&kind)) else { continue };
        let presence = session.form.schema().presence(at, session.draft.answers());
        if presence == Presence::Optional
            || !is_alone(&session.form, at, &kind)
            || !is_empty(session, at)
        {
            continue;
        }
        let fitting = book
            .of_kind(&kind)
            .find_map(|entry| Some((fit(&session.form, entry, &fields)?, entry.typed_at)));
        if let Some((fills, typed_at)) = fitting {
            all.extend(fills.into_iter().map(|(at, value)| (at, value, typed_at)));
        }
    }
    all
}

fn is_empty(session: &Session, at: &Pointer) -> bool {
    session.draft.answer(at).is_none()
        && session.draft.field_state(&session.form, at) == FieldState::Open
}

/// The answers that an entry gives here: every part has its field, and the form takes it.
fn fit(
    form: &Form,
    entry: &BookEntry,
    fields: &[(Pointer, &Field)],
) -> Option<Vec<(Pointer, Value)>> {
    let in_parts = has_parts(&entry.kind);
    let parts = entry.parts.iter().map(|part| {
        let is_for =
            |field: &Field| asked(field).is_some_and(|one| !in_parts || one.token == part.token);
        let (at, _) = fields.iter().find(|(_, field)| is_for(field))?;
        let value = Value::from(part.text.as_str());
        form.schema().at(at)?.accepts(&value).then(|| (at.clone(), value))
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use cert_fill::{Form, Whom};
    use serde_json::json;

    use super::super::claim_names::Names;
    use super::super::session::tests::{NOW, at, form, held, today};
    use super::super::view::{From, Typed};
    use super::*;
    use crate::wallet::Way;

    fn session_of(form: Rc<Form>, way: Way) -> Session {
        Session::start(form, held(), way, None, today(), NOW)
    }

    fn session() -> Session {
        session_of(form(), Way::Certificates)
    }

    /// The form with something else said of a field.
    fn form_with(change: impl Fn(&mut Value)) -> Rc<Form> {
        let mut file: Value = serde_json::from_slice(form().bytes()).unwrap();
        change(&mut file["ui"]["fields"]);
        Rc::new(Form::parse(file.to_string().as_bytes()).unwrap())
    }

    fn type_in(session: &mut Session, pointer: &str, text: &str) {
        session.take(&at(pointer), &Typed::Text(text.to_owned()), NOW);
    }

    /// Kind, parts by their tokens, and when it was typed.
    type Written<'a> = (&'a str, &'a [(&'a str, &'a str)], i64);

    fn book(entries: &[Written<'_>]) -> AddressBook {
        let mut book = AddressBook::default();
        for (kind, parts, typed_at) in entries {
            let part = |(token, text): &(&str, &str)| BookPart {
                token: (*token).into(),
                text: (*text).into(),
                words: None,
            };
            let parts = parts.iter().map(part).collect();
            book.remember(BookEntry { kind: (*kind).into(), parts, typed_at: *typed_at });
        }
        book
    }

    fn remembered(session: &Session) -> Vec<String> {
        let all = to_remember(session, NOW);
        all.iter().map(|one| format!("{}: {}", one.kind, said(one, Lang::En))).collect()
    }

    #[test]
    fn what_was_typed_is_kept_by_what_the_form_says_of_its_field() {
        let mut session = session();
        assert_eq!(remembered(&session), [""; 0], "what certificates say is not typed");
        type_in(&mut session, "/contact/mobile", "138 0013 8000");
        type_in(&mut session, "/contact/landline", "02160000000");
        session.take(&at("/ground"), &Typed::Choice(Some("work".into())), NOW);
        type_in(&mut session, "/employer/name", "示例单位");
        assert_eq!(remembered(&session), ["tel: 13800138000", "home tel: 02160000000"]);
        // Half an address is none: the district is still the certificate's.
        type_in(&mut session, "/residence/address/line", "示例路 9 号");
        assert_eq!(remembered(&session).len(), 2);
        session.take(
            &at("/residence/address/district"),
            &Typed::Choice(Some("310101".into())),
            NOW,
        );
        assert_eq!(remembered(&session)[0], "address: Huangpu, 示例路 9 号");
    }

    #[test]
    fn what_must_not_be_kept_is_not() {
        for token in ["one-time-code", "new-password", "cc-csc", "cc-number", "section-child tel"] {
            let form = form_with(|fields| fields["/contact/mobile"]["autocomplete"] = json!(token));
            let mut session = session_of(form, Way::Certificates);
            type_in(&mut session, "/contact/mobile", "13800138000");
            assert_eq!(remembered(&session), [""; 0], "{token}");
        }
        let form = form_with(|fields| fields["/contact/mobile"]["identifier"] = json!("uscc"));
        let mut session = session_of(form, Way::Certificates);
        type_in(&mut session, "/contact/mobile", "13800138000");
        assert_eq!(remembered(&session), [""; 0], "an identity number is no address");
        // Nor is such a thing taken over, whoever offers it.
        let form =
            form_with(|fields| fields["/contact/mobile"]["autocomplete"] = json!("one-time-code"));
        let mut session = session_of(form, Way::Certificates);
        let known =
            ["/contact/mobile", "/declaration"].map(|one| (at(one), json!("13800138000"), 1));
        assert!(!session.take_known(&known, NOW));
    }

    #[test]
    fn what_the_form_needs_is_filled_in_and_marked_and_the_rest_is_offered() {
        let book = book(&[
            ("tel", &[("tel", "13800138000")], NOW - 9),
            ("tel", &[("tel", "12")], NOW - 1),
            ("email", &[("email", "a@b.example")], NOW - 5),
        ]);
        let mut session = session();
        let fill = to_fill(&session, &book);
        assert_eq!(fill, [(at("/contact/mobile"), json!("13800138000"), NOW - 9)], "what fits");
        assert!(session.take_known(&fill, NOW));
        let views = session.fields("contact", &Names::default(), Lang::En, &[]);
        assert_eq!(views[0].from, From::TypedOn(NOW - 9), "never as proven");
        let offered = offers(&session, &book, Lang::En);
        assert_eq!(offered.len(), 1);
        assert_eq!(
            (&offered[0].0, offered[0].1.text.as_str()),
            (&at("/contact/email"), "a@b.example")
        );
        // Sent again it is as old as it was; typed anew it is new.
        assert_eq!(to_remember(&session, NOW)[0].typed_at, NOW - 9);
        type_in(&mut session, "/contact/mobile", "13900139000");
        assert_eq!(to_remember(&session, NOW)[0].typed_at, NOW);
        let views = session.fields("contact", &Names::default(), Lang::En, &[]);
        assert_eq!(views[0].from, From::Typed);
        // What was taken out by hand stays out.
        session.take(&at("/contact/mobile"), &Typed::Text(String::new()), NOW);
        assert_eq!(session.typed_on(&at("/contact/mobile")), None);
        let mut off = book;
        off.is_off = true;
        assert!(to_fill(&session, &off).is_empty() && offers(&session, &off, Lang::En).is_empty());
    }

    #[test]
    fn an_account_is_one_thing_and_its_number_is_half_hidden() {
        let form = form_with(|fields| {
            fields["/contact/landline"] =
                json!({"label": {"en": "Account", "zh-CN": "账号"}, "concept": "bank-account"});
            fields["/contact/email"] =
                json!({"label": {"en": "Bank", "zh-CN": "银行"}, "concept": "bank-name"});
        });
        let mut session = session_of(form.clone(), Way::Certificates);
        type_in(&mut session, "/contact/email", "bank@b.example");
        assert_eq!(remembered(&session), [""; 0], "a bank alone is no account");
        type_in(&mut session, "/contact/landline", "622200001234");
        let kept = to_remember(&session, NOW);
        assert_eq!(
            (kept.len(), kept[0].kind.as_str(), kept[0].parts.len()),
            (1, "bank-account", 2)
        );
        assert!(!said(&kept[0], Lang::Zh).contains("622200001234"));
        let mut known = AddressBook::default();
        known.remember(kept[0].clone());
        let next = session_of(form, Way::Certificates);
        assert!(to_fill(&next, &known).is_empty());
        assert_eq!(offers(&next, &known, Lang::En)[0].1.fills.len(), 2);
        assert!(offers(&self::session(), &known, Lang::En).is_empty(), "no such question");
    }

    #[test]
    fn where_a_form_asks_twice_nothing_is_filled_in_or_kept() {
        let form =
            form_with(|fields| fields["/contact/landline"]["autocomplete"] = json!("tel-national"));
        let mut session = session_of(form, Way::Certificates);
        let book = book(&[("tel", &[("tel", "13800138000")], 5)]);
        assert!(to_fill(&session, &book).is_empty());
        let offered = offers(&session, &book, Lang::En);
        let places: Vec<_> = offered.iter().map(|(at, _)| at.to_string()).collect();
        assert_eq!(places, ["/contact/mobile", "/contact/landline"]);
        type_in(&mut session, "/contact/mobile", "13800138000");
        assert_eq!(remembered(&session), [""; 0]);
    }

    #[test]
    fn for_somebody_else_nothing_is_kept_filled_in_or_offered() {
        let known = book(&[
            ("tel", &[("tel", "13800138000")], 5),
            ("email", &[("email", "a@b.example")], 5),
        ]);
        let whom = Whom { by: "delegation".into(), name: "方示例".into(), id: None };
        let mut session = Session::start(form(), held(), Way::Typing, Some(whom), today(), NOW);
        assert!(to_fill(&session, &known).is_empty(), "nobody knows whose number is asked for");
        assert!(offers(&session, &known, Lang::En).is_empty());
        type_in(&mut session, "/contact/mobile", "13900139000");
        assert_eq!(remembered(&session), [""; 0]);
        session.whom = None;
        assert_eq!(remembered(&session), ["tel: 13900139000"]);
    }

    #[test]
    fn an_address_is_offered_whole_while_none_of_it_is_there() {
        let known = book(&[
            ("address", &[("address-level2", "310101"), ("street-address", "示例路 9 号")], 5),
            ("address", &[("address-level2", "110101"), ("street-address", "外地路 9 号")], 4),
            ("address", &[("address-level1", "31"), ("street-address", "他省路 9 号")], 3),
            ("shipping address", &[("street-address", "收货路 9 号")], 2),
        ]);
        let session = session_of(form(), Way::Typing);
        assert!(to_fill(&session, &known).is_empty(), "an address may be another one's");
        let offered = offers(&session, &known, Lang::Zh);
        assert_eq!(
            offered.len(),
            1,
            "one has a district that is no choice here, one has more parts"
        );
        let (place, one) = &offered[0];
        assert_eq!(place, &at("/residence/address/district"));
        let fills = [
            (at("/residence/address/district"), json!("310101")),
            (at("/residence/address/line"), json!("示例路 9 号")),
        ];
        assert_eq!(one.fills, fills);
        let certified = self::session();
        let offered = offers(&certified, &known, Lang::Zh);
        assert!(offered.is_empty(), "the lease says where it is");
    }
}

//! The revocation lists of SMART Health Cards (framework 1.4, "Revocation"), one file for each key of an
//! issuer. They are not signed: what they say is worth as much as the connection that brought them, and
//! the report says so.
//!
//! Whether there is a list stands in the issuer's key set (`crlVersion`), not in the card: a card with a
//! `rid` is not undetermined for want of a list.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    Check, CheckResult, Code, Fact, Outcome, Trust, UnixTime, apart::apart, formats::CardId, json,
    put_in_order,
};

/// The framework: at most 24 characters of the base64url alphabet.
const LONGEST_ID: usize = 24;

/// The list of one key, read.
#[derive(Debug)]
pub(crate) struct CardList {
    key: String,
    version: u64,
    /// The cards in order, or why they cannot be told.
    cards: Result<Vec<Revoked>, Code>,
    /// Whether the identifiers follow from the contents of cards (`hash-fhir`, a draft of the framework).
    is_computed: bool,
}

/// A list that was handed over, or why it could not be read.
pub(crate) type GivenList = Result<Arc<CardList>, Code>;

#[derive(Debug)]
struct Revoked {
    id: String,
    /// Only the cards from before.
    before: Option<UnixTime>,
}

apart! {
    /// The `status` check of the cards in one file.
    pub(crate) fn check(cards: &[CardId], lists: &[GivenList], trust: &Trust) -> CheckResult =
        check_cards, or CheckResult::new(Check::Status, Code::StatusMechanismNotSupported);
    /// Reads the list of one key.
    ///
    /// # Errors
    /// [`Code::StatusListMalformed`] when it is no such list of any key.
    pub(crate) fn read(file: &[u8]) -> Result<CardList, Code> =
        CardList::parse, or Err(Code::StatusListMalformed);
}

impl CardList {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Code::StatusListMalformed`] when it is no such list of any key.
    fn parse(file: &[u8]) -> Result<Self, Code> {
        let file = json::parse_object(file, json::Limits::LIST);
        let file = file.map_err(|_| Code::StatusListMalformed)?;
        let text = |name: &str| file.get(name).and_then(Value::as_str);
        let key = text("kid").ok_or(Code::StatusListMalformed)?.to_owned();
        let version = file.get("ctr").and_then(Value::as_u64);
        let method = text("method");
        let cards = match (method, file.get("rids"), version) {
            (Some("rid" | "hash-fhir"), Some(Value::Array(cards)), Some(1..)) => revoked(cards),
            // Another profile may define another method.
            (Some(method), ..) if !matches!(method, "rid" | "hash-fhir") => {
                Err(Code::StatusMechanismNotSupported)
            }
            _ => Err(Code::StatusListMalformed),
        };
        let is_computed = method == Some("hash-fhir");
        Ok(Self { key, version: version.unwrap_or_default(), cards, is_computed })
    }

    /// Whether it names this card; `None` when it does not speak about such cards.
    fn names(&self, card: &CardId) -> Result<Option<bool>, Code> {
        let cards = self.cards.as_ref().map_err(|code| *code)?;
        let ((Ok(id), false) | (Err(id), true)) = (&card.id, self.is_computed) else {
            return Ok(None);
        };
        let at = cards.partition_point(|revoked| revoked.id < *id);
        let found = cards.get(at).filter(|revoked| revoked.id == *id);
        let is_meant = |it: &Revoked| it.before.is_none_or(|before| card.issued_at < before);
        Ok(Some(found.is_some_and(is_meant)))
    }
}

/// The cards in order. The same one twice could be read in two ways.
fn revoked(cards: &[Value]) -> Result<Vec<Revoked>, Code> {
    let one = |card: &Value| {
        let (id, before) = match card.as_str()?.split_once('.') {
            None => (card.as_str()?, None),
            Some((id, seconds)) => {
                let is_number = seconds.bytes().all(|byte| byte.is_ascii_digit());
                let seconds = seconds.parse().ok().filter(|_| is_number)?;
                (id, Some(UnixTime::from_seconds(seconds)))
            }
        };
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_id = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_letter);
        is_id.then(|| Revoked { id: id.to_owned(), before })
    };
    let cards = cards.iter().map(one).collect::<Option<Vec<_>>>();
    let mut cards = cards.ok_or(Code::StatusListMalformed)?;
    put_in_order(&mut cards, |a, b| a.id.cmp(&b.id));
    let twice = cards.windows(2).any(|pair| matches!(pair, [a, b] if a.id == b.id));
    if twice { Err(Code::StatusListMalformed) } else { Ok(cards) }
}

/// The `status` check of the cards in one file: a card that is revoked, else what could not be told of
/// one, else the lists that were looked at.
fn check_cards(cards: &[CardId], lists: &[GivenList], trust: &Trust) -> CheckResult {
    let mut answer = CheckResult::new(Check::Status, Code::StatusNotNamed);
    for card in cards {
        let (code, list) = of_card(card, lists, trust);
        let result = CheckResult::new(Check::Status, code);
        let version = list.and_then(|list| i64::try_from(list.version).ok());
        let result = match version {
            Some(version) => result.fact("card-list-version", Fact::Number(version)),
            None => result,
        };
        let rank = |result: &CheckResult| match result.outcome() {
            Outcome::Failed(_) => 0,
            Outcome::Undetermined(_) => 1,
            Outcome::Skipped(Code::StatusListUnsigned) => 2,
            _ => 3,
        };
        if rank(&result) < rank(&answer) {
            answer = result;
        }
    }
    answer
}

/// What the newest list of the card's key says.
fn of_card<'e>(
    card: &CardId,
    lists: &'e [GivenList],
    trust: &Trust,
) -> (Code, Option<&'e CardList>) {
    let mut broken = None;
    let mut newest: Option<&CardList> = None;
    for list in lists {
        match list {
            Ok(list) if list.key != card.key => {}
            Ok(list) if newest.is_none_or(|newest| newest.version < list.version) => {
                newest = Some(list);
            }
            Ok(_) => {}
            // Whose list it was meant to be cannot be known.
            Err(code) => broken = Some(*code),
        }
    }
    let Some(list) = newest else {
        return (broken.unwrap_or(Code::StatusNotNamed), None);
    };
    let named = |wanted: &dyn Fn(u64) -> bool| trust.card_list_versions(&card.key).any(wanted);
    let code = match list.names(card) {
        Err(code) => code,
        Ok(Some(true)) => Code::Revoked,
        // Key set and list come from one place; when they disagree, one of them is not of today.
        Ok(_) if named(&|version| version > list.version) => Code::StatusListTooOld,
        Ok(_) if named(&|version| version != list.version) => Code::StatusListSubjectMismatch,
        Ok(Some(false)) => Code::StatusListUnsigned,
        Ok(None) => Code::StatusNotNamed,
    };
    (code, Some(list))
}

//! What a filing waits for: values of other offices, as its form says.

use cert_fill::{Filing, Form, LocalText, progress::Reason};
use serde_json::json;

use crate::{
    Server,
    db::{
        StorageError, WriteTransaction,
        late::{self, Came},
        progress::Docket,
    },
};

use super::edition_of;

/// What one filing waits for, and what has come.
pub(crate) struct Awaited<'s> {
    pub(super) form: &'s Form,
    pub(super) filing: &'s Filing,
    pub(super) came: Vec<Came>,
}

impl Awaited<'_> {
    /// The filings whose offices have not been heard of yet.
    pub(crate) fn left(&self) -> Vec<&str> {
        let from = self.filing.late.iter().map(|late| late.from.as_str());
        let mut left: Vec<&str> = from.filter(|from| !self.has_come(from)).collect();
        left.dedup();
        left
    }

    fn has_come(&self, from: &str) -> bool {
        self.came.iter().any(|came| came.from == from)
    }
}

/// The edition of the form that was filed and the filing; none when this office has another one now.
pub(crate) fn edition<'s>(server: &'s Server, docket: &Docket) -> Option<(&'s Form, &'s Filing)> {
    edition_of(server, &docket.office, &docket.body)
}

/// What this case waits for; none where the edition of its form is not known any more, so that a clerk can
/// still decide by hand.
pub(crate) async fn of<'s>(
    server: &'s Server,
    docket: &Docket,
    transaction: &mut WriteTransaction,
) -> Result<Option<Awaited<'s>>, StorageError> {
    let Some((form, filing)) = edition(server, docket) else { return Ok(None) };
    let came = late::of_case(transaction, &docket.case_no).await?;
    Ok(Some(Awaited { form, filing, came }))
}

/// Why a case stands still, in words; none when it waits for nobody.
pub(crate) fn words(form: &Form, waits: &[&str]) -> Option<Reason> {
    let (zh, en) = (names(form, waits, "zh-CN", "、"), names(form, waits, "en", ", "));
    let text = json!({
        "zh-CN": format!("正在等{zh}的结果，不用再填。它决定以后，打开这一件的页面，您的设备就把结果转来。"),
        "en": format!("Waiting for {en}; there is nothing to fill in again. Open the page of this filing after the decision: your device then passes the result on."),
    });
    let text = LocalText::from_json(&text).filter(|_| !waits.is_empty())?;
    Some(Reason { code: "waits-for-office".to_owned(), text, remedy: None })
}

/// What is said of a case that waited for a yes and got a no.
pub(super) fn refused(form: &Form, from: &str) -> Option<Reason> {
    let (zh, en) = (names(form, &[from], "zh-CN", ""), names(form, &[from], "en", ""));
    let text = json!({
        "zh-CN": format!("{zh}没有批准，这一件随之办结，没有留下待办。"),
        "en": format!("{en} said no, so this filing is closed too. Nothing is left open here."),
    });
    let remedy = json!({
        "zh-CN": format!("先看{zh}说的理由，改好后重新办理，这里会随新的一件一起收到。"),
        "en": format!("Read why {en} said no, correct it and file again; this office gets its part with the new filing."),
    });
    Some(Reason {
        code: "first-office-refused".to_owned(),
        text: LocalText::from_json(&text)?,
        remedy: LocalText::from_json(&remedy),
    })
}

fn names(form: &Form, filings: &[&str], lang: &str, between: &str) -> String {
    let named = filings.iter().filter_map(|id| form.filing(id));
    named.map(|filing| filing.to.name.get(lang)).collect::<Vec<_>>().join(between)
}

//! A carried filing at a counter: checked as its office will, sent for its person, and what came back.

use cert_fill::carried::{self, CarriedFiling};
use cert_fill::{Acting, Form, Office, check_filing};
use cert_verify::{Policy, StatusEvidence, Trust, UnixTime};

use super::sent_view::{self, SentRow};
use crate::filling::claim_names::Names;
use crate::filling::summary;
use crate::wallet::{Filing, Problem, SentWords};
use crate::words::Lang;

/// What a counter judges with.
#[derive(Clone, Copy)]
pub struct Judge<'j> {
    /// Whom it trusts.
    pub trust: &'j Trust,
    /// Status lists at hand.
    pub status: &'j StatusEvidence,
    /// The present.
    pub now: UnixTime,
}

/// What can be handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Presentable {
    /// As it would stand in the outbox of whoever sends it.
    pub filing: Filing,
    /// Who filed it for whom, where the certificates say so.
    pub acting: Option<Acting>,
}

/// Judges it as its office will.
///
/// # Errors
/// What the office would say, or why it cannot be handed in here.
pub fn check(one: &CarriedFiling, form: &Form, judge: Judge<'_>) -> Result<Presentable, Problem> {
    let refused = |code: &str| Problem::of(code);
    let asked = form.filing(&one.says.filing).ok_or_else(|| refused("carried-malformed"))?;
    if one.expires() <= judge.now.seconds() {
        return Err(refused("carried-expired"));
    }
    let policy = Policy::strict().with_key_binding_max_age(carried::LIFE_SECONDS);
    let office = Office {
        form,
        filing_id: &asked.id,
        trust: judge.trust,
        status: judge.status,
        policy: &policy,
        // Which nonce the office gave out only the office knows.
        nonce: &one.says.nonce,
        audience: &asked.to.client_id,
        attachment: &|_| None,
        now: judge.now,
    };
    let checked = check_filing(one.body.as_bytes(), &office)
        .map_err(|refusal| Problem::of_refusal(&refusal))?;
    let name = (&asked.to.name).into();
    let mut filing = Filing::reviewed(&one.says.submission, &asked.id, name, &asked.endpoint);
    filing.audience.clone_from(&asked.to.client_id);
    filing.body = Some(one.body.clone());
    filing.transaction_data_hash = Some(checked.transaction_data_hash);
    Ok(Presentable { filing, acting: checked.acting })
}

/// The answers, in the words of the form.
#[must_use]
pub fn rows(one: &CarriedFiling, form: &Form, names: &Names, lang: Lang) -> Vec<SentRow> {
    let queries = form.evidence().credentials.iter();
    let certificates = queries.filter_map(|query| {
        let kind = query.types.first()?;
        Some(crate::wallet::Named { key: query.id.clone(), words: names.type_words(kind) })
    });
    let words = SentWords {
        fields: summary::fields(form),
        certificates: certificates.collect(),
        ..SentWords::default()
    };
    sent_view::rows(&one.body, &words, None, lang)
}

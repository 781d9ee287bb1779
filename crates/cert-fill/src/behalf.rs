//! Filing for somebody else: for whom the holder of a wallet may act, and whether a filing says so truly.
//!
//! One set of questions for browser and office: does this certificate name this agent and this principal,
//! does it cover this form where it is filed, has it begun, and is it not over?

use serde_json::Value;

use crate::Date;
use crate::china::region;
use crate::equal::alike;
use crate::fill::{Acting, Evidence, Held, Whom};
use crate::form::{Agent, Form, Mandate, Subject, Territory, Tie};
use crate::refusal::{Refusal, RefusalCode};

/// In place of a list of forms, or of regions: all of them.
const ALL: &str = "*";

/// The claim, always open, of a certificate that was given to an agent as a copy of their principal's: it is shown
/// only where its holder says for whom they act.
pub const COPY_FOR: &str = "copy_for";

/// In place of a last day: none.
const LONG_TERM: &str = "长期";

/// Somebody for whom the holder of a wallet may act, or could if nothing were wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who it is.
    pub whom: Whom,
    /// The wallet's id of the certificate by which one may act.
    pub held: String,
    /// The wallet's id of the agent's own certificate.
    pub holder: String,
    /// The agent's name.
    pub agent: String,
    /// Why not now.
    pub refusal: Option<RefusalCode>,
    /// The first day on which one may, where that is why not now.
    pub begins: Option<Date>,
}

impl Principal {
    /// Whether this says more of the same person than `other`: that one may, or else from when.
    fn is_better_than(&self, other: &Self) -> bool {
        let rank = |one: &Self| (one.refusal.is_some(), one.begins.is_none(), one.begins);
        rank(self) < rank(other)
    }
}

/// Why one may not act now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hindrance {
    code: RefusalCode,
    /// The day on which it will be over.
    begins: Option<Date>,
}

impl From<RefusalCode> for Hindrance {
    fn from(code: RefusalCode) -> Self {
        Self { code, begins: None }
    }
}

/// For whom this form can be filed with these certificates, in the order of the form; one who is named by
/// several certificates stands there once, with the one that is good.
pub fn principals(form: &Form, held: &[Held], today: Date) -> Vec<Principal> {
    let Some(agent) = form.agent() else { return Vec::new() };
    let mut found: Vec<Principal> = Vec::new();
    for mandate in &agent.by {
        for (one, holder) in pairs(form, agent, mandate, held) {
            let claims = one.certificate.claims();
            let Some(whom) = whom(mandate, claims) else { continue };
            let hindrance = may(form, mandate, claims, today).err();
            let principal = Principal {
                whom,
                held: one.id.clone(),
                holder: holder.id.clone(),
                agent: text(&agent.holder.name, holder.certificate.claims()).unwrap_or_default(),
                refusal: hindrance.map(|one| one.code),
                begins: hindrance.and_then(|one| one.begins),
            };
            let known = found.iter_mut().find(|known| known.whom == principal.whom);
            match known {
                Some(known) if principal.is_better_than(known) => *known = principal,
                Some(_) => {}
                None => found.push(principal),
            }
        }
    }
    found
}

/// The certificates that make the holder of one of their own an agent, each with that one.
fn pairs<'h>(
    form: &Form,
    agent: &Agent,
    mandate: &Mandate,
    held: &'h [Held],
) -> Vec<(&'h Held, &'h Held)> {
    let fitting = |query: &str| {
        let query = form.evidence().credential(query);
        let own = held.iter().filter(|one| !is_copy(one.certificate.claims()));
        own.filter(move |one| query.is_some_and(|query| query.fits(&one.certificate)))
    };
    let own: Vec<&Held> = fitting(&agent.holder.credential).collect();
    let each = fitting(&mandate.credential).filter_map(|one| {
        let claims = one.certificate.claims();
        let is_agent = |own: &&&Held| names_agent(agent, mandate, claims, own.certificate.claims());
        own.iter().find(is_agent).map(|own| (one, *own))
    });
    each.collect()
}

/// Whether this certificate is for this query when somebody acts for `whom`.
pub(crate) fn fits(form: &Form, held: &[Held], query: &str, one: &Held, whom: &Whom) -> bool {
    let Some((agent, mandate)) = mandate_of(form, whom) else { return false };
    let claims = one.certificate.claims();
    let is_theirs = |found: &Held| is_whom(mandate, found.certificate.claims(), whom);
    if query == mandate.credential {
        return is_theirs(one)
            && pairs(form, agent, mandate, held).iter().any(|(by, _)| by.id == one.id);
    }
    if agent.mandate(query).is_some() {
        return false;
    }
    if query == agent.holder.credential {
        let pairs = pairs(form, agent, mandate, held);
        return pairs.iter().any(|(by, own)| own.id == one.id && is_theirs(by));
    }
    let subject = agent.about.iter().find(|subject| subject.credential == query);
    let Some(subject) = subject else { return !is_copy(claims) };
    let same_person = || {
        let same =
            |path: Option<&cert_verify::ClaimPath>, known: Option<&String>| match path.zip(known) {
                Some((path, known)) => says(path, claims, &Value::from(known.as_str())),
                None => true,
            };
        same(subject.id.as_ref(), whom.id.as_ref()) && same(subject.name.as_ref(), Some(&whom.name))
    };
    (!is_copy(claims) || tells(subject, mandate)) && same_person()
}

/// Whether these are the claims of a copy that was given to an agent.
pub(crate) fn is_copy(claims: &Value) -> bool {
    claims.get(COPY_FOR).is_some()
}

/// Whether certificates of this query are held against the one by which somebody acts.
fn tells(subject: &Subject, mandate: &Mandate) -> bool {
    subject.name.is_some() || subject.id.is_some() && mandate.id.is_some()
}

/// Whether this query is answered when somebody files for themselves.
pub(crate) fn is_for_oneself(form: &Form, query: &str) -> bool {
    let Some(agent) = form.agent() else { return true };
    let is_own = query != agent.holder.credential || form.evidence().is_required(query);
    agent.mandate(query).is_none() && is_own
}

/// The names of both, as far as these certificates give them.
pub(crate) fn acting(form: &Form, held: &[Held], whom: &Whom) -> Option<Acting> {
    let (agent, mandate) = mandate_of(form, whom)?;
    let pairs = pairs(form, agent, mandate, held);
    let own = pairs.iter().find(|(by, _)| is_whom(mandate, by.certificate.claims(), whom));
    let name = own.and_then(|(_, own)| text(&agent.holder.name, own.certificate.claims()));
    let (by, principal) = (whom.by.clone(), whom.name.clone());
    Some(Acting { by, agent: name.unwrap_or_default(), principal })
}

fn mandate_of<'f>(form: &'f Form, whom: &Whom) -> Option<(&'f Agent, &'f Mandate)> {
    let agent = form.agent()?;
    Some((agent, agent.mandate(&whom.by)?))
}

/// Step 8b of a filing: who acts for whom is what the certificates say.
///
/// # Errors
/// A [`Refusal`] that names the certificate concerned.
pub(crate) fn check(
    form: &Form,
    by: Option<&str>,
    evidence: &Evidence<'_>,
    answers: &Value,
    today: Date,
) -> Result<Option<Acting>, Refusal> {
    check_copies(form, by, evidence)?;
    let Some(agent) = form.agent() else {
        return match by {
            None => Ok(None),
            Some(_) => Err(Refusal::new(RefusalCode::AgentNotAllowed)),
        };
    };
    let Some(by) = by else {
        return match agent.required {
            true => Err(Refusal::new(RefusalCode::AgentNotNamed)),
            false => Ok(None),
        };
    };
    let mandate = agent.mandate(by).ok_or(Refusal::new(RefusalCode::AgentNotAllowed))?;
    let refuse = |code, credential: &str| Refusal::of_credential(code, credential, []);
    let only = |credential: &str| match evidence.of(credential) {
        [one] => Ok(*one),
        _ => Err(refuse(RefusalCode::EvidenceMissing, credential)),
    };
    let (claims, own) = (only(by)?, only(&agent.holder.credential)?);
    if !names_agent(agent, mandate, claims, own) {
        return Err(refuse(RefusalCode::DelegationOtherAgent, by));
    }
    let told =
        whom(mandate, claims).ok_or_else(|| refuse(RefusalCode::DelegationUnreadable, by))?;
    let differs =
        |tie: &&Tie| !tie.answer.get(answers).is_some_and(|answer| says(&tie.path, claims, answer));
    if let Some(tie) = mandate.ties().find(differs) {
        let at = [tie.answer.clone()];
        return Err(Refusal::of_credential(RefusalCode::DelegationOtherPerson, by, at));
    }
    for subject in &agent.about {
        let parts = [(&subject.name, Some(&mandate.name)), (&subject.id, mandate.id.as_ref())];
        let parts = parts.map(|(path, tie)| path.as_ref().zip(tie));
        for (path, tie) in parts.into_iter().flatten() {
            let told = tie.path.select(claims);
            let same = |shown: &&Value| told.iter().any(|told| says(path, shown, told));
            if !evidence.of(&subject.credential).iter().all(same) {
                return Err(refuse(RefusalCode::DelegationOtherPerson, &subject.credential));
            }
        }
    }
    may(form, mandate, claims, today).map_err(|one| {
        let mut refusal = refuse(one.code, by);
        for error in &mut refusal.errors {
            error.limit = one.begins.map(|day| day.to_string().into());
        }
        refusal
    })?;
    let name = text(&agent.holder.name, own).unwrap_or_default();
    Ok(Some(Acting { by: by.to_owned(), agent: name, principal: told.name }))
}

/// Copies of another's certificates are shown by who says for whom they act, as certificates about that person.
fn check_copies(form: &Form, by: Option<&str>, evidence: &Evidence<'_>) -> Result<(), Refusal> {
    let may_be_copies = |query: &str| {
        let told = form.agent().zip(by).and_then(|(agent, by)| Some((agent, agent.mandate(by)?)));
        told.is_some_and(|(agent, mandate)| {
            let subject = agent.about.iter().find(|subject| subject.credential == query);
            subject.is_some_and(|subject| tells(subject, mandate))
        })
    };
    for query in form.evidence().credentials.iter().map(|query| query.id.as_str()) {
        if evidence.of(query).iter().any(|claims| is_copy(claims)) && !may_be_copies(query) {
            return Err(Refusal::of_credential(RefusalCode::CopyForAgent, query, []));
        }
    }
    Ok(())
}

/// Whether the form is covered, here and on this day.
fn may(form: &Form, mandate: &Mandate, claims: &Value, today: Date) -> Result<(), Hindrance> {
    if let Some(path) = &mandate.services {
        let covers = |one: &str| one == ALL || one == form.id();
        if !each(path, claims).filter_map(Value::as_str).any(covers) {
            return Err(RefusalCode::DelegationOtherService.into());
        }
    }
    if let Some(territory) = &mandate.region {
        holds_in(territory, claims)?;
    }
    let day = |path| {
        let day = text(path, claims).and_then(|text| Date::parse_iso(&text));
        day.ok_or(RefusalCode::DelegationUnreadable)
    };
    let until = mandate.until.as_ref();
    let until = until.filter(|path| text(path, claims).as_deref() != Some(LONG_TERM));
    let (from, until) = (mandate.from.as_ref().map(day), until.map(day));
    let (from, until) = (from.transpose()?, until.transpose()?);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err(RefusalCode::DelegationUnreadable.into());
    }
    if until.is_some_and(|until| until < today) {
        return Err(RefusalCode::DelegationExpired.into());
    }
    if let Some(begins) = from.filter(|from| *from > today) {
        return Err(Hindrance { code: RefusalCode::DelegationNotBegun, begins: Some(begins) });
    }
    if let Some((age, born)) = mandate.until_age.zip(mandate.born.as_ref()) {
        let born = day(&born.path)?;
        // Who is not born yet is no child of anybody's whose answers could be filed.
        let years = born.full_years_until(today).ok_or(RefusalCode::DelegationUnreadable)?;
        if years >= age {
            return Err(RefusalCode::PrincipalOfAge.into());
        }
    }
    Ok(())
}

/// Whether it holds where the form is filed. One that does not say where holds nowhere: its holder might have kept
/// that back.
fn holds_in(territory: &Territory, claims: &Value) -> Result<(), RefusalCode> {
    let mut named = each(&territory.path, claims).peekable();
    if named.peek().is_none() {
        return Err(RefusalCode::DelegationUnreadable);
    }
    let covers = |one: &str| one == ALL || region::is_within(&territory.code, one);
    match named.filter_map(Value::as_str).any(covers) {
        true => Ok(()),
        false => Err(RefusalCode::DelegationOtherRegion),
    }
}

/// The values of a claim, be it one or a list.
fn each<'v>(
    path: &cert_verify::ClaimPath,
    claims: &'v Value,
) -> impl Iterator<Item = &'v Value> + use<'v> {
    path.select(claims).into_iter().flat_map(|value| match value {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    })
}

fn names_agent(agent: &Agent, mandate: &Mandate, claims: &Value, own: &Value) -> bool {
    let ids = agent.holder.id.select(own);
    ids.into_iter().any(|id| mandate.agents.iter().any(|path| says(path, claims, id)))
}

fn whom(mandate: &Mandate, claims: &Value) -> Option<Whom> {
    let id = mandate.id.as_ref().map(|tie| text(&tie.path, claims).ok_or(()));
    let id = id.transpose().ok()?;
    Some(Whom { by: mandate.credential.clone(), name: text(&mandate.name.path, claims)?, id })
}

fn is_whom(mandate: &Mandate, claims: &Value, known: &Whom) -> bool {
    whom(mandate, claims).is_some_and(|found| found == *known)
}

/// Whether the claim is there once and says the same as `value`, in whatever spelling.
fn says(path: &cert_verify::ClaimPath, claims: &Value, value: &Value) -> bool {
    match path.select(claims).as_slice() {
        [one] => one.is_string() && alike(one, value),
        _ => false,
    }
}

fn text(path: &cert_verify::ClaimPath, claims: &Value) -> Option<String> {
    let found = path.select(claims);
    found.first()?.as_str().map(str::to_owned).filter(|text| !text.is_empty())
}

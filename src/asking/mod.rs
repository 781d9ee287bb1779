//! A page of a business asks for a form to be filled: who may ask, what it is told, and when.
//!
//! A machine without a browser: what it heard in, effects out. `ui/ask/` runs them. Three promises:
//!
//! * Where the page is, only the browser says (`MessageEvent.origin`), never the page. The first page that answers
//!   our greeting with a port is the page; nothing that comes later changes that.
//! * Whether that page may ask says the signed form ([`cert_fill::form::Embed`]), never the page.
//! * What goes back is a receipt as the office gave it, or a code. There is no other message: answers and
//!   certificates are not known here.
//!
//! The words on the wire stand in [`wire`]; `pkg/elements/fill.mjs` speaks the other side.

pub mod wire;

use cert_fill::form::Embed;

use crate::wallet::Submission;

/// A clock that was set back must not make an old receipt a new one: the page says for how long it has been
/// asking, and longer than a day nobody waits in front of a window.
const LONGEST_SECONDS: i64 = 86_400;

/// Between our clock and that of the page's message there is the time that the window took to open.
const LATE_SECONDS: i64 = 5;

/// What the signed form says about who may open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskTerms {
    /// The form's address.
    pub form: String,
    /// Its short name, under which what was sent is kept.
    pub name: String,
    /// The server that it came from.
    pub server: String,
    /// Who may open it; none when nobody may.
    pub embed: Option<Embed>,
}

/// The page that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Host {
    origin: String,
    form: String,
    began: i64,
}

/// Whether the page may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The form is not known yet.
    Unknown,
    /// No page has answered; somebody came by a link, or the page is slow.
    Nobody,
    /// The form names this page.
    Named(String),
    /// The form does not name this page, or it asks for another form.
    Stranger(String),
    /// The form lets no page open it.
    NotOpen,
}

/// How far the receipt is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Handing {
    /// There is none yet.
    #[default]
    Nothing,
    /// It is on its way to the page.
    Given,
    /// The page has it.
    Taken,
    /// The page does not answer.
    Unanswered,
}

/// Something happened.
#[derive(Clone, Debug)]
pub enum AskEvent<'h> {
    /// A message came to the window.
    Message {
        /// Where its page is, as the browser says.
        origin: &'h str,
        /// Whether it came from the page that opened this window.
        from_opener: bool,
        /// Whether it brought one port.
        has_port: bool,
        /// What it says.
        text: &'h str,
        /// Unix seconds.
        now: i64,
    },
    /// Something came through the port.
    Port(&'h str),
    /// The signed form is here.
    Form(AskTerms),
    /// The form cannot be had or used; the code says why.
    Refused(&'h str),
    /// What was sent from this wallet so far.
    Sent(&'h [Submission]),
    /// The person does not want to.
    Cancelled,
    /// The page has had time to answer.
    Waited,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskEffect {
    /// Keep the port of the message that was just heard.
    TakePort,
    /// Say this through the port.
    Say(String),
    /// Wait a moment for the page's answer, then let it be heard.
    Wait,
}

/// A page that asks, or may be about to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    host: Option<Host>,
    terms: Option<AskTerms>,
    handing: Handing,
    /// The page was told that nothing comes.
    over: bool,
}

impl Asking {
    /// Takes what was heard and says what is to be done.
    pub fn step(&mut self, heard: AskEvent<'_>) -> Vec<AskEffect> {
        match heard {
            AskEvent::Message { origin, from_opener, has_port, text, now } => {
                self.message(origin, from_opener && has_port, text, now)
            }
            AskEvent::Port(text) => {
                if self.handing == Handing::Given && wire::is_got(text) {
                    self.handing = Handing::Taken;
                }
                Vec::new()
            }
            AskEvent::Form(terms) => {
                self.terms = Some(terms);
                self.refuse_strangers()
            }
            AskEvent::Refused(code) => self.end(wire::FORM_REFUSED, Some(code)),
            AskEvent::Sent(submissions) => self.sent(submissions),
            AskEvent::Cancelled => self.end(wire::CANCELLED, None),
            AskEvent::Waited => {
                if self.handing == Handing::Given {
                    self.handing = Handing::Unanswered;
                }
                Vec::new()
            }
        }
    }

    fn message(&mut self, origin: &str, may_count: bool, text: &str, now: i64) -> Vec<AskEffect> {
        // Whoever comes second is not the page: it has left, and another one is in its place.
        if !may_count || self.host.is_some() {
            return Vec::new();
        }
        let Some(asked) = wire::PageAsks::read(text) else { return Vec::new() };
        let age = asked.seconds.clamp(0, LONGEST_SECONDS) + LATE_SECONDS;
        let began = now.saturating_sub(age);
        self.host = Some(Host { origin: origin.to_owned(), form: asked.form, began });
        let mut effects = vec![AskEffect::TakePort];
        effects.extend(self.refuse_strangers());
        effects
    }

    fn refuse_strangers(&mut self) -> Vec<AskEffect> {
        match self.standing() {
            Standing::Stranger(_) => self.end(wire::ORIGIN_NOT_NAMED, None),
            Standing::NotOpen => self.end(wire::FORM_REFUSED, Some("form-not-embeddable")),
            _ => Vec::new(),
        }
    }

    /// Tells the page that nothing comes; only once, and not when it has a receipt.
    fn end(&mut self, code: &str, reason: Option<&str>) -> Vec<AskEffect> {
        if self.over || self.handing != Handing::Nothing || self.host.is_none() {
            return Vec::new();
        }
        self.over = true;
        vec![AskEffect::Say(wire::error(code, reason))]
    }

    /// Gives the receipts of what was sent since the page asked.
    fn sent(&mut self, submissions: &[Submission]) -> Vec<AskEffect> {
        let (Standing::Named(_), Some(host)) = (self.standing(), &self.host) else {
            return Vec::new();
        };
        if self.over || self.handing != Handing::Nothing {
            return Vec::new();
        }
        let Some(terms) = &self.terms else { return Vec::new() };
        let receipts = receipts(submissions, terms, host.began);
        if receipts.is_empty() {
            return Vec::new();
        }
        self.handing = Handing::Given;
        vec![AskEffect::Say(wire::receipt(&receipts)), AskEffect::Wait]
    }

    /// Whether the page may ask.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let Some(terms) = &self.terms else { return Standing::Unknown };
        let Some(embed) = &terms.embed else { return Standing::NotOpen };
        let Some(host) = &self.host else { return Standing::Nobody };
        if embed.allows(&host.origin, &terms.server) && host.form == terms.form {
            Standing::Named(host.origin.clone())
        } else {
            Standing::Stranger(host.origin.clone())
        }
    }

    /// How far the receipt is.
    #[must_use]
    pub const fn handing(&self) -> Handing {
        self.handing
    }

    /// Whether the page was told that nothing comes.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// Where a person goes who came by a link, or whose page does not answer: the address that the signed form
    /// names, with the receipts of this submission or, without one, the word that nothing comes. Behind `#`, so
    /// that no server is told.
    #[must_use]
    pub fn way_back(&self, submission: Option<&Submission>) -> Option<String> {
        let terms = self.terms.as_ref()?;
        let back = terms.embed.as_ref()?.back(&terms.server);
        let Some(submission) = submission else {
            return Some(format!("{back}#certfill-error={}", wire::CANCELLED));
        };
        let receipts = receipts(std::slice::from_ref(submission), terms, i64::MIN);
        (!receipts.is_empty()).then(|| format!("{back}#certfill-receipt={}", receipts.join(",")))
    }
}

/// The receipts of the newest submission of this form since then, when all of them are here. Those of another form
/// are none of the page's business, even where the same server gave them.
fn receipts(submissions: &[Submission], terms: &AskTerms, since: i64) -> Vec<String> {
    let ours = |one: &&Submission| {
        let is_here = one.filings.iter().all(|it| it.server == terms.server);
        one.created >= since && one.form == terms.name && one.all_sent() && is_here
    };
    let newest = submissions.iter().filter(ours).max_by_key(|one| one.created);
    let filings = newest.into_iter().flat_map(|one| &one.filings);
    filings.filter_map(|filing| Some(filing.accepted.as_ref()?.receipt.clone())).collect()
}

#[cfg(test)]
mod tests;

//! For whom a form is filled in: the choice before it, and who it is on each of its pages.

use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_app::filling::consent::separator;
use cert_app::filling::display;
use cert_app::filling::session::Session;
use cert_app::route::Route;
use cert_app::wallet::DraftRecord;
use cert_app::wallet::about::OtherPerson;
use cert_app::words::values::mask_middle;
use cert_app::words::{Lang, for_others as words, form as form_words, local};
use cert_fill::{Acting, Date, Form, Principal, RefusalCode, Whom};
use cert_verify::{Check, Code, Outcome};
use yew::prelude::*;

use super::flow::{Flow, today};
use crate::ui::ctx::{Evidence, use_evidence, use_lang};
use crate::ui::elements::{Banner, Link, Shape, Tone};
use crate::ui::parts::use_others;

/// The choice, and what it is now; `None` until it is made.
pub(super) struct ForWhom {
    /// All who are named by certificates of the wallet.
    people: Rc<Vec<Principal>>,
    chosen: UseStateHandle<Option<Option<Whom>>>,
    /// Oneself is no choice.
    is_required: bool,
}

impl ForWhom {
    /// Nobody, oneself, or somebody else. What is the only way is taken; where there are two, the person chooses.
    pub(super) fn now(&self) -> Option<Option<Whom>> {
        let mut usable = self.people.iter().filter(|one| one.refusal.is_none());
        let is_there = |whom: &Whom| usable.clone().any(|one| one.whom == *whom);
        match &*self.chosen {
            Some(Some(whom)) if is_there(whom) => return Some(Some(whom.clone())),
            Some(None) if !self.is_required => return Some(None),
            _ => {}
        }
        match (usable.next(), usable.next()) {
            (None, _) => Some(None),
            (Some(only), None) if self.is_required => Some(Some(only.whom.clone())),
            _ => None,
        }
    }

    /// Whether oneself is no choice.
    pub(super) const fn is_required(&self) -> bool {
        self.is_required
    }

    /// Whether one of these drafts is for who is chosen now; one that does not say for whom goes on for anybody, where
    /// oneself is no choice.
    pub(super) fn has_one_of(&self, drafts: &[DraftRecord]) -> bool {
        let is_unsaid = |draft: &DraftRecord| self.is_required && draft.whom.is_none();
        self.now().is_some_and(|now| drafts.iter().any(|one| one.whom == now || is_unsaid(one)))
    }

    /// Whether it cannot be filled in because one may act for nobody.
    pub(super) fn is_nobody(&self) -> bool {
        self.is_required && self.now() == Some(None)
    }
}

/// For whom this form can be filled in with what is in the wallet.
#[hook]
pub(super) fn use_for_whom(form: &Rc<Form>, held: &Rc<Vec<cert_fill::Held>>) -> ForWhom {
    let chosen = use_state_eq(|| None::<Option<Whom>>);
    let depends = (form.integrity().to_owned(), Rc::as_ptr(held).addr(), today());
    let people = use_memo(depends, |(_, _, today)| cert_fill::principals(form, held, *today));
    let is_required = form.agent().is_some_and(|agent| agent.required);
    ForWhom { people, chosen, is_required }
}

/// The choice as radios; nothing where there is none.
pub(super) fn choice(whom: &ForWhom, form: &Form, names: &Names, lang: Lang) -> Html {
    if whom.people.is_empty() {
        return Html::default();
    }
    let now = whom.now();
    let option = |place: usize, value: Option<Whom>, text: String, hint: Html, is_off: bool| {
        let checked = now.as_ref() == Some(&value);
        let id = format!("whom-{place}");
        let onchange = {
            let (chosen, value) = (whom.chosen.clone(), value.clone());
            Callback::from(move |_: Event| chosen.set(Some(value.clone())))
        };
        html! {
            <label class="choice" for={id.clone()}>
                <input type="radio" {id} name="whom" {checked} disabled={is_off} {onchange} />
                <span>{text}{hint}</span>
            </label>
        }
    };
    let others = whom.people.iter().zip(1..).map(|(one, place)| {
        let by = local::in_sentence(&names.query_name(form, &one.whom.by, lang), lang);
        let hint = match one.refusal {
            None => html! { <small>{words::BY.with(lang, &[&by])}</small> },
            Some(code) => html! { <small>{why_not(code.as_str(), one.begins, lang)}</small> },
        };
        let text = words::FOR_NAME.with(lang, &[&told_apart(&whom.people, &one.whom)]);
        option(place, Some(one.whom.clone()), text, hint, one.refusal.is_some())
    });
    html! {
        <fieldset class="for-whom">
            <legend><h2>{words::TITLE.of(lang)}</h2></legend>
            <div class="choices">
                if !whom.is_required { {option(0, None, words::ONESELF.of(lang).to_owned(), Html::default(), false)} }
                {for others}
            </div>
            if now.is_none() { <p class="hint">{words::CHOOSE.of(lang)}</p> }
        </fieldset>
    }
}

/// That who was chosen has a draft above; nothing where there was no choice.
pub(super) fn has_draft(whom: &ForWhom, lang: Lang) -> Html {
    if whom.people.is_empty() {
        return Html::default();
    }
    html! { <p class="hint" role="status">{words::DRAFT_ABOVE.of(lang)}</p> }
}

/// Why one may not act now, from which day on one may, and what to do.
fn why_not(code: &str, begins: Option<Date>, lang: Lang) -> Html {
    let said = cert_words::code_words(code, lang);
    let begins = begins.and_then(|day| display::date(&day.to_string(), lang));
    html! {
        <>
            {said.cause}{" "}
            if let Some(day) = begins { {words::BEGINS.with(lang, &[&day])}{" "} }
            {said.remedy}
        </>
    }
}

/// The name; of several people of one name each with what is told of their number.
fn told_apart(people: &[Principal], whom: &Whom) -> String {
    let is_other = |one: &&Principal| one.whom.name == whom.name && one.whom.id != whom.id;
    match &whom.id {
        Some(id) if people.iter().any(|one| is_other(&one)) => {
            format!("{} ({})", whom.name, mask_middle(id))
        }
        _ => whom.name.clone(),
    }
}

/// What is missing to fill it in for somebody.
pub(super) fn nobody(form: &Form, names: &Names, lang: Lang) -> Html {
    let by = form.agent().map(|agent| agent.by.as_slice()).unwrap_or_default();
    let by: Vec<String> =
        by.iter().map(|one| names.query_name(form, &one.credential, lang)).collect();
    html! {
        <Banner tone={Tone::Warn} actions={html! { <Link to={Route::Add} class="btn">{form_words::GET_CERTIFICATES.of(lang)}</Link> }}>
            <b>{words::NEEDED.of(lang)}</b>
            <p>{words::NEEDED_HINT.with(lang, &[&by.join(separator(lang))])}</p>
        </Banner>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct OneselfProps {
    pub(super) flow: Flow,
}

/// That a form cannot be filed for those for whom other forms can be.
#[component]
pub(super) fn OnlyOneself(props: &OneselfProps) -> Html {
    let (others, lang) = (use_others(), use_lang());
    let mut names: Vec<&str> = Vec::new();
    for OtherPerson { name, id } in others.values() {
        if id.is_some() && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if names.is_empty() || props.flow.form.agent().is_some() {
        return Html::default();
    }
    html! { <Banner>{words::ONLY_ONESELF.with(lang, &[&names.join(separator(lang))])}</Banner> }
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ActingProps {
    pub(super) flow: Flow,
}

/// Who is acted for, above every page of the form; and why not any more, once it is so.
#[component]
pub(super) fn ActingNotice(props: &ActingProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let found = props.flow.look(|session| {
        let name = session.whom.as_ref()?.name.clone();
        let reason = reason(session, &evidence).map(|code| (code, session.begins(today())));
        Some((name, session.matches.acting().cloned(), reason))
    });
    let Some(Some((name, acting, reason))) = found else { return Html::default() };
    let title = words::ACTING.with(lang, &[&name]);
    html! {
        <section class="notices acting" aria-label={title.clone()}>
            <Banner tone={if reason.is_some() { Tone::Warn } else { Tone::Note }} icon={Shape::Alert}>
                <b>{title}</b>
                if let Some((code, begins)) = reason {
                    <p>{why_not(&code, begins, lang)}</p>
                } else if let Some(acting) = acting {
                    <p>{words::ACTING_AGENT.with(lang, &[&acting.agent, &name])}</p>
                }
            </Banner>
        </section>
    }
}

/// Why one may not act any more: the certificate itself says it best.
fn reason(session: &Session, evidence: &Evidence) -> Option<AttrValue> {
    let code = session.no_more(today())?;
    let whom = session.whom.as_ref()?;
    let chosen = session.draft.chosen(&whom.by).first();
    let checked = chosen.and_then(|id| evidence.checked(id));
    let Some(checked) = checked.filter(|checked| checked.verified.is_none()) else {
        return Some(code.into());
    };
    Some(match checked.report.outcome(Check::Time).and_then(Outcome::code) {
        Some(Code::Expired) => RefusalCode::DelegationExpired.as_str().into(),
        Some(Code::NotYetValid) => RefusalCode::DelegationNotBegun.as_str().into(),
        _ => checked.report.code().map_or_else(|| code.into(), |own| own.as_str().into()),
    })
}

/// Both names, to be read and printed with what is sent.
pub(crate) fn both(acting: &Acting, lang: Lang) -> Html {
    html! {
        <dl class="facts both">
            <div><dt>{words::PRINCIPAL.of(lang)}</dt><dd>{acting.principal.clone()}</dd></div>
            <div><dt>{words::AGENT.of(lang)}</dt><dd>{acting.agent.clone()}</dd></div>
        </dl>
    }
}

//! Drafts that were not finished, on the form's start page: each is for one person, and is gone on with or deleted
//! alone (rule C23).

use cert_app::route::Route;
use cert_app::wallet::{DraftRecord, Way};
use cert_app::words::{for_others, form as words};
use cert_fill::Whom;
use cert_verify::UnixTime;
use yew::prelude::*;

use super::flow::Flow;
use super::names::use_held_for;
use crate::ui::browser::{intl, navigate, page, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct KeptProps {
    pub(super) flow: Flow,
    pub(super) kept: Vec<DraftRecord>,
    /// The form is filed for somebody else only.
    pub(super) is_required: bool,
    /// Nobody, oneself, or somebody else: what is chosen on the page.
    pub(super) chosen: Option<Option<Whom>>,
}

/// All drafts of the form.
#[component]
pub(super) fn KeptDrafts(props: &KeptProps) -> Html {
    let is_one_of_several = props.kept.len() > 1;
    html! {
        {for props.kept.iter().map(|kept| {
            // A draft from before the form was one for somebody else only.
            let is_unsaid = props.is_required && kept.whom.is_none();
            let chosen = props.chosen.clone().flatten().filter(|_| is_unsaid);
            let is_waiting = is_unsaid && props.chosen.is_none();
            let (key, kept) = (kept.id.clone(), kept.clone());
            html! {
                <Resume {key} flow={props.flow.clone()} {kept} {chosen} {is_waiting} is_told={is_one_of_several && !is_unsaid} />
            }
        })}
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ResumeProps {
    flow: Flow,
    kept: DraftRecord,
    /// For whom, where the draft does not say it and must.
    chosen: Option<Whom>,
    /// It must be chosen first.
    is_waiting: bool,
    /// It is said that it is one's own.
    is_told: bool,
}

/// A draft that was not finished: go on, or delete it in one action.
#[component]
fn Resume(props: &ResumeProps) -> Html {
    let whom = props.kept.whom.clone().or_else(|| props.chosen.clone());
    let (held, lang) = (use_held_for(whom.clone()), use_lang());
    let flow = &props.flow;
    let day = |seconds: i64| intl::date(UnixTime::from_seconds(seconds), lang);
    let resume = {
        let (flow, kept) = (flow.clone(), props.kept.clone());
        Callback::from(move |_: MouseEvent| {
            let (kept, whom, held) = (kept.clone(), whom.clone(), held.clone());
            if let Some(submission) = flow.sent_as(&kept) {
                navigate(&Route::Sent(submission));
                return;
            }
            flow.switch(move |flow| {
                // What was just stored may be this one.
                let kept = flow.kept().into_iter().find(|one| one.id == kept.id).unwrap_or(kept);
                let (way, step) = (kept.way, kept.step.clone());
                if flow.resume(kept, whom, held) {
                    let route = match flow.form.step(&step) {
                        Some(step) if way == Way::Typing => flow.route_of(step),
                        _ => flow.onward(None),
                    };
                    navigate(&route);
                }
            });
        })
    };
    let delete = {
        let (flow, kept) = (flow.clone(), props.kept.clone());
        Callback::from(move |_: MouseEvent| {
            let (flow, kept) = (flow.clone(), kept.clone());
            promise::spawn(async move {
                if flow.delete(kept).await {
                    page::announce(words::DELETED_DRAFT.of(lang));
                }
                page::focus("main h1");
            });
        })
    };
    let outdated = props.kept.integrity != flow.form.integrity();
    let whose = match &props.kept.whom {
        Some(whom) => Some(for_others::DRAFT_FOR.with(lang, &[&whom.name])),
        None => props.is_told.then(|| for_others::DRAFT_OWN.of(lang).to_owned()),
    };
    let (title, about) = (format!("draft-{}", props.kept.id), format!("whose-{}", props.kept.id));
    let named = if whose.is_some() { format!("{title} {about}") } else { title.clone() };
    html! {
        <section class="draft-box" aria-labelledby={named}>
            <h2 id={title}>{words::RESUME_TITLE.of(lang)}</h2>
            <p>{words::RESUME_HINT.with(lang, &[&day(props.kept.changed), &day(props.kept.expires())])}</p>
            if let Some(whose) = whose { <p id={about}><b>{whose}</b></p> }
            if outdated { <p><b>{words::DRAFT_OUTDATED.of(lang)}</b>{" "}{words::DRAFT_OUTDATED_HINT.of(lang)}</p> }
            <div class="row">
                if !props.is_waiting { <Button onclick={resume}>{words::RESUME.of(lang)}</Button> }
                <Button kind={Kind::Plain} onclick={delete}>{words::DELETE_DRAFT.of(lang)}</Button>
            </div>
        </section>
    }
}

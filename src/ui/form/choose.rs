//! Which certificate to use, when several would do, or the one that was withdrawn.

use std::rc::Rc;

use cert_app::filling::answers;
use cert_app::filling::claim_names::Names;
use cert_app::filling::open::Edit;
use cert_app::words::form as words;
use cert_fill::Pointer;
use yew::prelude::*;

use super::flow::Flow;
use crate::ui::browser::intl;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct ChooseProps {
    pub flow: Flow,
    /// The step whose answers they fill; all of them without it.
    pub step: Option<String>,
    pub names: Rc<Names>,
}

/// One group of radios per query with a choice, on the steps that it fills.
#[component]
pub fn ChooseCertificates(props: &ChooseProps) -> Html {
    let lang = use_lang();
    let flow = &props.flow;
    type Group = (String, String, Option<String>, Vec<(String, String)>);
    let groups: Option<Vec<Group>> = flow.look(|session| {
        let fills = |query: &str| {
            let Some(step) = &props.step else { return true };
            let fields = session.form.step(step).map(|step| step.fields.as_slice());
            fields.unwrap_or_default().iter().any(|at: &Pointer| {
                let binding = session.form.binding(at);
                binding.is_some_and(|binding| binding.credentials().any(|one| one == query))
            })
        };
        let queries = session.matches.ambiguous(&session.form).filter(|query| fills(query));
        queries
            .map(|query| {
                let chosen = session.draft.chosen(query).first().cloned();
                let options: Vec<(String, String)> = session
                    .matches
                    .usable(query)
                    .iter()
                    .filter_map(|id| {
                        let held = session.held.iter().find(|held| held.id == *id)?;
                        let until = held.certificate.expires().map(|time| intl::date(time, lang));
                        let until = until.map(|until| words::VALID_UNTIL.with(lang, &[&until]));
                        let parts = [answers::telling(held.certificate.claims()), until];
                        Some((
                            id.clone(),
                            parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
                        ))
                    })
                    .collect();
                (
                    query.to_owned(),
                    props.names.in_sentence(&session.form, query, lang),
                    chosen,
                    options,
                )
            })
            .collect()
    });
    let choose = |query: String, id: String| {
        let flow = flow.clone();
        Callback::from(move |_: Event| {
            flow.change(Edit::Choose(query.clone(), id.clone()));
        })
    };
    html! {
        {for groups.unwrap_or_default().into_iter().map(|(query, name, chosen, options)| html! {
            <fieldset class="choose-cert">
                <legend>{words::WHICH_ONE.with(lang, &[&name])}</legend>
                <div class="choices">
                    {for options.into_iter().enumerate().map(|(index, (id, label))| {
                        let control = format!("use-{query}-{index}");
                        html! {
                            <label class="choice" for={control.clone()}>
                                <input type="radio" id={control} name={format!("use-{query}")} checked={chosen.as_ref() == Some(&id)}
                                    onchange={choose(query.clone(), id)} />
                                <span>{label}</span>
                            </label>
                        }
                    })}
                </div>
            </fieldset>
        })}
    }
}

//! Which certificates a form needs, may use, and which of them are at hand.

use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_app::words::{Text, form as words};
use cert_fill::{Form, Held, Whom, match_evidence};
use yew::prelude::*;

use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Shape};

/// A form that is compared by its digest.
#[derive(Clone)]
pub(super) struct FormRc(pub Rc<Form>);

impl PartialEq for FormRc {
    fn eq(&self, other: &Self) -> bool {
        self.0.integrity() == other.0.integrity()
    }
}

impl yew::html::IntoPropValue<FormRc> for Rc<Form> {
    fn into_prop_value(self) -> FormRc {
        FormRc(self)
    }
}

#[derive(Clone, Properties)]
pub struct NeedsProps {
    pub form: FormRc,
    pub held: Rc<Vec<Held>>,
    pub names: Rc<Names>,
    pub whom: Option<Whom>,
}

impl PartialEq for NeedsProps {
    fn eq(&self, other: &Self) -> bool {
        let same_form = self.form == other.form && self.whom == other.whom;
        same_form && Rc::ptr_eq(&self.held, &other.held) && self.names == other.names
    }
}

/// One row per set of certificates: needed, or used if there.
#[component]
pub fn Needs(props: &NeedsProps) -> Html {
    let lang = use_lang();
    let form = &props.form.0;
    let matches = match_evidence(form, &props.held, props.whom.as_ref());
    let between = format!(" {} ", if lang == cert_app::words::Lang::Zh { "或" } else { "or" });
    // What makes an agent is no need of somebody who files for themselves.
    let is_of_an_agent = |id: &str| form.agent().is_some_and(|agent| agent.mandate(id).is_some());
    let mut sets = form.evidence().effective_sets();
    sets.retain(|set| props.whom.is_some() || set.required || !set.ids().any(is_of_an_agent));
    let rows = sets.into_iter().map(|set| {
        let held = set.options.iter().any(|option| option.iter().all(|query| !matches.usable(query).is_empty()));
        let names: Vec<String> = set
            .options
            .iter()
            .map(|option| option.iter().map(|query| props.names.query_name(form, query, lang)).collect::<Vec<_>>().join(" + "))
            .collect();
        let kind: Text = match (set.required, names.len()) {
            (true, _) => words::NEED_MUST,
            (false, 1) => words::NEED_MAY,
            (false, _) => words::NEED_ONE_OF,
        };
        html! {
            <li class={held.then_some("held")}>
                <Icon shape={if held { Shape::Tick } else { Shape::Card }} />
                <span>
                    {names.join(&between)}
                    <small>{kind.of(lang)}{" · "}{if held { words::HELD } else { words::NOT_HELD }.of(lang)}</small>
                </span>
            </li>
        }
    });
    html! {
        <ul class="need-list">
            {for rows}
            <li><Icon shape={Shape::Sliders} /><span>{words::NEED_ALSO.of(lang)}</span></li>
        </ul>
    }
}

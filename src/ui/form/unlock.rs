//! How to get the certificates that a form cannot do without and that are not at hand: the shortest way of
//! offices, or, when certificates ask for one another in a circle, who can break it.

use cert_app::trust::city::City;
use cert_app::wallet::kinds;
use cert_app::words::{common, form as words};
use cert_catalogue::{Step as WayStep, Ways};
use cert_fill::match_evidence;
use cert_verify::put_in_order;
use yew::prelude::*;

use super::needs::NeedsProps;
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{Banner, Tone};
use cert_app::words::local::PerLanguage;

/// Nothing when all is at hand, or when nobody says how it is had.
#[component]
pub fn Unlock(props: &NeedsProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let form = &props.form.0;
    let matches = match_evidence(form, &props.held, props.whom.as_ref());
    let query = form.evidence();
    let sets = query.effective_sets().into_iter().filter(|set| {
        let is_held =
            |option: &Vec<String>| option.iter().all(|query| !matches.usable(query).is_empty());
        set.required && !set.options.iter().any(is_held)
    });
    let asked: Vec<String> =
        sets.filter_map(|set| set.options.first().cloned()).flatten().collect();
    let wanted = query.credentials.iter().filter(|one| asked.contains(&one.id));
    let wanted: Vec<String> = wanted.filter_map(|one| one.types.first().cloned()).collect();
    // One that has expired or was withdrawn opens no door.
    let held: Vec<&str> = props.held.iter().map(|one| one.certificate.credential_type()).collect();
    let city = evidence.city();
    let path = ways(&city).path(&wanted, &held);
    if path.circle.is_empty() && path.steps.iter().all(|step| step.by.is_none()) {
        return Html::default();
    }
    let name = |vct: &str| kinds::type_name(evidence.kind(vct).as_deref(), vct, lang);
    let office = |step: &WayStep<'_>| {
        let (slug, way) = step.by?;
        let said = |text: &str| way.words.iter().find(|(known, _)| known == text);
        let words = |text| said(text).map(|(_, it)| PerLanguage::from(it).pick(lang).text);
        let shop = city.shops().iter().find(|shop| shop.department.slug == slug)?;
        Some((shop.name(lang).text, words("at"), words("text"), words("source")))
    };
    if !path.circle.is_empty() {
        let names: Vec<String> = path.circle.iter().map(|step| name(&step.gives)).collect();
        let mut who: Vec<String> =
            path.circle.iter().filter_map(office).map(|(shop, ..)| shop).collect();
        put_in_order(&mut who, Ord::cmp);
        who.dedup();
        let separator = common::LIST_SEPARATOR.of(lang);
        return html! {
            <Banner tone={Tone::Warn}>
                {words::UNLOCK_CIRCLE.with(lang, &[&names.join(separator), &who.join(separator)])}
            </Banner>
        };
    }
    html! {
        <details class="unlock">
            <summary>{words::UNLOCK.of(lang)}</summary>
            <ol>
                {for path.steps.iter().map(|step| html! {
                    <li>
                        <b>{name(&step.gives)}</b>
                        if let Some((_, at, text, source)) = office(step) {
                            {at.map(|at| format!("{}{at}", words::UNLOCK_AT.of(lang)))}
                            <p>{text}</p>
                            <p class="small-print">{source}</p>
                        } else {
                            <p>{words::UNLOCK_ASK.of(lang)}</p>
                        }
                    </li>
                })}
            </ol>
        </details>
    }
}

fn ways(city: &City) -> Ways<'_> {
    Ways::new(city.shops().iter().flat_map(|shop| {
        let ways = shop.index().map(|index| index.rules.unlock.as_slice()).unwrap_or_default();
        ways.iter().map(|way| (shop.department.slug.as_str(), way))
    }))
}

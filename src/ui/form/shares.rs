//! Who gets what, as a table: which office sees which part of the form.

use cert_app::filling::shares::{Share, Shares};
use cert_app::words::form_check as words;
use yew::prelude::*;

use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Shape};
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub struct SharesProps {
    pub shares: Shares,
}

/// The table; the offices have numbers, so that six columns stand on a phone.
#[component]
pub fn WhoGetsWhat(props: &SharesProps) -> Html {
    let lang = use_lang();
    let Shares { offices, rows } = &props.shares;
    let cell = |share: &Share| {
        let (shape, word) = match share {
            Share::All => (Some(Shape::Tick), words::SHARE_ALL),
            Share::Part => (None, words::SHARE_PART),
            Share::Nothing => (None, words::SHARE_NOTHING),
        };
        html! {
            <td class={(*share == Share::Nothing).then_some("none")}>
                if let Some(shape) = shape {
                    <Icon {shape} /><span class="unseen">{word.of(lang)}</span>
                } else {
                    {word.of(lang)}
                }
            </td>
        }
    };
    html! {
        <section class="form-panel shares" aria-labelledby="shares">
            <h2 id="shares">{words::WHO_GETS_WHAT.of(lang)}</h2>
            <ol>{for offices.iter().map(|office| html! { <li><Said words={office.clone()} /></li> })}</ol>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words::SHARE_OF.of(lang)}</th>
                        {for (1..).zip(offices).map(|(number, office): (u32, _)| html! {
                            <th scope="col" title={office.text.clone()}>{number}</th>
                        })}
                    </tr>
                </thead>
                <tbody>
                    {for rows.iter().map(|row| html! {
                        <tr><th scope="row"><Said words={row.title.clone()} /></th>{for row.cells.iter().map(cell)}</tr>
                    })}
                </tbody>
            </table>
            <p class="hint">{words::SHARE_HINT.of(lang)}</p>
        </section>
    }
}

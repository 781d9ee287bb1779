//! The code that a phone answers (rule K4), and how it stands with the phone.

use cert_app::route::Route;
use cert_app::words::{Lang, kiosk as words};
use cert_frames::{Level, modules};
use yew::prelude::*;

use super::{Desk, network};
use crate::ui::browser::navigate;
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Button, Kind, Page, Problem, drawn};
use crate::ui::hand::live::{self, PhoneStanding};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BringProps {
    pub(super) desk: Desk,
    /// Hears when it stands otherwise with the phone.
    pub(super) tell: Callback<()>,
}

/// The page.
#[component]
pub(super) fn Bring(props: &BringProps) -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let begin = {
        let tell = props.tell.clone();
        Callback::from(move |()| live::begin(tell.clone()))
    };
    let mine = Callback::from(move |_: MouseEvent| live::take(&wallet, &evidence));
    {
        let begin = begin.clone();
        use_effect_with(app.online, move |online| {
            // A phone that is connected stays so.
            let is_there = matches!(live::standing(), Some(standing) if !matches!(standing, PhoneStanding::Failed(_)));
            if *online && !is_there {
                begin.emit(());
            }
        });
    }
    let again = begin.reform(|_: MouseEvent| ());
    let standing = live::standing().unwrap_or_default();
    let body = match &standing {
        PhoneStanding::Beginning => {
            html! { <p class="working" role="status">{words::PHONE_MAKING.of(lang)}</p> }
        }
        PhoneStanding::Offered(address) => html! {
            <>
                <div class="kiosk-code" data-address={address.clone()}>{code(address, words::PHONE_CODE.of(lang))}</div>
                <p class="working" role="status">{words::PHONE_WAIT.of(lang)}</p>
            </>
        },
        PhoneStanding::Comparing(number) => html! {
            <>
                <h2>{words::COMPARE.of(lang)}</h2>
                <p class="kiosk-number" role="status">{number.clone()}</p>
                <p>{words::COMPARE_HINT.of(lang)}</p>
            </>
        },
        PhoneStanding::Confirming(number, count) => html! {
            <>
                <h2>{words::MINE.of(lang)}</h2>
                <p class="kiosk-number" role="status">{number.clone()}</p>
                <p>{words::MINE_HINT.with(lang, &[&count.to_string()])}</p>
                <div class="step-foot">
                    <Button id="phone-mine" onclick={mine}>{words::MINE_YES.of(lang)}</Button>
                    <Button id="phone-not-mine" kind={Kind::Plain} onclick={again.clone()}>{words::MINE_NO.of(lang)}</Button>
                </div>
            </>
        },
        PhoneStanding::Connected(count) => connected(*count, &again, lang),
        PhoneStanding::Asking => html! { <p role="status">{words::ASKING.of(lang)}</p> },
        PhoneStanding::Failed(error) => html! {
            <>
                <Problem code={error.code()} focus=true />
                <div class="step-foot"><Button id="phone-again" onclick={again}>{words::PHONE_AGAIN.of(lang)}</Button></div>
            </>
        },
    };
    html! {
        <Page title={words::PHONE_TITLE.of(lang)} lead={words::PHONE_LEAD.of(lang)}>
            {network(app.online, lang)}
            if app.online { {body} }
        </Page>
    }
}

fn connected(count: usize, again: &Callback<MouseEvent>, lang: Lang) -> Html {
    let services = Callback::from(|_: MouseEvent| navigate(&Route::Services));
    html! {
        <>
            <p class="lead" role="status"><b>{words::CONNECTED.with(lang, &[&count.to_string()])}</b></p>
            <p>{words::CONNECTED_HINT.of(lang)}</p>
            <div class="step-foot">
                <Button id="to-services" onclick={services}>{words::TO_SERVICES.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={again.clone()}>{words::PHONE_AGAIN.of(lang)}</Button>
            </div>
        </>
    }
}

/// A code with as much repair in it as it has room for.
pub(super) fn code(text: &str, label: &'static str) -> Html {
    let code = [Level::Medium, Level::Low].into_iter().find_map(|level| modules(text, level).ok());
    code.map(|code| drawn(&code, label)).unwrap_or_default()
}

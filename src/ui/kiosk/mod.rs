//! A kiosk: a machine of the operator's, where nothing of anybody is kept (rules K1 to K12), and the page of the phone
//! that answers its code.

mod answer;
mod bar;
mod bring;
mod ended;
mod idle;
mod keypad;
mod paper;
mod request;
mod start;
mod wipe;

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::route::Route;
use cert_app::state::Action;
use cert_app::trust::config::Kiosk as Settings;
use cert_app::words::{Lang, kiosk as words};
use gloo::events::EventListener;
use yew::prelude::*;

use super::browser::{history, leftovers, navigate, page, preferences, promise};
use super::ctx::{AppHandle, Wallet, use_app, use_evidence, use_lang, use_wallet};
use super::elements::{Banner, Page, Tone};
use super::hand::live;
use super::part::{Draw, part};
use bar::Bar;
use idle::Idle;

part!(
    /// All of it.
    KIOSK, fetch_kiosk: Draw = kiosk, view
);

/// The part's entry.
pub fn view() -> Html {
    if history::is_kiosk() {
        html! { <Kiosk /> }
    } else {
        html! { <answer::Answer /> }
    }
}

/// What the first page shows.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    /// Languages; nobody is here.
    #[default]
    Attract,
    /// What one can do.
    Ways,
    /// The code for a phone.
    Bring,
    /// It is being erased.
    Ending,
    /// What was erased.
    Ended(Rc<wipe::Report>),
}

/// What concerns everything at the kiosk.
#[derive(Clone, PartialEq)]
struct Desk {
    settings: Settings,
    /// Shows this stage on the first page.
    go: Callback<Stage>,
    /// Ends the sitting.
    end: Callback<()>,
    /// Drawn so often for the phone.
    heard: u32,
}

#[component]
fn Kiosk() -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    // Before anybody can begin: nobody's own browser becomes a kiosk because somebody opened this address in it.
    let is_somebodys = use_state_eq(|| None::<bool>);
    {
        let found = is_somebodys.setter();
        use_effect_with((), move |()| {
            page::mark("data-kiosk", Some(""));
            promise::spawn(async move { found.set(Some(leftovers::is_somebodys().await)) });
        });
    }
    let settings = evidence.config().and_then(|config| config.kiosk.clone());
    match settings {
        Some(_) if *is_somebodys == Some(true) => html! { <start::NoKiosk /> },
        Some(settings) if *is_somebodys == Some(false) => html! { <Sitting {settings} /> },
        None if evidence.is_loaded() => html! {
            <Page title={words::NOT_HERE.of(lang)} narrow=true><p>{words::NOT_HERE_TEXT.of(lang)}</p></Page>
        },
        _ => html! { <super::entry::Opening /> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct SittingProps {
    settings: Settings,
}

#[component]
fn Sitting(props: &SittingProps) -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let stage = use_state(Stage::default);
    let heard = use_state(|| 0_u32);
    keypad::use_keypad();
    let ending = use_mut_ref(|| false);
    use_back({
        let (stage, wallet, ending) = (stage.setter(), wallet.clone(), ending.clone());
        move || {
            if !*ending.borrow() {
                stage.set(if wallet.is_open() { Stage::Ways } else { Stage::Attract });
            }
        }
    });
    let go = {
        let (stage, online) = (stage.clone(), app.online);
        Callback::from(move |next: Stage| {
            if matches!(*stage, Stage::Ended(_)) && online {
                // The next person has a program that has seen nobody.
                leftovers::start_anew();
                return;
            }
            stage.set(next);
            navigate(&Route::Kiosk);
        })
    };
    let end = end(&app, &wallet, &stage, ending);
    {
        // Who opens another page without a sitting (after a crash, or by its address) begins here.
        let (is_open, route) = (app.is_open(), app.route.clone());
        use_effect_with((is_open, route), |(is_open, route)| {
            if !is_open && *route != Route::Kiosk {
                navigate(&Route::Kiosk);
            }
        });
    }
    {
        let stage = stage.clone();
        let is_over = !app.is_open();
        use_effect_with(is_over, move |is_over| {
            if *is_over && matches!(*stage, Stage::Ways | Stage::Bring) {
                stage.set(Stage::Attract);
            }
        });
    }
    let tell = {
        let heard = heard.setter();
        Callback::from(move |()| heard.set(next_count()))
    };
    let desk = Desk { settings: props.settings.clone(), go: go.clone(), end, heard: *heard };
    let first = match (&*stage, app.route == Route::Kiosk) {
        (_, false) => Html::default(),
        (Stage::Ended(report), _) => {
            html! { <ended::Ended report={report.clone()} desk={desk.clone()} /> }
        }
        (Stage::Ending, _) => ended::ending(lang),
        (Stage::Attract, _) => html! { <start::Attract desk={desk.clone()} /> },
        (Stage::Ways, _) => html! { <start::Ways desk={desk.clone()} /> },
        (Stage::Bring, _) => html! { <bring::Bring desk={desk.clone()} {tell} /> },
    };
    let is_open = app.is_open();
    html! {
        <>
            <div class="part">{first}</div>
            if let Route::Sent(id) = app.route.clone() {
                <paper::Paper key={id.clone()} id={id.clone()} desk={desk.clone()} />
            }
            <Asking heard={*heard} />
            <Bar desk={desk.clone()} {is_open} />
            if is_open { <Idle {desk} /> }
        </>
    }
}

/// What End does: nothing of the sitting is drawn while it is erased, or it would begin again.
fn end(
    app: &AppHandle,
    wallet: &Wallet,
    stage: &UseStateHandle<Stage>,
    ending: Rc<RefCell<bool>>,
) -> Callback<()> {
    let (app, wallet, stage) = (app.clone(), wallet.clone(), stage.setter());
    Callback::from(move |()| {
        // A second press must not find, and report, what the first has erased.
        if ending.replace(true) {
            return;
        }
        stage.set(Stage::Ending);
        let ending = ending.clone();
        let (app, wallet, stage) = (app.clone(), wallet.clone(), stage.clone());
        promise::spawn(async move {
            let report = wipe::wipe(&app, &wallet).await;
            stage.set(Stage::Ended(Rc::new(report)));
            ending.replace(false);
        });
    })
}

thread_local! {
    static COUNT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

fn next_count() -> u32 {
    COUNT.with(|count| {
        count.set(count.get().wrapping_add(1));
        count.get()
    })
}

/// Back shows the first page, however often it is pressed (rule K1).
#[hook]
fn use_back(first: impl Fn() + 'static) {
    use_effect_with((), move |()| {
        history::keep_back_at_kiosk();
        let window = web_sys::window();
        let listener = window.map(|window| {
            EventListener::new(&window, "popstate", move |_| {
                history::keep_back_at_kiosk();
                first();
            })
        });
        move || drop(listener)
    });
}

/// Without a network it says so at once, and what is possible then.
fn network(online: bool, lang: Lang) -> Html {
    if online {
        return Html::default();
    }
    html! { <Banner tone={Tone::Warn}>{words::NO_NETWORK.of(lang)}</Banner> }
}

#[derive(Clone, PartialEq, Properties)]
struct AskingProps {
    heard: u32,
}

/// While the phone is asked to sign, the kiosk says where to look.
#[component]
fn Asking(props: &AskingProps) -> Html {
    let (lang, _) = (use_lang(), props.heard);
    if live::standing() != Some(live::PhoneStanding::Asking) {
        return Html::default();
    }
    // Help and End stay within reach.
    html! {
        <section class="dialog kiosk-dialog kiosk-asking no-print" role="status">
            <h2>{words::ASKING.of(lang)}</h2>
            <p>{words::ASKING_HINT.of(lang)}</p>
        </section>
    }
}

/// Language, size and colours as everybody finds them.
fn reset(app: &AppHandle) {
    let usual = preferences::at_kiosk();
    app.dispatch(Action::Language(usual.lang));
    app.dispatch(Action::Text(usual.text));
    app.dispatch(Action::Theme(usual.theme));
    page::mark("data-contrast", None);
}

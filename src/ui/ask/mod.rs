//! A page of a business asks for a form: who asks, before anything else, and a line on every page after it. What
//! is said about who asks comes from the signed form and from the operator's configuration, never from the page.

mod bar;
mod live;

use std::rc::Rc;

use cert_app::asking::Standing;
use cert_app::filling::build;
use cert_app::route::Route;
use cert_app::state::{Action, WalletState};
use cert_app::trust::business::is_of_a_business;
use cert_app::words::{Lang, ask as words, common};
use cert_fill::Form;
use yew::prelude::*;

use super::browser::{history, navigate, opener};
use super::ctx::{use_app, use_evidence, use_lang, use_wallet};
use super::elements::{Button, Icon, Kind, Page, Shape};
use super::form::load::{LoadError, failure};
use super::parts::Said;
use live::{AskedForm, Live};

pub use bar::AskedBar;

/// The form that is asked for in this window, once the operator's configuration is here. Draws again when
/// something about it is different.
#[hook]
fn use_asked(name: Option<String>) -> Option<Rc<Live>> {
    let (wallet, evidence) = (use_wallet(), use_evidence());
    let drawn = use_force_update();
    let config = evidence.config();
    let ready = config.is_some();
    use_effect_with((name, ready), move |(name, _)| {
        if let (Some(name), Some(config)) = (name, config) {
            let live = live::begin(name, &config, &wallet);
            let again = drawn.clone();
            live.tell(Callback::from(move |()| again.force_update()));
        }
        drawn.force_update();
    });
    live::current()
}

/// What the address of a form asks for: its short name, when a business here has it.
#[derive(Clone, Debug, PartialEq)]
enum WantedForm {
    /// The configuration is not here yet.
    NotYet,
    Name(String),
    /// Nobody here has this form.
    Nobody,
}

#[derive(Clone, PartialEq, Properties)]
pub struct AskProps {
    /// The form's short name; empty when its address stands behind `#`.
    pub name: AttrValue,
}

/// The first page in a window that a page opened.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let address = use_mut_ref(|| None::<String>);
    {
        let (app, address) = (app.clone(), address.clone());
        use_memo((), move |()| {
            let Some(fragment) = history::take_fragment() else { return };
            if let Some(tag) = history::language_of(&fragment) {
                app.dispatch(Action::Language(Lang::from_tag(tag)));
            }
            let form = fragment.split('&').find_map(|part| part.strip_prefix("form="));
            *address.borrow_mut() = form.and_then(history::decoded);
        });
    }
    let config = evidence.config();
    let wanted = match &config {
        _ if !props.name.is_empty() => WantedForm::Name(props.name.to_string()),
        None if evidence.is_loaded() => WantedForm::Nobody,
        None => WantedForm::NotYet,
        Some(config) => {
            let found = address.borrow().as_deref().and_then(|form| config.name_of_form(form));
            found.map_or(WantedForm::Nobody, WantedForm::Name)
        }
    };
    use_effect_with(wanted.clone(), |wanted| {
        if let WantedForm::Name(name) = wanted {
            history::rename(&Route::Ask(name.clone()));
        }
    });
    let live = use_asked(match &wanted {
        WantedForm::Name(name) => Some(name.clone()),
        _ => None,
    });
    match (wanted, live) {
        (WantedForm::Nobody, _) => unknown(lang),
        (WantedForm::Name(_), Some(live)) => {
            html! { <Who {lang} name={live.name.clone()} version={live.version()} /> }
        }
        _ => waiting(lang),
    }
}

fn waiting(lang: Lang) -> Html {
    html! {
        <Page title={words::LOADING_TITLE.of(lang)} narrow=true>
            <p class="working" role="status"><progress></progress>{words::LOADING.of(lang)}</p>
        </Page>
    }
}

fn unknown(lang: Lang) -> Html {
    html! {
        <Page title={words::UNKNOWN_TITLE.of(lang)} narrow=true>
            <div class="stop" role="alert"><p>{words::UNKNOWN.of(lang)}</p></div>
            {closing(lang)}
        </Page>
    }
}

fn closing(lang: Lang) -> Html {
    if !opener::is_there() {
        return Html::default();
    }
    html! {
        <div class="step-foot">
            <Button onclick={Callback::from(|_| opener::close())}>{words::CLOSE.of(lang)}</Button>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct WhoProps {
    lang: Lang,
    name: String,
    /// Of what is drawn.
    version: u32,
}

/// Who asks, what for, and from where.
#[component]
fn Who(props: &WhoProps) -> Html {
    let (wallet, evidence) = (use_wallet(), use_evidence());
    let lang = props.lang;
    let Some(live) = live::current() else { return waiting(lang) };
    let form = match live.known() {
        AskedForm::NotYet => return waiting(lang),
        AskedForm::Failed(LoadError::Unknown) => return unknown(lang),
        AskedForm::Failed(error) => {
            let again = Callback::from(move |_: MouseEvent| {
                if let Some(config) = evidence.config() {
                    live.fetch(config, wallet.clone());
                }
            });
            return html! {
                <Page title={words::UNKNOWN_TITLE.of(lang)} narrow=true>{failure(&error, &again, lang)}</Page>
            };
        }
        AskedForm::Form(form) => form,
    };
    let standing = live.asking().standing();
    let owner = build::said(&form.owner().name, lang).text;
    match standing {
        Standing::Stranger(origin) => stranger(&owner, &origin, lang),
        Standing::NotOpen => html! {
            <Page title={words::NOT_OPEN_TITLE.of(lang)} narrow=true>
                <div class="stop" role="alert"><p>{words::NOT_OPEN.of(lang)}</p></div>
                {closing(lang)}
            </Page>
        },
        _ if live.asking().is_over() => html! {
            <Page title={words::UNKNOWN_TITLE.of(lang)} narrow=true>
                <p>{words::CANCELLED.of(lang)}</p>{closing(lang)}
            </Page>
        },
        standing => {
            html! { <Asks form={FormRc(form)} {owner} {standing} name={props.name.clone()} /> }
        }
    }
}

fn stranger(owner: &str, origin: &str, lang: Lang) -> Html {
    html! {
        <Page title={words::STRANGER_TITLE.of(lang)} narrow=true>
            <div class="stop" role="alert">
                <p>{words::STRANGER.with(lang, &[owner, origin])}</p>
                <p>{words::STRANGER_NEXT.with(lang, &[owner])}</p>
            </div>
            {closing(lang)}
        </Page>
    }
}

/// A form; it compares by place.
#[derive(Clone)]
struct FormRc(Rc<Form>);

impl PartialEq for FormRc {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AsksProps {
    form: FormRc,
    owner: String,
    standing: Standing,
    name: String,
}

#[component]
fn Asks(props: &AsksProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let (form, owner) = (&props.form.0, &props.owner);
    let config = evidence.config();
    let known = config.as_ref().and_then(|config| config.form_of_business(&props.name));
    let known = known.map(|(business, _)| business.name.pick(lang).text).unwrap_or_default();
    let page = match &props.standing {
        Standing::Named(origin) => html! {
            <><p><code>{origin.clone()}</code></p><p class="hint">{words::PAGE_NAMED.of(lang)}</p></>
        },
        _ if opener::is_there() => html! { {words::PAGE_WAITING.of(lang)} },
        _ => html! { {words::PAGE_NONE.with(lang, &[owner])} },
    };
    let go = {
        let service = Route::Service(props.name.clone());
        Callback::from(move |_: MouseEvent| navigate(&service))
    };
    let no = Callback::from(|_: MouseEvent| {
        if let Some(live) = live::current() {
            live.cancel();
        }
    });
    let next = match app.wallet {
        WalletState::Locked => Some(words::LOCKED_NEXT),
        WalletState::Absent => Some(words::ABSENT_NEXT),
        _ => None,
    };
    html! {
        <Page title={words::TITLE.with(lang, &[owner])} narrow=true lead={words::SIGNED.with(lang, &[&known])}>
            <dl class="facts form-panel asks">
                <div><dt>{words::FORM.of(lang)}</dt><dd><b><Said words={build::said(form.title(), lang)} /></b></dd></div>
                <div><dt>{cert_app::words::form::PURPOSE.of(lang)}</dt><dd><Said words={build::said(&form.privacy().purpose, lang)} /></dd></div>
                <div><dt>{words::PAGE.of(lang)}</dt><dd>{page}</dd></div>
            </dl>
            <div class="promise">
                <Icon shape={Shape::Lock} />
                <div><p><b>{words::NEVER.of(lang)}</b></p><p>{common::FOOT_PROMISE.of(lang)}</p></div>
            </div>
            if let Some(next) = next { <p class="hint">{next.of(lang)}</p> }
            <div class="step-foot">
                <Button id="go" onclick={go}>{words::GO.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={no}>{words::NO.of(lang)}</Button>
            </div>
        </Page>
    }
}

/// The form of a business that a page shows.
fn business_form(route: &Route, form_of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let name = match route {
        Route::Sent(id) => form_of(id),
        other => other.form().map(str::to_owned),
    };
    name.filter(|name| is_of_a_business(name))
}

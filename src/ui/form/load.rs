//! Getting the catalogue and the forms: from the network, else from the copy that
//! was kept. The signature is checked either way, over the bytes received.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::filling::catalogue::{self, Service};
use cert_app::http::Request;
use cert_app::route::Route;
use cert_app::sending::office::endpoint_is_ours;
use cert_app::trust::config::Config;
use cert_app::words::{Lang, form as words};
use cert_fill::Form;
use yew::prelude::*;

use crate::ui::browser::{clock, fetch};
use crate::ui::ctx::Wallet;
use crate::ui::elements::{Button, Link};

/// Why something could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// No network and no copy.
    Offline,
    /// The catalogue has no service of this name.
    Unknown,
    /// It came, but it cannot be used; the code says why.
    Refused(String),
}

impl LoadError {
    /// The stable code.
    pub fn code(&self) -> String {
        match self {
            Self::Offline => "network-unreachable".into(),
            Self::Unknown => "form-unknown".into(),
            Self::Refused(code) => code.clone(),
        }
    }
}

thread_local! {
    /// Forms that were opened in this tab, by integrity: reading one and running
    /// the linter again takes some milliseconds.
    static FORMS: RefCell<Vec<(String, Rc<Form>)>> = const { RefCell::new(Vec::new()) };
}

/// The services on offer.
pub async fn services(config: &Config, wallet: &Wallet) -> Result<Rc<Vec<Service>>, LoadError> {
    let token = text(&config.catalogue, "catalogue", wallet).await?;
    match catalogue::open(&token.words, &config.form_keys) {
        Ok(list) => {
            token.keep("catalogue", wallet).await;
            Ok(Rc::new(list))
        }
        Err(error) => Err(LoadError::Refused(error.as_str().into())),
    }
}

/// A service and its form, both signed by keys of this installation.
pub async fn form(
    config: &Config,
    wallet: &Wallet,
    name: &str,
) -> Result<(Service, Rc<Form>), LoadError> {
    let services = services(config, wallet).await?;
    let service =
        services.iter().find(|service| service.name == name).cloned().ok_or(LoadError::Unknown)?;
    let known = FORMS.with_borrow(|forms| {
        forms
            .iter()
            .find(|(integrity, _)| *integrity == service.integrity)
            .map(|(_, form)| form.clone())
    });
    if let Some(form) = known {
        return Ok((service, form));
    }
    let place = format!("form/{name}");
    let token = text(&service.href, &place, wallet).await?;
    clock::breathe().await;
    let form = Form::open_signed(token.words.trim(), &config.form_keys)
        .map_err(|error| LoadError::Refused(error.code().as_str().into()))?;
    // An edition other than the one in the catalogue is not the one that was offered.
    form.require_integrity(&service.integrity)
        .map_err(|error| LoadError::Refused(error.code().as_str().into()))?;
    // Better told now than after everything has been filled in.
    if !form.filings().iter().all(|filing| endpoint_is_ours(&filing.endpoint)) {
        return Err(LoadError::Refused("form-offices-elsewhere".into()));
    }
    token.keep(&place, wallet).await;
    let form = Rc::new(form);
    FORMS.with_borrow_mut(|forms| forms.push((service.integrity.clone(), form.clone())));
    clock::breathe().await;
    Ok((service, form))
}

/// Text that came from the network or from the copy.
struct Loaded {
    words: String,
    fresh: bool,
}

impl Loaded {
    /// Keeps it for use without a network. Failing to do so changes nothing now.
    async fn keep(&self, name: &str, wallet: &Wallet) {
        if let (true, Some(store)) = (self.fresh, wallet.store()) {
            let _ = store.put_public(name, &self.words).await;
        }
    }
}

async fn text(url: &str, name: &str, wallet: &Wallet) -> Result<Loaded, LoadError> {
    match fetch::send(&Request::get(url)).await {
        Ok(answer) if answer.is_ok() => match String::from_utf8(answer.body) {
            Ok(words) => Ok(Loaded { words, fresh: true }),
            Err(_) => Err(LoadError::Refused("catalogue-malformed".into())),
        },
        Ok(answer) if answer.status == 404 || answer.status == 410 => Err(LoadError::Unknown),
        _ => {
            let kept = match wallet.store() {
                Some(store) => store.public(name).await.ok().flatten(),
                None => None,
            };
            kept.map(|words| Loaded { words, fresh: false }).ok_or(LoadError::Offline)
        }
    }
}

/// What stands there when the list or a form did not come.
pub fn failure(error: &LoadError, again: &Callback<MouseEvent>, lang: Lang) -> Html {
    let (title, hint) = match error {
        LoadError::Offline => (words::OFFLINE_TITLE, words::OFFLINE_HINT),
        LoadError::Unknown => (words::UNKNOWN_FORM, words::UNKNOWN_FORM_HINT),
        LoadError::Refused(_) => (words::FORM_FAILED, words::SIGNATURE_HINT),
    };
    html! {
        <div class="stop" role="alert">
            <h2>{title.of(lang)}</h2>
            <p>{hint.of(lang)}</p>
            <p class="code-line">{words::CODE.with(lang, &[&error.code()])}</p>
            <div class="row">
                if *error == LoadError::Unknown {
                    <Link to={Route::Services} class="btn">{words::ALL_SERVICES.of(lang)}</Link>
                } else {
                    <Button onclick={again.clone()}>{words::RETRY.of(lang)}</Button>
                }
            </div>
        </div>
    }
}

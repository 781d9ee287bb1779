//! Getting the forms: from the network, else from the copy that was kept. Only the bytes that a
//! department's signed index names are opened.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::filling::catalogue::Service;
use cert_app::http::Request;
use cert_app::route::Route;
use cert_app::sending::office::endpoint_is_ours;
use cert_app::trust::business::is_of_a_business;
use cert_app::trust::city::City;
use cert_app::trust::config::Config;
use cert_app::words::{Lang, form as words};
use cert_catalogue::FileEntry;
use cert_fill::{Form, FormError};
use yew::prelude::*;

use crate::ui::browser::promise::{self, Running};
use crate::ui::browser::{clock, fetch};
use crate::ui::ctx::{Evidence, Wallet};
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

/// A network that has said nothing for so long loses to the copy, as in the service worker.
const PATIENCE_MILLISECONDS: u32 = 3_000;

/// Reads a text and keeps what it finds, or says why it cannot be used.
type Reader = Rc<dyn Fn(&str) -> Result<(), LoadError>>;

/// A service and its form, whoever has it.
pub async fn by_name(
    evidence: &Evidence,
    wallet: &Wallet,
    name: &str,
) -> Result<(Service, Rc<Form>), LoadError> {
    if is_of_a_business(name) {
        let config = evidence.config().ok_or(LoadError::Offline)?;
        return form_of_business(&config, wallet, name).await;
    }
    form(&evidence.city(), wallet, name).await
}

/// A service and its form: exactly the bytes that the department's signed index names.
pub async fn form(
    city: &City,
    wallet: &Wallet,
    name: &str,
) -> Result<(Service, Rc<Form>), LoadError> {
    let (shop, entry) = city.service(name).ok_or(LoadError::Unknown)?;
    let service = Service::of(shop, entry, name.to_owned());
    let known = FORMS.with_borrow(|forms| {
        forms
            .iter()
            .find(|(digest, _)| *digest == service.form.digest)
            .map(|(_, form)| form.clone())
    });
    if let Some(form) = known {
        return Ok((service, form));
    }
    let found = Rc::new(RefCell::new(None));
    let reader: Reader = {
        let (found, file) = (found.clone(), service.form.clone());
        Rc::new(move |words| {
            found.replace(Some(Rc::new(open_form(words, &file)?)));
            Ok(())
        })
    };
    read(&service.href, &format!("form/{name}"), wallet, reader).await?;
    let form: Rc<Form> = found.take().ok_or(LoadError::Offline)?;
    FORMS.with_borrow_mut(|forms| forms.push((service.form.digest.clone(), form.clone())));
    clock::breathe().await;
    Ok((service, form))
}

/// A form of a business that the operator names, signed by a key of that business. Nobody lists it, so the
/// edition is the one that is published now.
pub async fn form_of_business(
    config: &Config,
    wallet: &Wallet,
    name: &str,
) -> Result<(Service, Rc<Form>), LoadError> {
    let (business, address) = config.form_of_business(name).ok_or(LoadError::Unknown)?;
    let found = Rc::new(RefCell::new(None));
    let reader: Reader = {
        let (keys, found) = (business.form_keys.clone(), found.clone());
        Rc::new(move |words| {
            found.replace(Some(Rc::new(usable(Form::open_signed(words.trim(), &keys))?)));
            Ok(())
        })
    };
    read(&address, &format!("form/{name}"), wallet, reader).await?;
    let form: Rc<Form> = found.take().ok_or(LoadError::Offline)?;
    clock::breathe().await;
    Ok((Service::of_business(name, &business.origin, &form), form))
}

fn open_form(words: &str, file: &FileEntry) -> Result<Form, LoadError> {
    // An edition other than the one in the index is not the one that was offered.
    file.check(words.as_bytes()).map_err(|fault| LoadError::Refused(fault.as_str().into()))?;
    usable(Form::parse(words.as_bytes()))
}

/// A form whose offices are on the server that it came from.
fn usable(form: Result<Form, FormError>) -> Result<Form, LoadError> {
    let form = form.map_err(|error| LoadError::Refused(error.code().as_str().into()))?;
    // Better told now than after everything has been filled in.
    if !form.filings().iter().all(|filing| endpoint_is_ours(&filing.endpoint)) {
        return Err(LoadError::Refused("form-offices-elsewhere".into()));
    }
    Ok(form)
}

/// Reads what the network gives, and keeps it. Reads the copy when there is no network, or when
/// it is slow and the copy is good: what comes later is kept for the next time.
async fn read(url: &str, name: &str, wallet: &Wallet, reader: Reader) -> Result<(), LoadError> {
    let running = Running::start(fetched(url.to_owned()));
    let store = wallet.store();
    let kept = match &store {
        Some(store) => store.public(name).await.ok().flatten(),
        None => None,
    };
    let mut answer = None;
    if let Some(kept) = &kept {
        answer = running.within(PATIENCE_MILLISECONDS).await;
        if answer.is_none() && reader(kept).is_ok() {
            let name = name.to_owned();
            promise::spawn(async move {
                if let (Some(Ok(words)), Some(store)) = (running.end().await, store)
                    && reader(&words).is_ok()
                {
                    let _ = store.put_public(&name, &words).await;
                }
            });
            return Ok(());
        }
    }
    let answer = match answer {
        Some(answer) => answer,
        None => running.end().await.unwrap_or(Err(LoadError::Offline)),
    };
    clock::breathe().await;
    match (answer, kept) {
        (Ok(words), _) => {
            reader(&words)?;
            // Failing to keep it changes nothing now.
            if let Some(store) = store {
                let _ = store.put_public(name, &words).await;
            }
            Ok(())
        }
        (Err(LoadError::Offline), Some(kept)) => reader(&kept),
        (Err(error), _) => Err(error),
    }
}

async fn fetched(url: String) -> Result<String, LoadError> {
    match fetch::send(&Request::get(url)).await {
        Ok(answer) if answer.is_ok() => String::from_utf8(answer.body)
            .map_err(|_| LoadError::Refused("index-file-differs".into())),
        Ok(answer) if answer.status == 404 || answer.status == 410 => Err(LoadError::Unknown),
        _ => Err(LoadError::Offline),
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

//! Getting and opening certificates.

mod accept;
mod converse;
mod offer;
mod open;
mod pending;
mod results;

use cert_app::offer::OfferSource;
use cert_app::route::Route;
use cert_app::state::{Action, News};
use cert_app::wallet::{How, StoredCertificate};
use cert_app::words::{add as words, common};
use yew::prelude::*;

use self::offer::OfferPanel;
use self::open::OpenPanel;
pub use self::pending::{PendingList, PendingRunner};
use self::results::{Outcome, Results};
use crate::ui::browser::{clock, navigate, random};
use crate::ui::ctx::{Evidence, Wallet, use_app, use_lang};
use crate::ui::elements::{Button, Kind, Link, Page, Problem};

/// The page: an offer when there is one, else file, paste and demonstration.
#[component]
pub fn Add() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let outcomes = use_state(|| None::<Vec<Outcome>>);
    let done = {
        let (outcomes, app) = (outcomes.clone(), app.clone());
        Callback::from(move |results: Vec<Outcome>| {
            // With nothing to look at twice, the certificates themselves are the result.
            let all_good = results.iter().all(Outcome::is_kept_for_sure);
            if app.offer.is_some() && all_good && !results.is_empty() {
                navigate(&Route::Home);
                let value = results.len().to_string();
                app.dispatch(Action::News(News { words: words::RESULT_COUNT, value }));
            } else {
                outcomes.set(Some(results));
            }
            app.dispatch(Action::Offer(None));
        })
    };
    let again = {
        let outcomes = outcomes.clone();
        Callback::from(move |_: MouseEvent| outcomes.set(None))
    };
    let decline = {
        let app = app.clone();
        Callback::from(move |()| app.dispatch(Action::Offer(None)))
    };
    let onoffer = {
        let app = app.clone();
        Callback::from(move |text: String| app.dispatch(Action::Offer(Some(text))))
    };
    if let (Some(text), None) = (&app.offer, &*outcomes) {
        return match OfferSource::parse(text) {
            Ok(source) => html! { <OfferPanel key={text.clone()} {source} {done} {decline} /> },
            Err(problem) => {
                let dismiss = decline.reform(|_: MouseEvent| ());
                html! {
                    <Page title={words::OFFER_TITLE.of(lang)} narrow=true back={Route::Home}>
                        <Problem code={problem.code()} actions={html! {
                            <Button kind={Kind::Small} onclick={dismiss}>{common::CLOSE.of(lang)}</Button>
                        }} />
                    </Page>
                }
            }
        };
    }
    if let Some(results) = &*outcomes {
        let kept = results.iter().filter(|result| result.is_kept()).count();
        let title = if kept > 0 {
            words::RESULT_COUNT.with(lang, &[&kept.to_string()])
        } else {
            words::RESULT_NONE.of(lang).to_owned()
        };
        return html! {
            <Page {title} narrow=true back={Route::Home}>
                <Results outcomes={results.clone()} />
                <div class="row after">
                    <Link to={Route::Home} class={Kind::Main.class()}>{words::DONE.of(lang)}</Link>
                    <Button kind={Kind::Plain} onclick={again}>{words::MORE.of(lang)}</Button>
                </div>
            </Page>
        };
    }
    html! { <OpenPanel {done} {onoffer} /> }
}

/// Checks one certificate and keeps it unless it is known to be wrong.
pub async fn take(
    wallet: &Wallet,
    evidence: &Evidence,
    bytes: &[u8],
    how: How,
    key: Option<&cert_issue::SigningKey>,
) -> Outcome {
    let checked = std::rc::Rc::new(evidence.check(bytes).await);
    clock::breathe().await;
    let text = std::str::from_utf8(cert_verify::without_surroundings(bytes)).ok();
    let Some(text) = text.filter(|_| checked.can_be_kept()) else {
        return Outcome::refused(checked);
    };
    if wallet.data().certificates.iter().any(|known| known.text == text) {
        return Outcome::known(checked);
    }
    let id = random::id();
    if let Some(key) = key {
        // The key first: a certificate without its key could not be shown.
        let secret = key.secret_bytes();
        if let Err(problem) =
            wallet.put_secret(&cert_app::wallet::key_record(&id), secret.as_slice()).await
        {
            return Outcome::not_saved(checked, problem.code());
        }
    }
    evidence.remember(&id, text, checked.clone());
    let stored = StoredCertificate {
        id,
        text: text.to_owned(),
        added_at: clock::now().seconds(),
        how,
        has_key: key.is_some(),
        paper: None,
        replaced: None,
    };
    let saved = wallet
        .update(|data| {
            data.add_certificate(stored.clone());
        })
        .await;
    match saved {
        Ok(()) => Outcome::kept(checked),
        Err(problem) => Outcome::not_saved(checked, problem.code()),
    }
}

//! Settings: display, storage, backup, trust list, log, deleting, about.

mod address_book;
mod backup;
mod danger;
mod display;
mod log;
mod passphrase;
mod people;
mod storage;
mod trust;

use cert_app::state::WalletState;
use cert_app::words::settings as words;
use yew::prelude::*;

use self::address_book::AddressBookSection;
use self::backup::BackupSection;
use self::danger::DangerSection;
use self::display::DisplaySection;
use self::log::LogSection;
use self::passphrase::PassphraseSection;
use self::people::PeopleSection;
use self::storage::StorageSection;
use self::trust::TrustSection;
use crate::ui::ctx::{use_app, use_evidence, use_lang};
use crate::ui::elements::Page;

/// All settings on one page.
#[component]
pub fn Settings() -> Html {
    let (app, lang) = (use_app(), use_lang());
    html! {
        <Page title={words::TITLE.of(lang)} narrow=true>
            <DisplaySection />
            <StorageSection />
            if app.wallet == WalletState::Saved { <PassphraseSection /> }
            if app.wallet == WalletState::Saved { <PeopleSection /> }
            if app.is_open() { <AddressBookSection /> }
            if app.is_open() { <BackupSection /> }
            <TrustSection />
            if app.is_open() { <LogSection /> }
            <DangerSection />
            <About />
        </Page>
    }
}

#[component]
fn About() -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let operator =
        evidence.config().and_then(|config| config.operator_name(lang.tag()).map(str::to_owned));
    html! {
        <section aria-labelledby="about-title">
            <h2 id="about-title">{words::ABOUT_TITLE.of(lang)}</h2>
            <p>{words::ABOUT_TEXT.of(lang)}</p>
            <p class="small-print">
                {words::ABOUT_VERSION.with(lang, &[env!("CARGO_PKG_VERSION")])}
                if let Some(operator) = operator { {" · "}{words::ABOUT_OPERATOR.with(lang, &[&operator])} }
            </p>
        </section>
    }
}

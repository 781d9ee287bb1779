//! One certificate: what it says, what was checked, where it came from.

use cert_app::route::Route;
use cert_app::trust::checking::{Checked, Class};
use cert_app::wallet::cards::{self, Shows};
use cert_app::wallet::{How, StoredCertificate};
use cert_app::words::{Lang, case, certificate as words, common, home, settings, show};
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::{files, history, intl, navigate, page};
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Card, Checks, Claims, Kind, Link, MissingCertificate, Page, Shape, Shared,
    TaskState, Tone, Verdict, card, use_task,
};
use crate::ui::parts::use_others;

#[derive(Clone, PartialEq, Properties)]
pub struct CertificateProps {
    /// Local id.
    pub id: String,
}

/// The page of one certificate.
#[component]
pub fn Certificate(props: &CertificateProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let about = use_others().get(&props.id).map(|one| one.name.clone());
    let checked = evidence.checked(&props.id);
    let Some(stored) = app.data.certificate(&props.id).cloned() else {
        return html! { <MissingCertificate /> };
    };
    let Some(checked) = checked else {
        return html! {
            <Page title={home::CHECKING.of(lang)} narrow=true back={Route::Home}><Card id={stored.id.clone()} plain=true /></Page>
        };
    };
    let (kind, readings) = (evidence.kind_of(&checked), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let lines = checked.report.claims().map(|claims| cards::lines(claims, shows));
    let lines = lines.unwrap_or_default();
    html! {
        <Page title={card::name(&checked, kind.as_deref(), lang)} narrow=true back={Route::Home}>
            <Card id={stored.id.clone()} plain=true {about} />
            if app.data.is_replaced(&stored) { {replaced(&stored, lang)} }
            if checked.class(None) == Class::Valid {
                <div class="row no-print">
                    <Link to={Route::Show(stored.id.clone())} class={Kind::Main.class()}>{show::SHOW.of(lang)}</Link>
                    if stored.paper.is_some() {
                        <Link to={Route::Paper(stored.id.clone())} class={Kind::Plain.class()}>{show::PAPER.of(lang)}</Link>
                    }
                </div>
            } else {
                <Verdict checked={Shared(checked.clone())} />
            }
            <section aria-labelledby="content-title">
                <h2 id="content-title">{words::CONTENT_TITLE.of(lang)}</h2>
                <div class="panel"><Claims {lines} /></div>
            </section>
            <section aria-labelledby="checks-title">
                <h2 id="checks-title">{words::CHECKS_TITLE.of(lang)}</h2>
                <div class="panel"><Checks checked={Shared(checked.clone())} /></div>
                <p class="small-print">{words::CHECKED_AT.with(lang, &[&intl::date_time(checked.at, lang)])}</p>
                <Again />
            </section>
            <section aria-labelledby="origin-title">
                <h2 id="origin-title">{words::ORIGIN_TITLE.of(lang)}</h2>
                <div class="panel">{origin(&stored, &checked, lang)}</div>
            </section>
            <Actions {stored} />
        </Page>
    }
}

/// That another has taken its place, and the way there.
fn replaced(stored: &StoredCertificate, lang: Lang) -> Html {
    let Some(other) = &stored.replaced else { return Html::default() };
    let day = intl::date(UnixTime::from_seconds(other.on), lang);
    html! {
        <Banner icon={Shape::Clock} actions={html! {
            <Link to={Route::Certificate(other.by.clone())} class={Kind::Small.class()}>{case::REPLACED_BY.of(lang)}</Link>
        }}>
            {case::REPLACED.with(lang, &[&day])}
        </Banner>
    }
}

/// Checks again with fresh lists.
#[component]
fn Again() -> Html {
    let (evidence, lang, task) = (use_evidence(), use_lang(), use_task());
    let again = {
        let task = task.clone();
        Callback::from(move |_: MouseEvent| {
            let evidence = evidence.clone();
            task.run(common::WORKING, lang, async move {
                evidence.refresh().await;
                if evidence.is_unreachable() {
                    TaskState::Warned(settings::TRUST_UNREACHABLE)
                } else {
                    TaskState::Done(words::CHECKED_AGAIN, String::new())
                }
            });
        })
    };
    html! {
        <>
            {task.report(lang)}
            <div class="row">{task.button(Kind::Small, words::CHECK_AGAIN, lang, again)}</div>
        </>
    }
}

fn origin(stored: &StoredCertificate, checked: &Checked, lang: Lang) -> Html {
    let how = match stored.how {
        How::Offer => words::HOW_OFFER,
        How::File => words::HOW_FILE,
        How::Paste => words::HOW_PASTE,
    };
    let issued = checked
        .report
        .claims()
        .and_then(|claims| claims.get("iat")?.as_i64())
        .map(UnixTime::from_seconds);
    let row =
        |name: &'static str, value: String| html! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    html! {
        <dl class="check">
            if let Some(name) = checked.report.issuer_name(lang.tag()) { {row(words::ISSUED_BY.of(lang), name.to_owned())} }
            if let Some(issuer) = checked.report.issuer() { {row(words::ISSUER_ID.of(lang), issuer.to_owned())} }
            if let Some(issued) = issued { {row(words::ISSUED_AT.of(lang), intl::date_time(issued, lang))} }
            {row(words::ADDED_AT.of(lang), intl::date_time(UnixTime::from_seconds(stored.added_at), lang))}
            {row(words::HOW.of(lang), how.of(lang).to_owned())}
            {row(words::BOUND.of(lang), if stored.has_key { words::BOUND_YES } else { words::BOUND_NO }.of(lang).to_owned())}
            if let Some(format) = checked.report.format() { {row(words::KIND.of(lang), format.as_str().to_owned())} }
        </dl>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ActionsProps {
    stored: StoredCertificate,
}

/// Export, copy, delete.
#[component]
fn Actions(props: &ActionsProps) -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let export = {
        let (stored, task) = (props.stored.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            files::save("certificate.sd-jwt", "application/dc+sd-jwt", stored.text.as_bytes());
            task.run(common::WORKING, lang, async {
                TaskState::Done(words::EXPORTED, String::new())
            });
        })
    };
    let copy = {
        let (stored, task) = (props.stored.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            let text = stored.text.clone();
            task.run(common::WORKING, lang, async move {
                if page::copy(&text).await {
                    TaskState::Done(common::COPIED, String::new())
                } else {
                    TaskState::Warned(words::COPY_REFUSED)
                }
            });
        })
    };
    let delete = {
        let (id, task) = (props.stored.id.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            let (wallet, id) = (wallet.clone(), id.clone());
            task.run(common::WORKING, lang, async move {
                if let Err(problem) = wallet.update(|data| data.remove_certificate(&id)).await {
                    return TaskState::Failed(problem.code());
                }
                page::announce(home::REMOVED.of(lang));
                // Unless the person has gone elsewhere meanwhile.
                if history::current() == Route::Certificate(id) {
                    navigate(&Route::Home);
                }
                TaskState::Idle
            });
        })
    };
    html! {
        <section aria-labelledby="actions-title" class="no-print">
            <h2 id="actions-title">{words::ACTIONS_TITLE.of(lang)}</h2>
            <Banner tone={Tone::Note} icon={Shape::Alert}>{words::EXPORT_NOTE.of(lang)}</Banner>
            {task.report(lang)}
            <div class="row">
                <Button kind={Kind::Plain} onclick={export}>{words::EXPORT.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={copy}>{words::COPY_TEXT.of(lang)}</Button>
                <Button kind={Kind::Danger} onclick={delete}>{words::DELETE.of(lang)}</Button>
            </div>
        </section>
    }
}

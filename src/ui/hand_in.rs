//! A counter takes a filing that somebody has carried there: what it is, whether its office would take it, and
//! handing it in. Nothing of it is kept on this device.

use std::cell::Cell;
use std::rc::Rc;

use cert_app::filling::build;
use cert_app::route::Route;
use cert_app::sending::handed_in as brought;
use cert_app::sending::handed_in::{Judge, Presentable};
use cert_app::sending::office::{self, Reading};
use cert_app::sending::receipt;
use cert_app::sending::sent_view::SentRow;
use cert_app::wallet::{Accepted, Filing, Problem as Refused, RECEIPT_NOT_TRUSTED};
use cert_app::words::{Lang, carry as words, common, for_others, form as form_words, form_check};
use cert_fill::Form;
use cert_fill::carried::CarriedFiling;
use cert_verify::UnixTime;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use serde_json::Value;
use yew::prelude::*;

use super::browser::{clock, files, intl, navigate, page, promise};
use super::ctx::{Evidence, Wallet, use_evidence, use_lang, use_wallet};
use super::elements::{
    Banner, Button, Icon, Kind, Link, Page, Problem, Shape, TaskState, Told, Tone, use_task,
};
use super::form::load;
use super::form::names::use_names;
use super::form::send;
use super::handed_over;
use super::parts::Said;

/// What is known of it so far.
#[derive(Clone)]
enum Seen {
    /// It is being looked at.
    Checking,
    /// The form is not published here, or did not come.
    Unknown(String),
    /// The form, and what its office would say.
    Checked(Rc<Form>, Result<Box<Presentable>, Refused>),
}

/// The page.
#[component]
pub fn HandIn() -> Html {
    let lang = use_lang();
    let one = use_memo((), |()| handed_over::take());
    match one.as_ref() {
        Some(carried) => html! { <Brought carried={Rc::new(carried.clone())} /> },
        None => html! {
            <Page title={words::NOTHING.of(lang)} lead={words::NOTHING_HINT.of(lang)} narrow=true>
                <Link to={Route::Verify} class={Kind::Main.class()}>{common::NAV_VERIFY.of(lang)}</Link>
            </Page>
        },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct BroughtProps {
    carried: Rc<CarriedFiling>,
}

#[component]
fn Brought(props: &BroughtProps) -> Html {
    let (evidence, wallet, lang) = (use_evidence(), use_wallet(), use_lang());
    let (seen, taken) = (use_state(|| Seen::Checking), use_state(|| None::<Accepted>));
    let (refused, task) = (use_state(|| None::<String>), use_task());
    use_clearing();
    let one = props.carried.clone();
    {
        let (seen, one) = (seen.setter(), one.clone());
        // The departments say which forms there are; before they have spoken nothing can be said.
        use_effect_with(evidence.is_city_settled(), move |&is_settled| {
            if is_settled {
                promise::spawn(async move { seen.set(look(&one, &evidence, &wallet).await) });
            }
        });
    }
    let evidence = use_evidence();
    let types = match &*seen {
        Seen::Checked(form, _) => types(form),
        _ => Vec::new(),
    };
    let names = use_names(types);
    let (form, checked) = match &*seen {
        Seen::Checking => {
            return html! {
                <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} narrow=true>
                    <p class="working" role="status"><progress></progress>{words::CHECKING.of(lang)}</p>
                </Page>
            };
        }
        Seen::Unknown(code) => {
            return html! {
                <Page title={words::TITLE.of(lang)} narrow=true back={Route::Verify}>
                    <Problem code={code.clone()} focus=true />
                </Page>
            };
        }
        Seen::Checked(form, checked) => (form, checked),
    };
    let office = form.filing(&one.says.filing).map(|one| build::said(&one.to.name, lang).text);
    let office = office.unwrap_or_default();
    if let Some(accepted) = &*taken {
        return html! { <Taken accepted={accepted.clone()} {office} title={build::said(form.title(), lang).text} /> };
    }
    let press = {
        let (one, checked, task) = (one.clone(), checked.clone(), task.clone());
        let ends = (taken.setter(), refused.setter());
        Callback::from(move |_: MouseEvent| {
            let Ok(filing) = checked.clone() else { return };
            let (one, evidence, ends) = (one.clone(), evidence.clone(), ends.clone());
            task.run(words::HANDING_IN, lang, async move {
                handed_in(hand_in(&one, filing.filing, &evidence).await, &ends)
            });
        })
    };
    let until = intl::date_time(UnixTime::from_seconds(one.expires()), lang);
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} narrow=true back={Route::Verify}>
            <section class="form-panel">
                <h2><Said words={build::said(form.title(), lang)} /></h2>
                if let Some(both) = checked.as_ref().ok().and_then(|one| one.acting.as_ref()) {
                    <p><b>{for_others::BOTH.with(lang, &[&both.agent, &both.principal])}</b></p>
                }
                <p>{words::FOR_OFFICE.with(lang, &[&office])}</p>
                <p>{words::UNTIL.with(lang, &[&until])}</p>
            </section>
            {verdict(checked, form, lang)}
            <Answers rows={brought::rows(&one, form, &names, lang)} is_proven={checked.is_ok()} />
            {task.report(lang)}
            if let Some(code) = &*refused { <Problem code={code.clone()} focus=true /> }
            <div class="step-foot">
                if checked.is_ok() {
                    <Button id="hand-in" busy={task.is_running()} onclick={press}>{words::HAND_IN.with(lang, &[&office])}</Button>
                }
                <Link to={Route::Verify} class={Kind::Plain.class()}>{words::NEXT.of(lang)}</Link>
            </div>
            <p class="small-print no-print">{words::CLEARS.of(lang)}</p>
        </Page>
    }
}

/// Nobody has touched this page for so long: the person has gone (seconds; WCAG 2.2.1 asks for 20 at least).
const QUIET_SECONDS: i64 = 180;

/// What stands here is somebody's: it does not stay when nobody uses the page any more.
#[hook]
fn use_clearing() {
    use_effect_with((), |()| {
        let used = Rc::new(Cell::new(clock::now().seconds()));
        let listeners = web_sys::window().map(|window| {
            ["pointerdown", "keydown", "scroll"].map(|kind| {
                let used = used.clone();
                EventListener::new(&window, kind, move |_| used.set(clock::now().seconds()))
            })
        });
        let tick = Interval::new(1_000, move || {
            // By the clock: a device that slept has not counted.
            if clock::now().seconds() - used.get() >= QUIET_SECONDS {
                navigate(&Route::Verify);
            }
        });
        move || drop((listeners, tick))
    });
}

fn types(form: &Form) -> Vec<String> {
    form.evidence().credentials.iter().flat_map(|query| query.types.clone()).collect()
}

/// Loads the form, and the lists that its certificates name; then asks what the office would say.
async fn look(one: &CarriedFiling, evidence: &Evidence, wallet: &Wallet) -> Seen {
    let city = evidence.city();
    let Some(name) = city.service_of_form(&one.says.form.integrity) else {
        return Seen::Unknown("carried-form-unknown".to_owned());
    };
    let form = match load::form(&city, wallet, &name).await {
        Ok((_, form)) => form,
        Err(error) => return Seen::Unknown(error.code()),
    };
    for presented in presented(&one.body) {
        evidence.check(presented.as_bytes()).await;
    }
    clock::breathe().await;
    let (trust, status) = (evidence.trust(), evidence.status());
    let judge = Judge { trust: &trust, status: &status, now: clock::now() };
    let checked = brought::check(one, &form, judge).map(Box::new);
    Seen::Checked(form, checked)
}

/// The presentations in it, each as a certificate of its own.
fn presented(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let lists = body.get("vp_token").and_then(Value::as_object).into_iter().flatten();
    let texts = lists.flat_map(|(_, list)| list.as_array().into_iter().flatten());
    texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Hands it in as its person would: the same bytes under the same key. `Err(None)` when nothing definite came.
async fn hand_in(
    one: &CarriedFiling,
    filing: Filing,
    evidence: &Evidence,
) -> Result<Accepted, Option<String>> {
    let (endpoint, key) = (&filing.endpoint, &filing.idempotency_key);
    let request = office::filing_request(endpoint, key, &one.says.locale, &one.body);
    let reply = send::send(evidence, &request).await.ok_or(None)?;
    match office::read_filing(&reply, clock::now().seconds()) {
        Reading::Receipt { receipt, .. } => {
            let (trust, status) = (evidence.trust(), evidence.status());
            let submission = &one.says.submission;
            let checked =
                receipt::check(&receipt, submission, &filing, &trust, &status, clock::now());
            if checked.is_ok() {
                return checked.map_err(Some);
            }
            // The office said yes. The lists may have grown old since the filing was checked.
            evidence.refresh().await;
            evidence.check(receipt.as_bytes()).await;
            let (trust, status) = (evidence.trust(), evidence.status());
            receipt::check(&receipt, submission, &filing, &trust, &status, clock::now())
                .map_err(|_| Some(RECEIPT_NOT_TRUSTED.to_owned()))
        }
        Reading::Refused(problem) => Err(Some(problem.code)),
        Reading::Unclear { .. } => Err(None),
    }
}

/// Where the page shows how it ended: the receipt, or why the office did not take it.
type Ends = (UseStateSetter<Option<Accepted>>, UseStateSetter<Option<String>>);

fn handed_in(ended: Result<Accepted, Option<String>>, (taken, refused): &Ends) -> TaskState {
    refused.set(None);
    match ended {
        Ok(accepted) => {
            taken.set(Some(accepted));
            page::focus("main h1");
            TaskState::Idle
        }
        Err(Some(code)) => {
            refused.set(Some(code));
            TaskState::Idle
        }
        Err(None) => TaskState::Warned(words::NO_ANSWER),
    }
}

/// What the office would say.
fn verdict(checked: &Result<Box<Presentable>, Refused>, form: &Form, lang: Lang) -> Html {
    let Err(refused) = checked else {
        return html! { <Banner tone={Tone::Good} icon={Shape::Tick}>{words::CHECKED_OK.of(lang)}</Banner> };
    };
    let cause = |code: &str| cert_words::code_words(code, lang).cause;
    let line = |(at, code): &(String, String)| {
        let at = cert_fill::Pointer::parse(at).ok()?;
        let label = build::said(&form.field(&at)?.label, lang).text;
        Some(words::REFUSED_LINE.with(lang, &[&label, cause(code)]))
    };
    html! {
        <Told focus=true>
            <Banner tone={Tone::Warn}>
                <b>{words::REFUSED.of(lang)}</b>
                <p>{cause(&refused.code)}</p>
                <ul>{for refused.errors.iter().filter_map(line).map(|line| html! { <li>{line}</li> })}</ul>
                <p>{words::REFUSED_HINT.of(lang)}</p>
            </Banner>
        </Told>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AnswersProps {
    rows: Vec<SentRow>,
    /// Whether the certificates were found to say so.
    is_proven: bool,
}

/// The answers with their origin; long numbers stay masked, because others stand at the counter, too.
#[component]
fn Answers(props: &AnswersProps) -> Html {
    let lang = use_lang();
    if props.rows.is_empty() {
        return Html::default();
    }
    let origin = |row: &SentRow| match (&row.certificate, row.origin.as_str()) {
        (Some(name), "derived") => form_words::DERIVED_SHORT.with(lang, &[&name.text]),
        (Some(name), "credential") => form_words::FROM_CERTIFICATE_SHORT.with(lang, &[&name.text]),
        _ => words::DECLARED.of(lang).to_owned(),
    };
    let origin = |row: &SentRow| {
        props.is_proven.then(|| html! { <small class="origin-line">{origin(row)}</small> })
    };
    html! {
        <section class="form-panel" aria-labelledby="answers-title">
            <h2 id="answers-title">{words::ANSWERS.of(lang)}</h2>
            <dl class="facts">
                {for props.rows.iter().map(|row| html! {
                    <div key={row.pointer.clone()}>
                        <dt><Said words={row.label.clone()} /></dt>
                        <dd>{row.shown.masked.clone().unwrap_or_else(|| row.shown.full.clone())}{origin(row)}</dd>
                    </div>
                })}
            </dl>
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct TakenProps {
    accepted: Accepted,
    office: String,
    title: String,
}

/// The case number, for the person: on paper and as a file.
#[component]
fn Taken(props: &TakenProps) -> Html {
    let lang = use_lang();
    let save = {
        let receipt = props.accepted.receipt.clone();
        Callback::from(move |_: MouseEvent| {
            files::save("receipt.txt", "application/dc+sd-jwt", receipt.as_bytes());
        })
    };
    html! {
        <Page title={words::TAKEN.of(lang)} above={AttrValue::from(props.title.clone())} narrow=true>
            <section class="form-panel office">
                <h2><Icon shape={Shape::Tick} />{props.office.clone()}</h2>
                <dl class="facts"><div><dt>{form_check::CASE_NO.of(lang)}</dt><dd class="case-no">{props.accepted.case_no.clone()}</dd></div></dl>
                <p>{words::TAKEN_TEXT.of(lang)}</p>
            </section>
            <div class="step-foot">
                <Button onclick={Callback::from(|_| page::print())}>{form_check::PRINT.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={save}>{form_check::SAVE_RECEIPT.of(lang)}</Button>
                <Link to={Route::Verify} class={Kind::Plain.class()}>{words::NEXT.of(lang)}</Link>
            </div>
        </Page>
    }
}

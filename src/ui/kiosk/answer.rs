//! The phone's page: whose number it is, what is handed over, and what is signed. The keys stay here.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::mem::{Discriminant, discriminant};
use std::rc::Rc;

use cert_app::handing::HandError;
use cert_app::handing::asked::SignRequest;
use cert_app::handing::link::HandLink;
use cert_app::handing::message::{HandMessage, MAX_CERTIFICATES};
use cert_app::trust::checking::Class;
use cert_app::words::{Lang, Text, kiosk as words};
use cert_fill::prove;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::form::load::{self, LoadError};
use super::request::{Request, SignQuestion};
use crate::ui::browser::wake_lock::WakeLock;
use crate::ui::browser::{clock, history, promise};
use crate::ui::ctx::{AppHandle, Evidence, Wallet, use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Banner, Button, Kind, Page, Problem, Tone, card};
use crate::ui::hand::talk::Talk;

/// What the page shows.
#[derive(Clone)]
enum Shown {
    Connecting,
    Comparing(String),
    Open,
    Looking,
    Asked(Rc<SignQuestion>),
    Failed(HandError),
    /// The person ended it; `true` when the numbers differed.
    Ended(bool),
}

/// So often the number can be typed; then it is taken to differ.
const MAX_TRIES: usize = 3;

/// So long the phone stays open for its person, who looks at the kiosk, after something was last done on either
/// (seconds). Otherwise its own lock would end the sitting at the moment of signing.
const KEPT_OPEN_SECONDS: i64 = 1_800;

/// Keeps the vault of the phone open while a kiosk has its certificates, anew at each stage.
#[hook]
fn use_kept_open(stage: Option<Discriminant<Shown>>, wallet: &Wallet) {
    let wallet = wallet.clone();
    use_effect_with(stage, move |stage| {
        let since = clock::now().seconds();
        let tick = stage.map(|_| {
            Interval::new(20_000, move || {
                if clock::now().seconds() - since < KEPT_OPEN_SECONDS {
                    wallet.used();
                }
            })
        });
        move || drop(tick)
    });
}

/// Whether somebody typed this number, with whatever between its digits.
fn is_same(typed: &str, number: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(typed) == digits(number)
}

/// The conversation with what was handed over in it.
#[derive(Default)]
struct Line {
    talk: Option<Rc<Talk>>,
    /// Id and text of each certificate that the kiosk has.
    handed: Vec<(String, String)>,
    signed: usize,
    /// The number of this conversation, once the person has read it at the kiosk.
    number: String,
}

#[derive(Clone)]
struct Hand {
    line: Rc<RefCell<Line>>,
    shown: UseStateSetter<Shown>,
    wallet: Wallet,
    evidence: Evidence,
}

/// The page.
#[component]
pub(super) fn Answer() -> Html {
    let (wallet, evidence, lang) = (use_wallet(), use_evidence(), use_lang());
    let shown = use_state(|| Shown::Connecting);
    let line = use_mut_ref(Line::default);
    let hand = Hand { line, shown: shown.setter(), wallet, evidence };
    {
        let hand = hand.clone();
        use_effect_with((), move |()| {
            hand.begin();
            // Another code that is scanned in this tab only changes what stands behind `#`.
            let other = hand.clone();
            let listener = web_sys::window().map(|window| {
                EventListener::new(&window, "hashchange", move |_| {
                    if history::has_fragment() {
                        other.leave();
                        other.begin();
                    }
                })
            });
            let awake = Rc::new(RefCell::new(None));
            let place = awake.clone();
            promise::spawn(async move { *place.borrow_mut() = WakeLock::ask().await });
            move || {
                drop(listener);
                awake.take();
                hand.leave();
            }
        });
    }
    let at_kiosk = matches!(*shown, Shown::Open | Shown::Looking | Shown::Asked(_));
    use_kept_open(at_kiosk.then(|| discriminant(&*shown)), &hand.wallet);
    let (title, body) = match &*shown {
        Shown::Connecting => (words::HAND_TITLE, working(words::HAND_CONNECTING.of(lang))),
        Shown::Looking => (words::HAND_TITLE, working(words::HAND_LOOKING.of(lang))),
        Shown::Comparing(number) => {
            (words::HAND_COMPARE, html! { <Compare number={number.clone()} hand={hand.clone()} /> })
        }
        Shown::Open => (words::HAND_OPEN, open(&hand, lang)),
        Shown::Asked(question) => {
            let (sign, refuse) = (hand.clone(), hand.clone());
            let onsign = {
                let question = question.clone();
                Callback::from(move |_: MouseEvent| sign.sign(question.clone()))
            };
            let onrefuse = Callback::from(move |_: MouseEvent| refuse.refuse());
            (
                words::HAND_ASKED,
                html! { <Request question={Rc::clone(question)} {onsign} {onrefuse} /> },
            )
        }
        Shown::Failed(error) => {
            (words::HAND_TITLE, html! { <Problem code={error.code()} focus=true /> })
        }
        Shown::Ended(true) => (
            words::HAND_WARNED,
            html! { <Banner tone={Tone::Warn}>{words::HAND_WARNED_HINT.of(lang)}</Banner> },
        ),
        Shown::Ended(false) => (words::HAND_DONE, Html::default()),
    };
    html! { <Page title={title.of(lang)} narrow=true>{body}</Page> }
}

fn working(said: &'static str) -> Html {
    html! { <p class="working" role="status"><progress></progress>{said}</p> }
}

fn open(hand: &Hand, lang: Lang) -> Html {
    let (signed, number) = {
        let line = hand.line.borrow();
        (line.signed, line.number.clone())
    };
    let end = {
        let hand = hand.clone();
        Callback::from(move |_: MouseEvent| hand.end(false))
    };
    html! {
        <>
            if signed == 0 {
                <p>{words::HAND_OPEN_NUMBER.of(lang)}</p>
                <p class="kiosk-number">{number}</p>
            }
            <p class="lead">{words::HAND_OPEN_HINT.of(lang)}</p>
            if signed > 0 { <p role="status">{words::HAND_SIGNED.with(lang, &[&signed.to_string()])}</p> }
            <div class="step-foot"><Button id="hand-end" kind={Kind::Plain} onclick={end}>{words::HAND_END.of(lang)}</Button></div>
        </>
    }
}

#[derive(Clone, Properties)]
struct CompareProps {
    number: String,
    hand: Hand,
}

impl PartialEq for CompareProps {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

/// The number, which the person reads at the kiosk, and which certificates. It is not shown here: who does not stand in
/// front of the kiosk does not have it.
#[component]
fn Compare(props: &CompareProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let chosen = use_state(BTreeSet::<String>::new);
    let wrong = use_state_eq(|| None::<Text>);
    let typed = use_node_ref();
    let tries = use_mut_ref(|| 0_usize);
    let valid = valid_ones(&app, &evidence, lang);
    let all = {
        let (chosen, ids) =
            (chosen.clone(), valid.iter().map(|(id, _)| id.clone()).collect::<BTreeSet<_>>());
        Callback::from(move |_: MouseEvent| chosen.set(ids.clone()))
    };
    let give = {
        let (chosen, wrong, hand) = (chosen.clone(), wrong.clone(), props.hand.clone());
        let (typed, number) = (typed.clone(), props.number.clone());
        Callback::from(move |_: MouseEvent| {
            let said = typed.cast::<HtmlInputElement>().map(|field| field.value());
            if !is_same(&said.unwrap_or_default(), &number) {
                *tries.borrow_mut() += 1;
                if *tries.borrow() >= MAX_TRIES {
                    return hand.end(true);
                }
                return wrong.set(Some(words::HAND_NUMBER_WRONG));
            }
            if chosen.is_empty() {
                return wrong.set(Some(words::HAND_PICK));
            }
            if chosen.len() > MAX_CERTIFICATES {
                return wrong.set(Some(words::HAND_TOO_MANY));
            }
            hand.line.borrow_mut().number.clone_from(&number);
            hand.give(&chosen);
        })
    };
    let differs = {
        let hand = props.hand.clone();
        Callback::from(move |_: MouseEvent| hand.end(true))
    };
    let row = |(id, name): &(String, String)| {
        let onchange = {
            let (chosen, id) = (chosen.clone(), id.clone());
            Callback::from(move |_: Event| {
                let mut next = (*chosen).clone();
                if !next.remove(&id) {
                    next.insert(id.clone());
                }
                chosen.set(next);
            })
        };
        html! {
            <label class="tick-row">
                <input type="checkbox" checked={chosen.contains(id)} {onchange} /><span>{name.clone()}</span>
            </label>
        }
    };
    html! {
        <>
            <Banner tone={Tone::Warn}>{words::HAND_ONLY_HERE.of(lang)}</Banner>
            if valid.is_empty() {
                <Banner tone={Tone::Warn}>{words::HAND_NONE_VALID.of(lang)}</Banner>
            } else {
                <fieldset>
                    <legend>{words::HAND_CHOOSE.of(lang)}</legend>
                    <p class="hint">{words::HAND_CHOOSE_HINT.of(lang)}</p>
                    {for valid.iter().map(row)}
                    <Button id="hand-all" kind={Kind::Small} onclick={all}>{words::HAND_ALL.of(lang)}</Button>
                </fieldset>
                <label for="hand-number">{words::HAND_NUMBER.of(lang)}</label>
                <p class="hint">{words::HAND_COMPARE_HINT.of(lang)}</p>
                <input id="hand-number" ref={typed} inputmode="numeric" autocomplete="off" maxlength="12" />
                if let Some(wrong) = *wrong { <p class="error" role="alert">{wrong.with(lang, &[&MAX_CERTIFICATES.to_string()])}</p> }
            }
            <div class="step-foot">
                if !valid.is_empty() { <Button id="hand-give" onclick={give}>{words::HAND_GIVE.of(lang)}</Button> }
                <Button id="hand-differs" kind={Kind::Danger} onclick={differs}>{words::HAND_DIFFERENT.of(lang)}</Button>
            </div>
        </>
    }
}

/// The certificates that are valid now: local id and name.
fn valid_ones(app: &AppHandle, evidence: &Evidence, lang: Lang) -> Vec<(String, String)> {
    let kept = app.data.certificates.iter().filter(|stored| stored.replaced.is_none());
    let named = kept.filter_map(|stored| {
        let checked = evidence.checked(&stored.id)?;
        let is_valid = checked.class(None) == Class::Valid;
        let name = card::name(&checked, evidence.kind_of(&checked).as_deref(), lang);
        is_valid.then(|| (stored.id.clone(), name.to_string()))
    });
    named.collect()
}

impl Hand {
    fn begin(&self) {
        self.line.replace(Line::default());
        self.shown.set(Shown::Connecting);
        let hand = self.clone();
        promise::spawn(async move { hand.connect().await });
    }

    async fn connect(&self) {
        let fragment = history::take_fragment().unwrap_or_default();
        let link = match HandLink::parse(&fragment) {
            Ok(link) => link,
            Err(error) => return self.shown.set(Shown::Failed(error)),
        };
        let talk = Rc::new(Talk::of_phone(&link));
        self.line.borrow_mut().talk = Some(talk.clone());
        let greeted = talk.greet(&link).await;
        self.show(&talk, greeted.map_or_else(Shown::Failed, Shown::Comparing));
    }

    fn talk(&self) -> Option<Rc<Talk>> {
        self.line.borrow().talk.clone()
    }

    /// Shows what came of this conversation, unless it was left meanwhile.
    fn show(&self, talk: &Rc<Talk>, shown: Shown) {
        if self.talk().is_some_and(|current| Rc::ptr_eq(&current, talk)) {
            self.shown.set(shown);
        }
    }

    /// Hands the chosen certificates over, and then waits for what is to be signed.
    fn give(&self, chosen: &BTreeSet<String>) {
        let data = self.wallet.data();
        let of_id = |id: &String| Some((id.clone(), data.certificate(id)?.text.clone()));
        let handed: Vec<(String, String)> = chosen.iter().filter_map(of_id).collect();
        let certificates = handed.iter().map(|(_, text)| text.clone()).collect();
        self.line.borrow_mut().handed = handed;
        let hand = self.clone();
        promise::spawn(async move {
            hand.shown.set(Shown::Connecting);
            let Some(talk) = hand.talk() else { return };
            match talk.say(&HandMessage::Certificates { certificates }).await {
                Ok(()) => hand.wait().await,
                Err(error) => hand.show(&talk, Shown::Failed(error)),
            }
        });
    }

    async fn wait(&self) {
        self.shown.set(Shown::Open);
        let Some(talk) = self.talk() else { return };
        let heard = match talk.hear().await {
            Ok(HandMessage::Asked(asked)) => {
                self.shown.set(Shown::Looking);
                self.look(asked).await
            }
            Ok(HandMessage::Over) => return self.show(&talk, Shown::Ended(false)),
            Ok(_) => Err(HandError::OutOfOrder),
            Err(error) => Err(error),
        };
        match heard {
            Ok(question) => self.show(&talk, Shown::Asked(Rc::new(question))),
            Err(error) => {
                talk.end().await;
                self.show(&talk, Shown::Failed(error));
            }
        }
    }

    /// What is asked for, against the form that is published and what was handed over.
    async fn look(&self, asked: SignRequest) -> Result<SignQuestion, HandError> {
        self.evidence.load_services().await;
        let found = load::by_name(&self.evidence, &self.wallet, &asked.service).await;
        let (_, form) = found.map_err(|error| match error {
            LoadError::Offline => HandError::Unreachable,
            _ => HandError::RequestMismatch,
        })?;
        let handed = self.line.borrow().handed.clone();
        let texts: Vec<String> = handed.iter().map(|(_, text)| text.clone()).collect();
        let at = asked.check(&form, &texts)?;
        let of = at.iter().filter_map(|at| handed.get(*at)).map(|(id, _)| id.clone()).collect();
        let mut told = Vec::new();
        for presentation in &asked.presentations {
            told.push(self.evidence.check(presentation.as_bytes()).await);
        }
        Ok(SignQuestion { asked, form, of, told })
    }

    fn sign(&self, question: Rc<SignQuestion>) {
        let hand = self.clone();
        promise::spawn(async move {
            hand.shown.set(Shown::Looking);
            let Some(talk) = hand.talk() else { return };
            let said = match hand.proofs(&question).await {
                Ok(proofs) => talk.say(&HandMessage::Proofs { proofs }).await,
                Err(error) => Err(error),
            };
            match said {
                Ok(()) => {
                    hand.line.borrow_mut().signed += 1;
                    hand.wait().await;
                }
                Err(error) => {
                    talk.end().await;
                    hand.show(&talk, Shown::Failed(error));
                }
            }
        });
    }

    async fn proofs(&self, question: &SignQuestion) -> Result<Vec<String>, HandError> {
        let SignQuestion { asked, of, .. } = question;
        let mut proofs = Vec::new();
        for (presentation, id) in asked.presentations.iter().zip(of) {
            let checked = self.evidence.checked(id).ok_or(HandError::KeyMissing)?;
            let verified = checked.verified.as_ref().ok_or(HandError::KeyMissing)?;
            let public = verified.holder_key().ok_or(HandError::KeyMissing)?;
            let key = self.wallet.holder_key(id, public).await.ok().flatten();
            let key = key.ok_or(HandError::KeyMissing)?;
            let challenge = (asked.audience.as_str(), asked.nonce.as_str());
            proofs.push(prove(presentation, &asked.transaction, challenge, &key, clock::now()));
        }
        Ok(proofs)
    }

    fn refuse(&self) {
        let hand = self.clone();
        promise::spawn(async move {
            let Some(talk) = hand.talk() else { return };
            match talk.say(&HandMessage::Refused).await {
                Ok(()) => hand.wait().await,
                Err(error) => hand.show(&talk, Shown::Failed(error)),
            }
        });
    }

    fn end(&self, differed: bool) {
        self.shown.set(Shown::Ended(differed));
        self.leave();
    }

    fn leave(&self) {
        let talk = self.line.borrow_mut().talk.take();
        if let Some(talk) = talk {
            promise::spawn(async move { talk.end().await });
        }
    }
}

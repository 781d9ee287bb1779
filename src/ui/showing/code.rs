//! The code on the screen: one, or one after the other, signed anew before the proof in it grows old.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::showing::presentation::{RENEWED_AFTER, RENEWED_AT_LAST, presentation};
use cert_app::words::{Lang, show as words};
use cert_frames::{Modules, Plan, modules};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::Showing;
use crate::ui::browser::wake_lock::WakeLock;
use crate::ui::browser::{canvas, clock, page, promise, random};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind, Page, Problem};

/// Between two parts: a camera of 30 frames a second sees each of them three times.
pub(super) const FRAME_MILLISECONDS: u32 = 110;

/// After so many rounds every camera has seen enough, also one that loses every third part.
const ROUNDS: usize = 3;

/// A larger code is harder to hold in a picture than to read (CSS pixels).
pub(super) const MOST_SIDE: f64 = 560.0;

#[derive(Clone, Properties)]
pub struct ShownCodeProps {
    pub showing: Rc<Showing>,
    /// The certificate's name.
    pub name: String,
    /// It is no longer shown; `true` when the time was over.
    pub onend: Callback<bool>,
}

impl PartialEq for ShownCodeProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.showing, &other.showing) && self.name == other.name
    }
}

/// What is on the screen now.
struct Screen {
    plan: Plan,
    frames: cert_frames::Showing,
    /// One code that any reader understands, where it fits.
    plain: Option<Modules>,
    signed_at: i64,
    next: u32,
}

impl Screen {
    fn of(showing: &Showing) -> Result<Self, &'static str> {
        let side = canvas::largest_square(MOST_SIDE);
        let plan = Plan::for_screen(side, canvas::device_pixels()).map_err(|fault| fault.code())?;
        let (nonce, now) = (random::id(), clock::now());
        let text =
            presentation(&showing.verified, &showing.paths, showing.key.as_deref(), &nonce, now)
                .map_err(cert_verify::Code::as_str)?;
        let plain = plan.one_code(&text).ok();
        let frames = plan.show(text.as_bytes()).map_err(|fault| fault.code())?;
        Ok(Self { plan, frames, plain, signed_at: now.seconds(), next: 0 })
    }

    /// Whether the proof in it should be made anew. A camera that is half through is not sent back to the
    /// beginning, as long as what it then has still counts.
    fn is_old(&self, now: i64) -> bool {
        let age = now - self.signed_at;
        let shown = usize::try_from(self.next).unwrap_or(usize::MAX);
        age >= RENEWED_AFTER && (shown >= self.parts() * ROUNDS || age >= RENEWED_AT_LAST)
    }

    /// How many parts there are; one stays as it is.
    fn parts(&self) -> usize {
        if self.plain.is_some() { 1 } else { self.frames.parts() }
    }

    fn draw(&mut self, canvas: &HtmlCanvasElement) {
        let drawn = match &self.plain {
            Some(plain) => Some(plain.clone()),
            None => modules(&self.frames.frame(self.next), self.frames.level()).ok(),
        };
        self.next = self.next.wrapping_add(1);
        if let Some(drawn) = drawn {
            canvas::draw(canvas, drawn.rows(), Modules::QUIET, self.plan.pixels_per_module());
        }
    }
}

/// The page while something is shown.
#[component]
pub fn ShownCode(props: &ShownCodeProps) -> Html {
    let lang = use_lang();
    let place = use_node_ref();
    let screen = {
        let showing = props.showing.clone();
        use_memo((), move |()| RefCell::new(Screen::of(&showing)))
    };
    let is_paused = use_state_eq(|| false);
    let left = use_state_eq(|| i64::from(props.showing.minutes) * 60);
    use_frames(&place, &screen, props.showing.clone(), *is_paused);
    use_end(&left, &props.onend);
    let parts = match &*screen.borrow() {
        Ok(screen) => screen.parts(),
        Err(code) => {
            return html! {
                <Page title={words::TITLE.of(lang)} narrow=true>
                    <Problem code={*code} focus=true />
                    <Button kind={Kind::Plain} onclick={props.onend.reform(|_: MouseEvent| false)}>{words::STOP.of(lang)}</Button>
                </Page>
            };
        }
    };
    let onpause = {
        let is_paused = is_paused.clone();
        Callback::from(move |_: MouseEvent| is_paused.set(!*is_paused))
    };
    html! {
        <Page title={props.name.clone()} context={words::TITLE.of(lang)} narrow=true>
            <p role="status">{said(parts, lang)}</p>
            <div class="shown-code"><canvas ref={place} role="img" aria-label={words::CODE.of(lang)} /></div>
            <div class="row after">
                <Button id="show-stop" onclick={props.onend.reform(|_: MouseEvent| false)}>{words::STOP.of(lang)}</Button>
                if parts > 1 {
                    <Button kind={Kind::Plain} id="show-pause" onclick={onpause}>
                        {if *is_paused { words::GO_ON } else { words::PAUSE }.of(lang)}
                    </Button>
                }
            </div>
            <p class="small-print after">{words::BRIGHT.of(lang)}{" "}{words::LEFT.with(lang, &[&left.to_string()])}</p>
        </Page>
    }
}

fn said(parts: usize, lang: Lang) -> String {
    match parts {
        1 => words::ONE.of(lang).to_owned(),
        parts => words::MANY.with(lang, &[&parts.to_string()]),
    }
}

/// Draws one part after the other, and signs anew in time.
#[hook]
fn use_frames(
    place: &NodeRef,
    screen: &Rc<RefCell<Result<Screen, &'static str>>>,
    showing: Rc<Showing>,
    is_paused: bool,
) {
    let (place, screen) = (place.clone(), screen.clone());
    use_effect_with(is_paused, move |&is_paused| {
        let draw = move || {
            let Some(canvas) = place.cast::<HtmlCanvasElement>() else { return };
            let mut screen = screen.borrow_mut();
            let is_old = |screen: &Screen| screen.is_old(clock::now().seconds());
            if showing.key.is_some() && screen.as_ref().is_ok_and(is_old) {
                *screen = Screen::of(&showing);
            }
            if let Ok(screen) = &mut *screen {
                screen.draw(&canvas);
            }
        };
        draw();
        let ticking = (!is_paused).then(|| Interval::new(FRAME_MILLISECONDS, draw));
        move || drop(ticking)
    });
}

/// Counts the seconds; ends when they are over and when nobody looks any more. Meanwhile the screen stays on.
#[hook]
fn use_end(left: &UseStateHandle<i64>, onend: &Callback<bool>) {
    let (left, onend) = (left.clone(), onend.clone());
    use_effect_with((), move |()| {
        let end = clock::now().plus_seconds(*left).seconds();
        let hidden = page::document().map(|document| {
            let onend = onend.clone();
            EventListener::new(&document.clone(), "visibilitychange", move |_| {
                if document.hidden() {
                    onend.emit(true);
                }
            })
        });
        let ticking = Interval::new(1_000, move || {
            let rest = end - clock::now().seconds();
            left.set(rest.max(0));
            if rest <= 0 {
                onend.emit(true);
            }
        });
        let lock = Rc::new(RefCell::new(None));
        let kept = lock.clone();
        promise::spawn(async move {
            let asked = WakeLock::ask().await;
            // Unless it is over by now.
            if Rc::strong_count(&kept) > 1 {
                kept.replace(asked);
            }
        });
        move || drop((hidden, ticking, lock))
    });
}

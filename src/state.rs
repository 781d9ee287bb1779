//! The state of the app and how actions change it. Plain Rust, no browser.

use std::any::Any;
use std::rc::Rc;

use crate::route::Route;
use crate::trust::config::Demo;
use crate::wallet::people::People;
use crate::wallet::{VaultData, VaultError};
use crate::words::{Lang, Text};

/// How large the words are (MIIT 适老化: 18 pt at least, up to 30).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 18 px.
    #[default]
    Standard,
    /// 大字版: about 23 px, targets of 60 px.
    Large,
    /// 30 px.
    Largest,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What stands outside the vault, because it says nothing about the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Language of the pages.
    pub lang: Lang,
    /// Size of the words.
    pub text: TextSize,
    /// Light or dark.
    pub theme: Theme,
}

/// Whether the wallet can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WalletState {
    /// Looking for a vault.
    #[default]
    Opening,
    /// There is no vault yet on this device.
    Absent,
    /// There is one; the passphrase opens it.
    Locked,
    /// Open, kept encrypted on this device.
    Saved,
    /// Open, in memory only.
    MemoryOnly,
}

/// A part of the state whose room alone knows and reduces it ([`crate::filling::open`],
/// [`crate::trust::evidence`]). The root only holds it: so the first screen is loaded without the
/// form and the checking engine. Two are the same when they
/// are the same place in memory; what is in it is never compared.
#[derive(Clone, Debug)]
pub struct Slot(Rc<dyn Any>);

impl Slot {
    /// Holds a part.
    pub fn new<T: 'static>(part: T) -> Self {
        Self(Rc::new(part))
    }

    /// The part, when it is of this type.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<Rc<T>> {
        self.0.clone().downcast().ok()
    }
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Everything the pages show.
#[derive(Clone, Debug)]
pub struct State {
    /// The page.
    pub route: Route,
    /// Language, text size, theme.
    pub preferences: Preferences,
    /// Whether the wallet can be used.
    pub wallet: WalletState,
    /// Whose vaults are on this device, and whose this tab deals with.
    pub people: Rc<People>,
    /// What the wallet holds; empty while it is locked.
    pub data: Rc<VaultData>,
    /// Why the browser keeps nothing, when it does not.
    pub storage_problem: Option<VaultError>,
    /// Why the last change was not saved; the change itself is not lost.
    pub save_problem: Option<VaultError>,
    /// Whether the device has a network.
    pub online: bool,
    /// An offer that came with the address and waits for the person.
    pub offer: Option<String>,
    /// What has just happened, said on the page that came after it.
    pub news: Option<News>,
    /// What certificates are checked against and the results ([`crate::trust::evidence`]).
    pub evidence: Option<Slot>,
    /// The open form with its draft, when there is one.
    pub form: Option<Slot>,
    /// Where one can try everything; the outer `None` until the operator's server has said.
    pub demo: Option<Option<Rc<Demo>>>,
}

impl PartialEq for State {
    /// What the vault holds is the same when it is the same place in memory: every change of it
    /// makes a new one, and comparing all of it would cost more than drawing.
    fn eq(&self, other: &Self) -> bool {
        self.same_shell(other)
            && self.preferences == other.preferences
            && self.evidence == other.evidence
            && self.form == other.form
    }
}

/// Words about what has just happened, in whatever language the page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The words.
    pub words: Text,
    /// What goes into their slot.
    pub value: String,
}

/// Something happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// The address changed.
    Moved(Route),
    /// Another language.
    Language(Lang),
    /// Another text size.
    Text(TextSize),
    /// Light or dark.
    Theme(Theme),
    /// The wallet was opened, locked, or found absent.
    Wallet(WalletState),
    /// Somebody came, went, or has the turn.
    People(Rc<People>),
    /// What the wallet holds has changed.
    Data(Rc<VaultData>),
    /// The browser keeps nothing.
    StorageProblem(VaultError),
    /// A change was not saved (or, `None`, the next one was).
    SaveProblem(Option<VaultError>),
    /// The network came or went.
    Online(bool),
    /// An offer came with the address.
    Offer(Option<String>),
    /// The page that is shown now has something to say about the one before.
    News(News),
    /// New lists or results of checks are there.
    Evidence(Slot),
    /// The open form has changed, or was closed.
    Form(Option<Slot>),
    /// The operator's server has said whether one can try everything, and where.
    Demo(Option<Rc<Demo>>),
}

impl State {
    /// The state at the start.
    #[must_use]
    pub fn new(route: Route, preferences: Preferences, online: bool) -> Self {
        Self {
            route,
            preferences,
            wallet: WalletState::Opening,
            people: Rc::default(),
            data: Rc::default(),
            storage_problem: None,
            save_problem: None,
            online,
            offer: None,
            news: None,
            evidence: None,
            form: None,
            demo: None,
        }
    }

    /// The state after the action.
    #[must_use]
    pub fn reduce(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Moved(route) => {
                if route != next.route {
                    next.news = None;
                }
                next.route = route;
            }
            Action::News(news) => next.news = Some(news),
            Action::Language(lang) => next.preferences.lang = lang,
            Action::Text(text) => next.preferences.text = text,
            Action::Theme(theme) => next.preferences.theme = theme,
            Action::Wallet(wallet) => {
                next.wallet = wallet;
                if !next.is_open() {
                    next.data = Rc::default();
                    next.save_problem = None;
                    next.form = None;
                    next.news = None;
                }
            }
            Action::People(people) => next.people = people,
            Action::Data(data) => next.data = data,
            Action::StorageProblem(problem) => next.storage_problem = Some(problem),
            Action::SaveProblem(problem) => next.save_problem = problem,
            Action::Online(online) => next.online = online,
            Action::Offer(offer) => next.offer = offer,
            Action::Evidence(evidence) => next.evidence = Some(evidence),
            Action::Form(form) => next.form = form,
            Action::Demo(demo) => next.demo = Some(demo),
        }
        next
    }

    /// Whether everything is the same but the language, the evidence and the open form, which
    /// are watched by themselves.
    #[must_use]
    pub fn same_shell(&self, other: &Self) -> bool {
        self.route == other.route
            && self.preferences.text == other.preferences.text
            && self.preferences.theme == other.preferences.theme
            && self.wallet == other.wallet
            && self.people == other.people
            && Rc::ptr_eq(&self.data, &other.data)
            && self.storage_problem == other.storage_problem
            && self.save_problem == other.save_problem
            && self.online == other.online
            && self.offer == other.offer
            && self.news == other.news
            && self.demo == other.demo
    }

    /// Whether the wallet can be used now.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.wallet, WalletState::Saved | WalletState::MemoryOnly)
    }

    /// The language of the pages.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.preferences.lang
    }
}

impl TextSize {
    /// In the order in which a choice is offered.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Largest];

    /// The value of `html[data-text]`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code() == code)
    }

    /// What the button in the header does: into the large-text version and back.
    #[must_use]
    pub const fn toggled(self) -> Self {
        match self {
            Self::Standard => Self::Large,
            Self::Large | Self::Largest => Self::Standard,
        }
    }
}

impl Theme {
    /// In the order in which a choice is offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The value of `html[data-theme]`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> State {
        let state = State::new(Route::Home, Preferences::default(), true);
        let data = VaultData { auto_lock_minutes: 30, ..VaultData::default() };
        state.reduce(Action::Wallet(WalletState::Saved)).reduce(Action::Data(Rc::new(data)))
    }

    #[test]
    fn locking_forgets_what_the_vault_holds() {
        let open = open().reduce(Action::Form(Some(Slot::new("a draft"))));
        let locked = open.reduce(Action::Wallet(WalletState::Locked));
        assert_eq!(*locked.data, VaultData::default());
        assert_eq!(locked.form, None);
    }

    #[test]
    fn switching_the_language_keeps_everything_else() {
        let before =
            open().reduce(Action::Moved(Route::Add)).reduce(Action::Offer(Some("o".into())));
        let mut after = before.reduce(Action::Language(Lang::En));
        assert_eq!(after.lang(), Lang::En);
        after.preferences.lang = Lang::Zh;
        assert_eq!(after, before);
    }

    #[test]
    fn the_shell_is_the_same_while_a_form_is_filled() {
        let before = open();
        let after = before.reduce(Action::Form(Some(Slot::new(1_u8))));
        assert!(before.same_shell(&after) && before != after);
        assert!(before.same_shell(&before.reduce(Action::Language(Lang::En))));
        assert!(!before.same_shell(&before.reduce(Action::Data(Rc::default()))));
        assert_eq!(after.form.and_then(|slot| slot.get::<u8>()).as_deref(), Some(&1));
    }

    #[test]
    fn news_are_told_on_one_page() {
        let news = News { words: Text { zh: "一", en: "one" }, value: String::new() };
        let told = open().reduce(Action::News(news.clone()));
        assert_eq!(told.reduce(Action::Moved(Route::Home)).news, Some(news), "the same page");
        assert_eq!(told.reduce(Action::Moved(Route::Add)).news, None);
    }

    #[test]
    fn the_header_button_goes_into_large_text_and_back() {
        assert_eq!(TextSize::Standard.toggled(), TextSize::Large);
        assert_eq!(TextSize::Largest.toggled(), TextSize::Standard);
        for size in TextSize::ALL {
            assert_eq!(TextSize::parse(size.code()), Some(size));
        }
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.code()), Some(theme));
        }
    }
}

//! News between the tabs of one vault. They say that something has happened, never what: the
//! vault itself is where to look.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "certfill";

/// What another tab has to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabNews {
    /// It has written to the vault.
    Changed,
    /// It was locked, and so are all.
    Locked,
    /// The vault was deleted, made anew or put under another key.
    Replaced,
    /// The keys that were held over reloads were taken back.
    Forgotten,
    /// Somebody is using it: no tab need lock itself.
    Used,
}

impl TabNews {
    const ALL: [Self; 5] =
        [Self::Changed, Self::Locked, Self::Replaced, Self::Forgotten, Self::Used];

    const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Locked => "locked",
            Self::Replaced => "replaced",
            Self::Forgotten => "forgotten",
            Self::Used => "used",
        }
    }
}

/// Between the word and the person.
const OF: char = ' ';

/// The channel of this tab. A tab does not hear itself.
#[derive(Clone, Debug)]
pub struct Channel(Option<BroadcastChannel>);

impl Channel {
    /// Opens it and listens for as long as the tab lives: what has happened, and to whose vault.
    pub fn open(hear: impl Fn(TabNews, &str) + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL).ok();
        if let Some(channel) = &channel {
            let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let said = event.data().as_string().unwrap_or_default();
                let (word, person) = said.split_once(OF).unwrap_or((&said, ""));
                if let Some(news) = TabNews::ALL.into_iter().find(|news| news.word() == word) {
                    hear(news, person);
                }
            });
            channel.set_onmessage(Some(listen.as_ref().unchecked_ref()));
            listen.forget();
        }
        Self(channel)
    }

    /// Tells all other tabs.
    pub fn tell(&self, news: TabNews, person: &str) {
        if let Some(channel) = &self.0 {
            let said = match person {
                "" => news.word().to_owned(),
                person => format!("{}{OF}{person}", news.word()),
            };
            let _ = channel.post_message(&JsValue::from_str(&said));
        }
    }
}

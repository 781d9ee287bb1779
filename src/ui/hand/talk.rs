//! Carries words over the operator's server, sealed.

use std::cell::{Cell, RefCell};

use cert_app::handing::HandError;
use cert_app::handing::conversation::{Dialogue, Side, Word, WordPlace};
use cert_app::handing::link::{HandLink, Opening, Transcript, number};
use cert_app::handing::message::{self, HandMessage};
use cert_app::http::Request;
use cert_app::wallet::Sealed;

use crate::ui::browser::agreement::OwnKey;
use crate::ui::browser::crypto::AesKey;
use crate::ui::browser::{clock, fetch, promise, random};

/// Between two looks whether the other side has said something.
const LOOK_MILLISECONDS: u32 = 1_000;

/// How often a word is put when the network fails in between.
const MAX_TRIES: usize = 3;

/// One conversation, as one side has it.
pub struct Talk {
    side: Side,
    channel: String,
    told: RefCell<Dialogue>,
    keys: RefCell<Option<Keys>>,
    is_closed: Cell<bool>,
}

#[derive(Clone)]
struct Keys {
    own: AesKey,
    other: AesKey,
}

impl Talk {
    fn new(side: Side, channel: String) -> Self {
        Self {
            side,
            channel,
            told: RefCell::new(Dialogue::new(side, now())),
            keys: RefCell::default(),
            is_closed: Cell::new(false),
        }
    }

    /// A phone that has read this code.
    pub fn of_phone(link: &HandLink) -> Self {
        Self::new(Side::Phone, link.channel.clone())
    }

    /// Tells the kiosk this phone's key, hears the kiosk's, and gives the number to compare.
    pub async fn greet(&self, link: &HandLink) -> Result<String, HandError> {
        let own = OwnKey::make().await?;
        let slot = self.say_word(Word::Hello)?;
        self.put(&slot, message::hello(own.public())).await?;
        let opening = message::read_opening(&self.fetch().await?)?;
        self.hear_word(Word::Opening)?;
        link.check(&opening)?;
        let kiosk = opening.key.clone();
        let told = self.transcript(opening, own.public());
        self.agree(&own, &kiosk, &told).await
    }

    /// Waits for a phone, tells it the kiosk's key, and gives the number to compare.
    async fn be_greeted(&self, own: &OwnKey, opening: Opening) -> Result<String, HandError> {
        let phone = message::read_hello(&self.fetch().await?)?;
        self.hear_word(Word::Hello)?;
        let slot = self.say_word(Word::Opening)?;
        self.put(&slot, message::opening(&opening)).await?;
        let told = self.transcript(opening, &phone);
        self.agree(own, &phone, &told).await
    }

    fn transcript(&self, opening: Opening, phone: &[u8]) -> Transcript {
        Transcript { channel: self.channel.clone(), opening, phone: phone.to_vec() }
    }

    async fn agree(
        &self,
        own: &OwnKey,
        other: &[u8],
        told: &Transcript,
    ) -> Result<String, HandError> {
        let agreed = own.agree(other, told).await?;
        let keys = match self.side {
            Side::Kiosk => Keys { own: agreed.of_kiosk, other: agreed.of_phone },
            Side::Phone => Keys { own: agreed.of_phone, other: agreed.of_kiosk },
        };
        self.keys.replace(Some(keys));
        Ok(number(agreed.number))
    }

    /// Says something.
    pub async fn say(&self, message: &HandMessage) -> Result<(), HandError> {
        let (slot, sealed) = self.sealed(message).await?;
        self.put(&slot, sealed).await
    }

    async fn sealed(&self, message: &HandMessage) -> Result<(WordPlace, Vec<u8>), HandError> {
        let keys = self.keys.borrow().clone().ok_or(HandError::OutOfOrder)?;
        let plain = message.to_bytes()?;
        let slot = self.say_word(message.word())?;
        let sealed = keys.own.seal(&self.mark(&slot), &plain).await;
        let sealed = sealed.map_err(|_| HandError::CryptoMissing)?;
        Ok((slot, serde_json::to_vec(&sealed).map_err(|_| HandError::Malformed)?))
    }

    /// Waits for what the other side says.
    pub async fn hear(&self) -> Result<HandMessage, HandError> {
        let keys = self.keys.borrow().clone().ok_or(HandError::OutOfOrder)?;
        let slot = self.told.borrow().awaited();
        let bytes = self.fetch().await?;
        let sealed: Sealed = serde_json::from_slice(&bytes).map_err(|_| HandError::Altered)?;
        let plain = keys.other.open(&self.mark(&slot), &sealed).await;
        let message = HandMessage::parse(&plain.map_err(|_| HandError::Altered)?)?;
        self.hear_word(message.word())?;
        Ok(message)
    }

    /// Nothing is said or heard any more, and the keys are gone. That it is over is told in the background: who ends a
    /// sitting does not wait for the network.
    pub async fn end(&self) {
        if self.is_closed.replace(true) {
            return;
        }
        let last = self.sealed(&HandMessage::Over).await;
        self.keys.replace(None);
        if let Ok((slot, sealed)) = last {
            let request = self.request(&slot, sealed);
            promise::spawn(async move { drop(fetch::send(&request).await) });
        }
    }

    fn mark(&self, slot: &WordPlace) -> String {
        format!("{} {}", slot.mark, self.channel)
    }

    fn say_word(&self, word: Word) -> Result<WordPlace, HandError> {
        self.told.borrow_mut().say(word, now())
    }

    fn hear_word(&self, word: Word) -> Result<(), HandError> {
        self.told.borrow_mut().hear(word, now()).map(drop)
    }

    fn request(&self, slot: &WordPlace, body: Vec<u8>) -> Request {
        Request {
            method: "PUT",
            url: format!("/relay/{}/{}", self.channel, slot.name),
            headers: vec![("content-type", "application/octet-stream".to_owned())],
            body: Some(body),
        }
    }

    async fn put(&self, slot: &WordPlace, body: Vec<u8>) -> Result<(), HandError> {
        let request = self.request(slot, body);
        for tried in 0..MAX_TRIES {
            match fetch::send(&request).await {
                Ok(reply) if reply.is_ok() => return Ok(()),
                // The answer to the first try may have been lost.
                Ok(reply) if reply.status == 409 && tried > 0 => return Ok(()),
                Ok(reply) if reply.status == 409 => return Err(HandError::SlotUsed),
                _ => clock::pause(LOOK_MILLISECONDS).await,
            }
        }
        Err(HandError::Unreachable)
    }

    /// What stands at the place where the other side's next word is awaited.
    async fn fetch(&self) -> Result<Vec<u8>, HandError> {
        let slot = self.told.borrow().awaited();
        let request = Request::get(format!("/relay/{}/{}", self.channel, slot.name));
        loop {
            if self.is_closed.get() {
                return Err(HandError::Over);
            }
            if self.told.borrow().is_silent(now()) {
                return Err(HandError::Silent);
            }
            // Without a network it goes on when there is one again, until it has been too long.
            if let Ok(reply) = fetch::send(&request).await {
                match reply.status {
                    200 => return Ok(reply.body),
                    404 => return Err(HandError::LinkMalformed),
                    _ => {}
                }
            }
            clock::pause(LOOK_MILLISECONDS).await;
        }
    }
}

/// A conversation that a kiosk offers: the code for its screen, and what comes of it.
pub struct HandOffer {
    own: OwnKey,
    opening: Opening,
    /// What the code says.
    pub link: HandLink,
    /// The line.
    pub talk: Talk,
}

impl HandOffer {
    /// A new one, with a key of its own.
    pub async fn make() -> Result<Self, HandError> {
        let own = OwnKey::make().await?;
        let opening = Opening { key: own.public().to_vec(), nonce: random::bytes() };
        let channel = cert_verify::base64url::encode(&random::bytes::<16>());
        let link = HandLink { commitment: opening.commitment(&channel), channel: channel.clone() };
        Ok(Self { own, opening, link, talk: Talk::new(Side::Kiosk, channel) })
    }

    /// Waits for a phone and gives the number to compare.
    pub async fn be_greeted(&self) -> Result<String, HandError> {
        self.talk.be_greeted(&self.own, self.opening.clone()).await
    }
}

fn now() -> i64 {
    clock::now().seconds()
}

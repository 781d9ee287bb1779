//! The kiosk's end: the one phone that is connected in this sitting.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::handing::HandError;
use cert_app::handing::asked::SignRequest;
use cert_app::handing::message::HandMessage;
use cert_app::wallet::How;
use yew::Callback;

use super::elsewhere;
use super::talk::HandOffer;
use crate::ui::add;
use crate::ui::browser::{history, promise};
use crate::ui::ctx::{Evidence, Wallet};

/// How it stands with the phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PhoneStanding {
    /// The key is being made.
    #[default]
    Beginning,
    /// The code with this address is on the screen.
    Offered(String),
    /// The person types this number on the phone, and chooses there.
    Comparing(String),
    /// A phone has handed over so many; the person says here whether theirs shows this number.
    Confirming(String, usize),
    /// So many certificates came.
    Connected(usize),
    /// The person looks at the phone, which is to sign.
    Asking,
    /// It came to an end.
    Failed(HandError),
}

/// A phone, or the offer to one.
pub struct ConnectedPhone {
    offer: RefCell<Option<Rc<HandOffer>>>,
    standing: RefCell<PhoneStanding>,
    /// What a phone has handed over and nobody has taken yet.
    given: RefCell<Vec<String>>,
    is_over: Cell<bool>,
    tell: Callback<()>,
}

thread_local! {
    static LIVE: RefCell<Option<Rc<ConnectedPhone>>> = const { RefCell::new(None) };
}

/// The phone of this sitting.
pub fn current() -> Option<Rc<ConnectedPhone>> {
    LIVE.with_borrow(Clone::clone)
}

/// How it stands with the phone of this sitting, if one was asked for.
pub fn standing() -> Option<PhoneStanding> {
    current().map(|live| live.standing.borrow().clone())
}

/// Offers a new conversation in place of any other. `tell` hears when it stands otherwise.
pub fn begin(tell: Callback<()>) {
    let live = Rc::new(ConnectedPhone {
        offer: RefCell::default(),
        standing: RefCell::default(),
        given: RefCell::default(),
        is_over: Cell::new(false),
        tell,
    });
    elsewhere::put(|asked| Box::pin(sign(asked)));
    if let Some(old) = LIVE.replace(Some(live.clone())) {
        promise::spawn(async move { old.close().await });
    }
    promise::spawn(async move {
        if let Err(error) = live.receive().await {
            live.stand(PhoneStanding::Failed(error));
        }
    });
}

/// Takes what was handed over: the person has said that it came from their phone.
pub fn take(wallet: &Wallet, evidence: &Evidence) {
    let Some(live) = current() else { return };
    let (wallet, evidence) = (wallet.clone(), evidence.clone());
    promise::spawn(async move {
        if let Err(error) = live.take(&wallet, &evidence).await {
            live.stand(PhoneStanding::Failed(error));
        }
    });
}

/// Ends the conversation: the phone hears it, and the keys are gone.
pub async fn end() {
    if let Some(live) = LIVE.take() {
        live.close().await;
    }
}

/// Has the phone sign.
async fn sign(asked: SignRequest) -> Result<Vec<String>, HandError> {
    let live = current().ok_or(HandError::NoPhone)?;
    let PhoneStanding::Connected(count) = live.standing.borrow().clone() else {
        return Err(HandError::NoPhone);
    };
    let offer = live.offer.borrow().clone().ok_or(HandError::NoPhone)?;
    live.stand(PhoneStanding::Asking);
    let wanted = asked.presentations.len();
    let answer = async {
        offer.talk.say(&HandMessage::Asked(asked)).await?;
        offer.talk.hear().await
    };
    let (next, given) = match answer.await {
        Ok(HandMessage::Proofs { proofs }) if proofs.len() == wanted => {
            (PhoneStanding::Connected(count), Ok(proofs))
        }
        Ok(HandMessage::Refused) => (PhoneStanding::Connected(count), Err(HandError::Refused)),
        Ok(HandMessage::Over) => (PhoneStanding::Failed(HandError::Over), Err(HandError::Over)),
        Ok(_) => (PhoneStanding::Failed(HandError::Malformed), Err(HandError::Malformed)),
        Err(error) => (PhoneStanding::Failed(error), Err(error)),
    };
    live.stand(next);
    given
}

impl ConnectedPhone {
    async fn receive(&self) -> Result<(), HandError> {
        let offer = Rc::new(HandOffer::make().await?);
        self.offer.replace(Some(offer.clone()));
        self.stand(PhoneStanding::Offered(offer.link.address(&history::origin())));
        let number = offer.be_greeted().await?;
        self.stand(PhoneStanding::Comparing(number.clone()));
        let HandMessage::Certificates { certificates } = offer.talk.hear().await? else {
            return Err(HandError::Over);
        };
        let count = certificates.len();
        self.given.replace(certificates);
        self.stand(PhoneStanding::Confirming(number, count));
        Ok(())
    }

    async fn take(&self, wallet: &Wallet, evidence: &Evidence) -> Result<(), HandError> {
        let certificates = self.given.take();
        // A second press finds nothing.
        if certificates.is_empty() {
            return Ok(());
        }
        let mut count = 0;
        for text in &certificates {
            // The sitting may have been ended meanwhile; then there is no wallet to put it in.
            if self.is_over.get() || !wallet.is_open() {
                return Err(HandError::Over);
            }
            add::take(wallet, evidence, text.as_bytes(), How::Paste, None).await;
            count += 1;
        }
        self.stand(PhoneStanding::Connected(count));
        Ok(())
    }

    fn stand(&self, standing: PhoneStanding) {
        if !self.is_over.get() {
            self.standing.replace(standing);
            self.tell.emit(());
        }
    }

    async fn close(&self) {
        self.is_over.set(true);
        self.given.take();
        let offer = self.offer.take();
        if let Some(offer) = offer {
            offer.talk.end().await;
        }
    }
}

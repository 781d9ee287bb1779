//! Who signs when it is not this browser. The kiosk's end of the line puts itself here when it begins, so that the
//! pages of forms do not carry it for all who never stand at a kiosk.

use std::cell::Cell;
use std::pin::Pin;

use cert_app::handing::HandError;
use cert_app::handing::asked::SignRequest;

use crate::ui::browser::history;

/// The proofs, one for each presentation that was asked for.
pub type Signing = Pin<Box<dyn Future<Output = Result<Vec<String>, HandError>>>>;

/// What signs.
type Sign = fn(SignRequest) -> Signing;

thread_local! {
    static SIGN: Cell<Option<Sign>> = const { Cell::new(None) };
}

/// From now on this signs.
pub fn put(sign: Sign) {
    SIGN.set(Some(sign));
}

/// Whether signing is somebody else's.
pub fn is_asked() -> bool {
    history::is_kiosk()
}

/// Has it signed. Nothing is signed anywhere else at a kiosk.
///
/// # Errors
/// [`HandError::NoPhone`] without a phone, [`HandError::Refused`] when the person says no.
pub async fn sign(asked: SignRequest) -> Result<Vec<String>, HandError> {
    let sign = SIGN.get().ok_or(HandError::NoPhone)?;
    sign(asked).await
}

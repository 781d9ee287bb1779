//! The line between a kiosk and a phone, and the kiosk's end of it. What may be said is in
//! [`cert_app::handing`]; the phone's end is a page of `ui/kiosk`.

pub mod elsewhere;
pub mod live;
pub mod talk;

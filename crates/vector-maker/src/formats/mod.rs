//! The other formats, and what is told apart from them.

mod case;
mod cbor;
mod certificates;
mod claim169;
mod constraints;
mod credential;
mod crl;
mod data_integrity;
mod envelope;
mod eu_dcc;
mod eu_lists;
mod health_card;
mod health_card_lists;
mod kinds;
mod listed;
mod lists;
mod presentation;
mod vc_jwt;
mod x5c;

/// Writes them and says how many.
pub(crate) fn write() -> usize {
    let mut cases = Vec::new();
    eu_dcc::cases(&mut cases);
    claim169::cases(&mut cases);
    health_card::cases(&mut cases);
    health_card_lists::cases(&mut cases);
    data_integrity::cases(&mut cases);
    lists::cases(&mut cases);
    vc_jwt::cases(&mut cases);
    x5c::cases(&mut cases);
    constraints::cases(&mut cases);
    crl::cases(&mut cases);
    listed::cases(&mut cases);
    eu_lists::cases(&mut cases);
    kinds::cases(&mut cases);
    presentation::cases(&mut cases);
    envelope::cases(&mut cases);
    for case in &cases {
        case.write();
    }
    cases.len()
}

//! The wallet's own format: signature, disclosures, time, status, holder and trust.

mod case;
mod holder;
mod parts;
mod refused;
mod sd_jwt;
mod signature;
mod status;
mod time;
mod trust;

/// Writes them and says how many.
pub(crate) fn write() -> usize {
    let mut cases = Vec::new();
    signature::cases(&mut cases);
    sd_jwt::cases(&mut cases);
    time::cases(&mut cases);
    status::cases(&mut cases);
    holder::cases(&mut cases);
    trust::cases(&mut cases);
    refused::cases(&mut cases);
    for case in &cases {
        case.write();
    }
    cases.len()
}

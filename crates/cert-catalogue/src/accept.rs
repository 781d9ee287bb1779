//! Which index is believed: who may publish what, and that no older one comes back.

use cert_verify::{Grant, PublicKey, TrustedIssuer, UnixTime, jws};

use crate::budget;
use crate::{Index, IndexFault};

/// The `typ` of the token.
pub const INDEX_TYPE: &str = "certfill-index+jws";

/// A phone's clock may be behind the department's by this much.
const CLOCK_SKEW: i64 = 300;

/// Who may publish an index, and for what.
#[derive(Clone, Debug)]
pub struct Publisher {
    id: String,
    allowed: Vec<Allowed>,
}

/// What some keys may speak for: one service of the trust list, or what the operator names.
#[derive(Clone, Debug)]
struct Allowed {
    keys: Vec<PublicKey>,
    types: Vec<String>,
    regions: Vec<String>,
}

impl From<Grant<'_>> for Allowed {
    fn from(grant: Grant<'_>) -> Self {
        Self {
            keys: grant.keys.to_vec(),
            types: grant.types.to_vec(),
            regions: grant.regions.to_vec(),
        }
    }
}

impl Allowed {
    fn may_describe(&self, vct: &str) -> bool {
        self.types.iter().any(|allowed| allowed == "*" || allowed == vct)
    }

    fn may_speak_for(&self, region: &str) -> bool {
        self.regions.is_empty()
            || self.regions.iter().any(|allowed| region.starts_with(allowed.as_str()))
    }
}

/// The newest index that was accepted of a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RememberedIndex {
    /// Its number.
    pub number: u64,
    /// SHA-256 of its payload.
    pub digest: [u8; 32],
}

impl Publisher {
    /// A department as the trust list has it at this time: each of its services that is in good standing speaks
    /// with its own keys for its own types and regions.
    pub fn on_list(entry: &TrustedIssuer, now: UnixTime) -> Self {
        Self {
            id: entry.id().to_owned(),
            allowed: entry.grants_at(now).map(Allowed::from).collect(),
        }
    }

    /// A department as the operator names it: keys of its own for publishing, these types (`*` for all),
    /// and these prefixes of division codes (none for all).
    pub fn named(
        id: String,
        keys: Vec<PublicKey>,
        types: Vec<String>,
        regions: Vec<String>,
    ) -> Self {
        Self { id, allowed: vec![Allowed { keys, types, regions }] }
    }
}

/// Accepts an index: whose it is, who signed it, what it may hold, then that it is not older than the one
/// known. One whose time has run out is accepted only when it is kept already (`is_kept`): it is still the last
/// word of the department, and its age is shown.
///
/// # Errors
/// [`IndexFault`]; whatever it is, the index known before stays.
pub fn accept(
    token: &[u8],
    publisher: &Publisher,
    known: Option<RememberedIndex>,
    is_kept: bool,
    now: UnixTime,
) -> Result<Index, IndexFault> {
    /// Base64url is a third longer; header and signature have their room.
    const TOKEN_BYTES: usize = budget::INDEX.bytes / 3 * 4 + 8_192;
    if token.len() > TOKEN_BYTES {
        return Err(IndexFault::TooLarge);
    }
    if publisher.allowed.is_empty() {
        return Err(IndexFault::NotEntitled);
    }
    let token = std::str::from_utf8(token).map_err(|_| IndexFault::Malformed)?;
    let token = jws::parse(token.trim()).map_err(|_| IndexFault::Malformed)?;
    if token.media_type() != Some(INDEX_TYPE) {
        return Err(IndexFault::Malformed);
    }
    // Two services that share a key speak together; the others are silent.
    let mut payload = None;
    let mut signed = Vec::new();
    for allowed in &publisher.allowed {
        if let Ok(read) = token.verify(&allowed.keys) {
            payload = Some(read);
            signed.push(allowed);
        }
    }
    let payload = payload.ok_or(IndexFault::SignatureWrong)?;
    let index = Index::read(&payload)?;
    if index.department != publisher.id {
        return Err(IndexFault::OtherDepartment);
    }
    if index.types.iter().any(|one| !signed.iter().any(|it| it.may_describe(&one.vct))) {
        return Err(IndexFault::TypeNotAllowed);
    }
    let mut regions =
        index.regions.iter().chain(index.offices.iter().filter_map(|one| one.region.as_ref()));
    if regions.any(|region| !signed.iter().any(|it| it.may_speak_for(region))) {
        return Err(IndexFault::RegionNotAllowed);
    }
    if let Some(known) = known {
        if index.number < known.number {
            return Err(IndexFault::Older);
        }
        if index.number == known.number && index.digest != known.digest {
            return Err(IndexFault::Replaced);
        }
    }
    if index.issued_at > now.plus_seconds(CLOCK_SKEW) {
        return Err(IndexFault::FromFuture);
    }
    if !is_kept && index.expires_at < now.plus_seconds(-CLOCK_SKEW) {
        return Err(IndexFault::Expired);
    }
    Ok(index)
}

impl Index {
    /// What to remember of it.
    pub const fn remembered(&self) -> RememberedIndex {
        RememberedIndex { number: self.number, digest: self.digest }
    }
}

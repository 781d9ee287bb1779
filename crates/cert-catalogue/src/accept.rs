//! Which index is believed: who may publish what, and that no older one comes back.

use cert_verify::{PublicKey, TrustedIssuer, UnixTime, jws};

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
    keys: Vec<PublicKey>,
    types: Vec<String>,
    regions: Vec<String>,
    is_entitled: bool,
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
    /// A department as the trust list has it: its keys, and the types and regions of its entry.
    pub fn on_list(entry: &TrustedIssuer, now: UnixTime) -> Self {
        let own = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
        Self {
            id: entry.id().to_owned(),
            keys: entry.keys().cloned().collect(),
            types: own(entry.types()),
            regions: own(entry.regions()),
            is_entitled: entry.is_granted_at(now),
        }
    }

    /// A department as the operator names it: keys of its own for publishing, these types (`*` for all),
    /// and these prefixes of division codes (none for all).
    pub const fn named(
        id: String,
        keys: Vec<PublicKey>,
        types: Vec<String>,
        regions: Vec<String>,
    ) -> Self {
        Self { id, keys, types, regions, is_entitled: true }
    }

    fn may_describe(&self, vct: &str) -> bool {
        self.types.iter().any(|allowed| allowed == "*" || allowed == vct)
    }

    fn may_speak_for(&self, region: &str) -> bool {
        self.regions.is_empty()
            || self.regions.iter().any(|allowed| region.starts_with(allowed.as_str()))
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
    if !publisher.is_entitled {
        return Err(IndexFault::NotEntitled);
    }
    let token = std::str::from_utf8(token).map_err(|_| IndexFault::Malformed)?;
    let token = jws::parse(token.trim()).map_err(|_| IndexFault::Malformed)?;
    if token.media_type() != Some(INDEX_TYPE) {
        return Err(IndexFault::Malformed);
    }
    let payload = token.verify(&publisher.keys).map_err(|_| IndexFault::SignatureWrong)?;
    let index = Index::read(&payload)?;
    if index.department != publisher.id {
        return Err(IndexFault::OtherDepartment);
    }
    if index.types.iter().any(|one| !publisher.may_describe(&one.vct)) {
        return Err(IndexFault::TypeNotAllowed);
    }
    let mut regions =
        index.regions.iter().chain(index.offices.iter().filter_map(|one| one.region.as_ref()));
    if regions.any(|region| !publisher.may_speak_for(region)) {
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

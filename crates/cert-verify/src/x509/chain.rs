//! A chain from a leaf to a trusted anchor, in the order received (RFC 5280 section 6.1, reduced).

use super::{X509Certificate, signature};
use crate::{Code, UnixTime};

/// Leaf, two intermediates and a root are what public-sector chains have; eight leaves room.
const MOST_CERTIFICATES: usize = 8;

/// Checks `chain` (leaf first) up to one of the trusted anchors.
///
/// Every certificate of the chain must be signed by the next one, and the last one must be an anchor
/// or be signed by one. A leaf that is itself trusted needs no anchor above it; whatever follows it
/// must still be its true chain, so that nothing in the message goes unchecked. Returns the anchor.
///
/// # Errors
/// [`Code::X509ChainBroken`] when a certificate does not come from the next one,
/// [`Code::X509NotValidAtTime`], [`Code::X509KeyUsageWrong`], [`Code::IssuerUnknown`] when the chain
/// holds together but ends at nobody trusted, [`Code::AlgorithmNotSupported`] when a signature in it
/// is of a kind that is not checked here.
pub(crate) fn check<'a>(
    chain: &[X509Certificate],
    anchors: &[&'a X509Certificate],
    now: UnixTime,
) -> Result<&'a X509Certificate, Code> {
    if chain.len() > MOST_CERTIFICATES {
        return Err(Code::TooManyItems);
    }
    let (Some(leaf), Some(last)) = (chain.first(), chain.last()) else {
        return Err(Code::X509Malformed);
    };
    for (below, pair) in chain.windows(2).enumerate() {
        if let [child, parent] = pair {
            check_link(child, parent, below)?;
        }
    }
    if !leaf.may_sign_data() {
        return Err(Code::X509KeyUsageWrong);
    }
    let anchor = match anchors.iter().find(|anchor| **anchor == leaf) {
        Some(leaf) => Some(*leaf),
        None => anchor_of(last, anchors, chain.len())?,
    };
    if chain.iter().any(|certificate| certificate.extensions.unknown_critical) {
        return Err(Code::X509ExtensionUnknown);
    }
    if !chain.iter().all(|certificate| certificate.is_valid_at(now)) {
        return Err(Code::X509NotValidAtTime);
    }
    anchor.ok_or(Code::IssuerUnknown)
}

/// The anchor that the last certificate is, or that signed it.
fn anchor_of<'a>(
    last: &X509Certificate,
    anchors: &[&'a X509Certificate],
    length: usize,
) -> Result<Option<&'a X509Certificate>, Code> {
    let is_last =
        |anchor: &&&X509Certificate| **anchor == last && (length == 1 || anchor.is_authority());
    if let Some(anchor) = anchors.iter().find(is_last) {
        return Ok(Some(*anchor));
    }
    // An anchor that carries the issuer's name but did not sign is another key with that name.
    let mut unsupported = false;
    for anchor in
        anchors.iter().filter(|anchor| anchor.subject == last.issuer && anchor.is_authority())
    {
        match check_link(last, anchor, length.saturating_sub(1)) {
            Ok(()) => return Ok(Some(*anchor)),
            Err(Code::AlgorithmNotSupported) => unsupported = true,
            Err(_) => {}
        }
    }
    if unsupported { Err(Code::AlgorithmNotSupported) } else { Ok(None) }
}

/// Checks that `parent` may have issued `child` and did; `below` certificates stand under `parent`
/// without counting the leaf.
fn check_link(child: &X509Certificate, parent: &X509Certificate, below: usize) -> Result<(), Code> {
    if child.issuer != parent.subject || !parent.is_authority() {
        return Err(Code::X509ChainBroken);
    }
    if parent.extensions.path_length.is_some_and(|most| below > usize::from(most)) {
        return Err(Code::X509ChainBroken);
    }
    match signature::verifies(child.algorithm, parent.key_info(), child.signed(), &child.signature)
    {
        Some(true) => Ok(()),
        Some(false) => Err(Code::X509ChainBroken),
        None => Err(Code::AlgorithmNotSupported),
    }
}

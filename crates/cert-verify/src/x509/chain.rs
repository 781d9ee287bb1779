//! A chain from a leaf to a trusted anchor, in the order received (RFC 5280 section 6.1, reduced).

use super::{X509Certificate, constraints::MAIL_ADDRESS, general_name::DIRECTORY_NAME, signature};
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
/// is of a kind that is not checked here, [`Code::X509NameNotPermitted`], [`Code::X509ExtensionUnknown`].
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
    // Also the anchor, which need not stand in the chain.
    if !chain.iter().chain(anchor).all(|certificate| certificate.is_valid_at(now)) {
        return Err(Code::X509NotValidAtTime);
    }
    let anchor = anchor.ok_or(Code::IssuerUnknown)?;
    // Whoever trusts the leaf itself needs no authority to vouch for its names.
    if anchor != leaf {
        let above = (anchor != last).then_some(anchor);
        let path: Vec<_> = chain.iter().chain(above).collect();
        check_names(&path)?;
    }
    Ok(anchor)
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
    for anchor in anchors.iter().filter(|anchor| {
        anchor.subject.comparable == last.issuer.comparable && anchor.is_authority()
    }) {
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
    if child.issuer.comparable != parent.subject.comparable || !parent.is_authority() {
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

/// Checks a chain (leaf first, the trusted authority last) against the constraints in it.
fn check_names(path: &[&X509Certificate]) -> Result<(), Code> {
    let mut answer = Ok(());
    for (at, authority) in path.iter().enumerate() {
        let Some(constraints) = &authority.extensions.constraints else { continue };
        for (below, certificate) in path.iter().take(at).enumerate() {
            if below > 0 && certificate.is_self_issued() {
                continue;
            }
            match constraints.allow(&names(certificate)) {
                Err(Code::X509NameNotPermitted) => return Err(Code::X509NameNotPermitted),
                other => answer = answer.and(other),
            }
        }
    }
    answer
}

/// Every name that constraints apply to.
fn names(certificate: &X509Certificate) -> Vec<(u8, &[u8])> {
    let subject = Some(certificate.subject.comparable.as_slice());
    let subject = subject.filter(|name| !name.is_empty()).map(|name| (DIRECTORY_NAME, name));
    let mut names: Vec<_> = subject.into_iter().collect();
    match &certificate.extensions.names {
        Some(others) => names.extend(others.iter().map(|(tag, name)| (*tag, name.as_slice()))),
        // The mail address in the subject counts only where there are no alternative names.
        None => {
            let addresses = certificate.subject.mail_addresses.iter();
            names.extend(addresses.map(|address| (MAIL_ADDRESS, address.as_bytes())));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    /// The published chain of the SMART Health Cards example issuer: P-256 below P-384 below P-521.
    fn example() -> Option<Vec<X509Certificate>> {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/vectors/smart-health-cards/spec-examples/issuer/.well-known/jwks.json"
        );
        let Ok(bytes) = std::fs::read(path) else {
            assert!(std::env::var_os("CI").is_none(), "{path} is missing");
            return None;
        };
        let set = crate::json::parse(&bytes, crate::json::Limits::CERTIFICATE).unwrap();
        let chain = set["keys"][1]["x5c"].as_array().unwrap();
        let read = |text: &serde_json::Value| {
            X509Certificate::from_der(&STANDARD.decode(text.as_str().unwrap()).unwrap()).unwrap()
        };
        Some(chain.iter().map(read).collect())
    }

    #[test]
    fn a_published_chain_with_sha_384() {
        let Some(chain) = example() else { return };
        let (then, later) =
            (UnixTime::from_seconds(1_640_995_200), UnixTime::from_seconds(1_700_000_000));
        let [leaf, authority, root] = chain.as_slice() else { panic!("three certificates") };
        let pair = [leaf.clone(), authority.clone()];
        assert_eq!(check(&pair, &[authority], then), Ok(authority));
        assert_eq!(check(std::slice::from_ref(leaf), &[authority], then), Ok(authority));
        assert_eq!(check(std::slice::from_ref(leaf), &[leaf], then), Ok(leaf));
        assert_eq!(check(&pair, &[authority], later), Err(Code::X509NotValidAtTime));
        assert_eq!(check(&pair, &[], then), Err(Code::IssuerUnknown));
        // The root signs with P-521, which is not checked here: no verdict, rather than a wrong one.
        assert_eq!(check(&pair, &[root], then), Err(Code::AlgorithmNotSupported));
        assert_eq!(check(&chain, &[root], then), Err(Code::AlgorithmNotSupported));
        assert_eq!(
            check(&[authority.clone(), leaf.clone()], &[root], then),
            Err(Code::X509ChainBroken)
        );
        let mut changed = pair.to_vec();
        *changed[0].signature.last_mut().unwrap() ^= 1;
        assert_eq!(check(&changed, &[authority], then), Err(Code::X509ChainBroken));
    }
}

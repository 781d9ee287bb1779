//! Where the lists of revocation are: names of distribution points (RFC 5280 section 4.2.1.13).

use super::{
    der::{self, Der},
    general_name::MOST_NAMES,
};

/// The names in the distribution points of a certificate (section 4.2.1.13), but for those whose list
/// somebody else issues.
pub(super) fn list_names(content: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut outer = Der::new(content);
    let mut points = outer.inside(der::SEQUENCE)?;
    let mut names = Vec::new();
    while !points.is_empty() && names.len() < MOST_NAMES {
        let mut point = points.inside(der::SEQUENCE)?;
        let name = point.optional(0xa0)?;
        point.optional(0x81)?;
        if point.is_empty() {
            names.extend(point_names(name?)?);
        }
    }
    Some(names)
}

/// The full names of a `DistributionPointName`, each a whole element; none for a name that is relative to
/// something else.
pub(super) fn point_names(value: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    let mut full = Der::new(Der::new(value).optional(0xa0)?.unwrap_or_default());
    while !full.is_empty() && names.len() < MOST_NAMES {
        names.push(full.next()?.whole.to_vec());
    }
    Some(names)
}

//! Names of any form (`GeneralName`, RFC 5280 section 4.2.1.6).

use super::{
    der::{self, Der},
    name::Name,
};

/// Real certificates carry a handful of names.
pub(super) const MOST_NAMES: usize = 100;

/// The tag of a `directoryName` among names of several forms.
pub(super) const DIRECTORY_NAME: u8 = 0xa4;

/// The value of a name as it is compared.
pub(super) fn comparable(tag: u8, value: &[u8]) -> Option<Vec<u8>> {
    if tag != DIRECTORY_NAME {
        return Some(value.to_vec());
    }
    let mut outer = Der::new(value);
    let name = Name::read(outer.value(der::SEQUENCE)?)?;
    outer.end()?;
    Some(name.comparable)
}

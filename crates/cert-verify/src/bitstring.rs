//! The list itself of a W3C Bitstring Status List 1.0 (section 2.2): gzip in multibase, bit 0 the most significant bit of
//! byte 0. What may be believed of it is said by [`crate::bitstring_status_list`].

use crate::{Code, inflate, multibase};

/// Sixteen million entries are 2 MB; more is a decompression bomb.
const MOST_INFLATED: usize = 2 * 1024 * 1024;

/// A decoded list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BitstringStatusList {
    bytes: Vec<u8>,
}

impl BitstringStatusList {
    /// Decodes `encodedList`: multibase base64url of gzip (section 2.2).
    ///
    /// # Errors
    /// [`Code::StatusListMalformed`], [`Code::StatusListTooLarge`].
    pub fn decode(encoded: &str) -> Result<Self, Code> {
        let compressed =
            multibase::decode_base64url(encoded).map_err(|_| Code::StatusListMalformed)?;
        match inflate::gzip(&compressed, MOST_INFLATED) {
            Ok(bytes) => Ok(Self { bytes }),
            Err(Code::InflatedTooLarge) => Err(Code::StatusListTooLarge),
            Err(_) => Err(Code::StatusListMalformed),
        }
    }

    /// How many entries the list has.
    pub fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX).saturating_mul(8)
    }

    /// Says whether the list has no entry.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bit at an index; index 0 is the most significant bit of byte 0.
    ///
    /// # Errors
    /// [`Code::StatusIndexOutOfRange`] behind the end.
    pub fn is_set(&self, index: u64) -> Result<bool, Code> {
        let at = usize::try_from(index / 8).map_err(|_| Code::StatusIndexOutOfRange)?;
        let byte = self.bytes.get(at).ok_or(Code::StatusIndexOutOfRange)?;
        let mask =
            0x80_u8.checked_shr(u32::try_from(index % 8).unwrap_or_default()).unwrap_or_default();
        Ok(byte & mask != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `encodedList` of the Recommendation: 16,384 zero bytes.
    const EMPTY: &str = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

    #[test]
    fn the_list_of_the_recommendation_is_empty_and_long_enough() {
        let list = BitstringStatusList::decode(EMPTY).unwrap();
        assert_eq!(list.len(), 131_072);
        assert_eq!(list.is_set(131_071), Ok(false));
        assert_eq!(list.is_set(131_072), Err(Code::StatusIndexOutOfRange));
    }

    #[test]
    fn bit_zero_is_the_most_significant_one() {
        let list = BitstringStatusList { bytes: vec![0b1000_0001, 0b0100_0000] };
        let set: Vec<u64> = (0..16).filter(|index| list.is_set(*index).unwrap()).collect();
        assert_eq!(set, [0, 7, 9]);
    }

    #[test]
    fn other_encodings_are_refused() {
        for encoded in ["", "u", &EMPTY[1..], &format!("z{}", &EMPTY[1..]), "ueNqTrbuRgAAhcBXQ"] {
            assert_eq!(BitstringStatusList::decode(encoded), Err(Code::StatusListMalformed));
        }
    }
}

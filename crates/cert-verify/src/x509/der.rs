//! A strict DER reader (X.690 section 10) over borrowed bytes.

/// Tags that certificates use.
pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// One tag-length-value element.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) value: &'a [u8],
    /// Tag, length and value: what a signature covers.
    pub(crate) whole: &'a [u8],
}

/// Reads elements one after the other. `None` means malformed.
#[derive(Clone, Copy)]
pub(crate) struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tag of the next element, without consuming it.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element: low tag numbers, definite lengths in their shortest form, at most 16 MB.
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let before = self.0;
        let (tag, rest) = before.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (first, mut rest) = rest.split_first()?;
        let length = if *first < 0x80 {
            usize::from(*first)
        } else {
            let count = usize::from(first & 0x7f);
            let (digits, after) = rest.split_at_checked(count)?;
            if count == 0 || count > 3 || digits.first() == Some(&0) {
                return None;
            }
            rest = after;
            let length =
                digits.iter().fold(0usize, |length, digit| (length << 8) | usize::from(*digit));
            if length < 0x80 {
                return None;
            }
            length
        };
        let (value, after) = rest.split_at_checked(length)?;
        self.0 = after;
        let whole = before.get(..before.len().checked_sub(after.len())?)?;
        Some(Element { tag: *tag, value, whole })
    }

    /// The next element, which must have this tag.
    pub(crate) fn element(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The value of the next element, which must have this tag.
    pub(crate) fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element(tag).map(|element| element.value)
    }

    /// A reader over the contents of the next element, which must have this tag.
    pub(crate) fn inside(&mut self, tag: u8) -> Option<Der<'a>> {
        self.value(tag).map(Der)
    }

    /// The value of the next element if it has this tag; the element is consumed only then.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Option<&'a [u8]>> {
        if self.peek() == Some(tag) { self.value(tag).map(Some) } else { Some(None) }
    }

    /// A bit string without unused bits, as keys and signatures are.
    pub(crate) fn bit_string(&mut self) -> Option<&'a [u8]> {
        let (unused, bits) = self.value(BIT_STRING)?.split_first()?;
        (*unused == 0).then_some(bits)
    }

    /// `Some` when everything was read.
    pub(crate) fn end(&self) -> Option<()> {
        self.is_empty().then_some(())
    }
}

/// The outer form that certificates and revocation lists share (RFC 5280 sections 4.1 and 5.1).
pub(super) struct Signed<'a> {
    /// What is signed.
    pub(super) body: Element<'a>,
    /// The whole `AlgorithmIdentifier`.
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads all of these bytes.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Der::new(bytes);
        let mut parts = outer.inside(SEQUENCE)?;
        outer.end()?;
        let body = parts.element(SEQUENCE)?;
        let algorithm = parts.element(SEQUENCE)?.whole;
        let signature = parts.bit_string()?;
        parts.end()?;
        Some(Self { body, algorithm, signature })
    }
}

/// Bytes of a non-negative DER integer, without the leading zero.
pub(crate) fn unsigned(value: &[u8]) -> Option<&[u8]> {
    match value {
        [] => None,
        [0, rest @ ..] => match rest.first() {
            None => Some(rest),
            Some(first) if *first >= 0x80 => Some(rest),
            Some(_) => None, // not in its shortest form
        },
        [first, ..] if *first >= 0x80 => None, // negative
        all => Some(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_form() {
        for (bytes, why) in [
            (&[0x04, 0x81, 0x01, 0xaa][..], "long form for a short length"),
            (&[0x04, 0x82, 0x00, 0x80], "leading zero"),
            (&[0x30, 0x80, 0x00, 0x00], "indefinite length"),
            (&[0x04, 0x02, 0xaa], "cut short"),
            (&[0x1f, 0x01, 0x00], "high tag number"),
            (&[0x04, 0x84, 0, 0, 0, 1, 0], "a length of four bytes"),
            (&[0x04], "no length"),
            (&[], "empty"),
        ] {
            assert!(Der::new(bytes).next().is_none(), "{why}");
        }
        assert_eq!(Der::new(&[0x04, 0x01, 0xaa]).value(OCTET_STRING), Some(&[0xaa][..]));
    }

    #[test]
    fn integers_have_one_form() {
        assert_eq!(unsigned(&[0, 0x80]), Some(&[0x80][..]));
        assert_eq!(unsigned(&[5]), Some(&[5][..]));
        assert_eq!(unsigned(&[0]), Some(&[][..]));
        assert_eq!(unsigned(&[0, 5]), None);
        assert_eq!(unsigned(&[0x80]), None);
        assert_eq!(unsigned(&[]), None);
    }
}

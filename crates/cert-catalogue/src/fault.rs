//! Why an index, or a file that it names, is not used.

use std::fmt;

macro_rules! faults {
    ($($variant:ident, $name:literal, $description:literal;)+) => {
        /// Why an index, or a file that it names, is not used: stable names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum IndexFault {
            $(#[doc = $description] $variant,)+
        }

        impl IndexFault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable kebab-case name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

faults! {
    TooLarge, "index-too-large", "The index is larger than its budget.";
    Malformed, "index-malformed", "The index is not what the format says.";
    VersionNotSupported, "index-version-not-supported", "The index is written in a version of the format that is not known here.";
    SignatureWrong, "index-signature-wrong", "No key of this department signed the index.";
    NotEntitled, "index-not-entitled", "The department is not in good standing on the trust list.";
    OtherDepartment, "index-of-another-department", "The index is that of another department.";
    Older, "index-older", "The index has a lower number than one that was accepted before.";
    Replaced, "index-replaced", "The index has the number of one that was accepted before, and other content.";
    FromFuture, "index-from-future", "The index was signed in the future.";
    Expired, "index-expired", "The time of the index has run out.";
    TypeNotAllowed, "index-type-not-allowed", "The index describes a type that the department may not publish.";
    RegionNotAllowed, "index-region-not-allowed", "The index speaks for a region that is not the department's.";
    FileDiffers, "index-file-differs", "A file is not the one that the index names.";
}

impl fmt::Display for IndexFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for IndexFault {}

//! What a transaction is about. SQLite has one writer at a time; PostgreSQL has many, and those that are about
//! the same thing take turns there: what one has read stays true until it has written.

use cert_verify::sha256;

/// What a transaction is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum About<'a> {
    /// A list that was signed again, for which nobody waits long: the one before is good as well.
    SignedList,
    /// One statement that needs no other, or rows that the database locks by itself.
    Nothing,
    /// What one holder files at one office.
    Holder { office: &'a str, holder: &'a str },
    /// What is said about a case.
    Case(&'a str),
    /// What becomes of a pre-authorised code.
    Code(&'a str),
    /// How much of all that was uploaded waits for a filing.
    Waiting,
    /// The numbers of the lists of an authority, by the first of them.
    Lists(u32),
    /// What kiosks and phones say to each other.
    Carried,
    /// The log of the clerks, each entry of which is chained to the one before.
    Log,
    /// The chain of what was deleted.
    Deletions,
    /// The tables of the months to come.
    Months,
    /// The public keys.
    Keys,
}

impl About<'_> {
    /// The number of its turn; two things may have the same by chance, and then wait for each other
    /// without need.
    pub(super) fn number(self) -> Option<i64> {
        let name = match self {
            Self::Nothing | Self::SignedList => return None,
            Self::Holder { office, holder } => format!("holder {office} {holder}"),
            Self::Case(case_no) => format!("case {case_no}"),
            Self::Code(code) => format!("code {code}"),
            Self::Waiting => "waiting".to_owned(),
            Self::Lists(first) => format!("lists {first}"),
            Self::Carried => "carried".to_owned(),
            Self::Log => "log".to_owned(),
            Self::Deletions => "deletions".to_owned(),
            Self::Months => "months".to_owned(),
            Self::Keys => "keys".to_owned(),
        };
        let digest = sha256(name.as_bytes());
        digest.first_chunk().map(|bytes| i64::from_be_bytes(*bytes))
    }
}

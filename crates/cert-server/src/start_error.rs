//! What can go wrong before anything is served.

use std::{fmt, net::SocketAddr, path::PathBuf};

/// Why the server did not start. Its text is one line for the operator.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what and why, in every variant")]
pub enum StartError {
    /// The data folder cannot be made.
    Data { path: PathBuf, reason: String },
    /// A key file cannot be used.
    Key { path: PathBuf, reason: String },
    /// The database cannot be opened or written.
    Database { path: PathBuf, reason: String },
    /// The folder or bucket of the attachments cannot be used.
    Attachments { place: String, reason: String },
    /// The folder of the app cannot be used.
    App { path: PathBuf, reason: String },
    /// A folder or file of the world or of a business's forms cannot be read, or may not be published.
    World { path: PathBuf, reason: String },
    /// A form does not obey the rules of the format.
    Form { name: String, reason: String },
    /// What is said about the business whose office this is, or about one whose forms are filled, cannot be
    /// used.
    Office { reason: String },
    /// What is said about the systems behind the offices cannot be used.
    BackOffice { reason: String },
    /// Filings cannot be written out.
    Export { reason: String },
    /// The desk of the clerks cannot be served as it was asked for.
    Desk { reason: String },
    /// The address cannot be listened on.
    Listen { address: SocketAddr, reason: String },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data { path, reason } => {
                write!(f, "the data folder {} cannot be used: {reason}", path.display())
            }
            Self::Key { path, reason } => {
                write!(f, "the key {} cannot be used: {reason}", path.display())
            }
            Self::Database { path, reason } => {
                write!(f, "the database {} cannot be used: {reason}", path.display())
            }
            Self::Attachments { place, reason } => {
                write!(f, "attachments cannot be kept in {place}: {reason}")
            }
            Self::App { path, reason } => {
                write!(f, "the app in {} cannot be served: {reason}", path.display())
            }
            Self::World { path, reason } => {
                write!(f, "{} cannot be served: {reason}", path.display())
            }
            Self::Form { name, reason } => write!(f, "the form {name} is refused: {reason}"),
            Self::Office { reason } => write!(f, "this business cannot be served: {reason}"),
            Self::BackOffice { reason } => {
                write!(f, "what is said about the back office cannot be used: {reason}")
            }
            Self::Export { reason } => write!(f, "the filings cannot be written out: {reason}"),
            Self::Desk { reason } => write!(f, "the desk cannot be served: {reason}"),
            Self::Listen { address, reason } => write!(f, "cannot listen on {address}: {reason}"),
        }
    }
}

impl std::error::Error for StartError {}

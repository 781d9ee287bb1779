//! The form that a server is started for, and what its author is told about the file.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

/// A form that somebody is writing. Copies of it share what is told.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// What the service is called in the app's addresses.
    pub service: String,
    /// The file as its author named it.
    pub file: String,
    /// The people whose example certificates fit, the best first; by their short names.
    pub people: Vec<String>,
    /// What was told last.
    pub news: PreviewNews,
}

/// What the page shows of the file, shared by the servers of all editions.
#[derive(Clone, Debug, Default)]
pub struct PreviewNews(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    /// Rises with each edition that is served.
    edition: u32,
    /// What is wrong with the file as it lies there; nothing when it is what is served.
    findings: Vec<String>,
}

impl PreviewNews {
    /// The file is good and is what is served from now on.
    pub fn served(&self) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.edition = told.edition.saturating_add(1);
        told.findings.clear();
    }

    /// The file as it lies there is served already, or is not: then this was found.
    pub fn found(&self, findings: Vec<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).findings = findings;
    }

    /// For the page.
    pub(crate) fn to_json(&self) -> Value {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        json!({"edition": told.edition, "findings": told.findings})
    }
}

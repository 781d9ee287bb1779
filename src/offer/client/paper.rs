//! Codes for paper: the issuer's compact form of a certificate, fetched beside it. It is asked for last, and
//! nobody hears of it when it does not come.

use super::{Conversation, Proof, Wanted};

/// Another form of a certificate, small enough for one code on paper.
#[derive(Debug)]
pub struct Paper {
    /// The configuration of the certificate that it is a form of.
    pub of: String,
    /// As received.
    pub text: String,
}

impl Conversation {
    /// Whether only codes for paper are left: a line that breaks now has cost nothing.
    #[must_use]
    pub fn is_at_papers(&self) -> bool {
        self.paper_of().is_some()
    }

    pub(super) fn paper_of(&self) -> Option<String> {
        self.wanted.get(self.at)?.paper_of.clone()
    }

    pub(super) fn papers(&self) -> Vec<Wanted> {
        let papers = self.terms.iter().flat_map(|terms| &terms.papers);
        let one = |(of, configuration): &(String, String)| Wanted {
            configuration: configuration.clone(),
            proof: Proof::None,
            identifier: None,
            paper_of: Some(of.clone()),
        };
        papers.map(one).collect()
    }
}

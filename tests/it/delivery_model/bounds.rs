//! How much may happen, and which mistake is planted.

/// A mistake that the checker must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// Writes that do not look whether another tab has written.
    BlindWrites,
    /// A press that makes a submission whatever was sent before.
    BlindClaim,
    /// A retry with another key.
    NewKey,
    /// A draft that is deleted with the answer, not with the receipt.
    EarlyEnd,
    /// "Not sent" without a look at the vault.
    HastyWords,
}

/// How much may happen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) tabs: usize,
    pub(super) offices: usize,
    pub(super) presses: u32,
    pub(super) edits: u32,
    pub(super) asks: u32,
    pub(super) crashes: u32,
    pub(super) losses: u32,
    pub(super) failures: u32,
    pub(super) doubts: u32,
    pub(super) ticks: u32,
    pub(super) is_first_refused: bool,
    pub(super) mistake: Option<Mistake>,
}

impl Bounds {
    /// One tab, one office, a nervous person.
    pub(super) const fn one_tab() -> Self {
        Self {
            tabs: 1,
            offices: 1,
            presses: 2,
            edits: 0,
            asks: 1,
            crashes: 0,
            losses: 0,
            failures: 0,
            doubts: 0,
            ticks: 1,
            is_first_refused: false,
            mistake: None,
        }
    }

    /// Two tabs with the same draft.
    pub(super) const fn two_tabs() -> Self {
        Self { tabs: 2, asks: 0, ticks: 0, ..Self::one_tab() }
    }
}

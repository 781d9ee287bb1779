//! The end of a sitting: everything goes, and then it is looked at again (rule K1).

use cert_app::route::Route;
use cert_app::state::Action;
use cert_app::wallet::{Stage, VaultData};
use cert_app::words::{Text, kiosk as words};

use crate::ui::browser::{history, leftovers, navigate, speech};
use crate::ui::ctx::{AppHandle, Wallet};
use crate::ui::hand::live;

/// What was looked at, and whether it is gone. It says nothing about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    /// Each thing, and whether it was found empty.
    pub(super) lines: Vec<(Text, bool)>,
    /// How many filings have their receipts.
    pub(super) sent: usize,
    /// How many may have arrived or not.
    pub(super) doubtful: usize,
}

impl Report {
    /// Whether everything is gone.
    pub(super) fn is_clean(&self) -> bool {
        self.lines.iter().all(|(_, is_gone)| *is_gone)
    }
}

/// Forgets everything of this sitting, which was in memory only, and looks whether anything is left anywhere.
pub(super) async fn wipe(app: &AppHandle, wallet: &Wallet) -> Report {
    let data = wallet.data();
    let count = |stages: &[Stage]| {
        let filings = data.outbox.iter().flat_map(|one| &one.filings);
        filings.filter(|filing| stages.contains(&filing.stage)).count()
    };
    let (sent, doubtful) = (count(&[Stage::Sent]), count(&[Stage::Sending]));
    drop(data);
    speech::stop();
    live::end().await;
    app.dispatch(Action::Form(None));
    wallet.lock().await;
    leftovers::empty_clipboard().await;
    navigate(&Route::Kiosk);
    history::keep_back_at_kiosk();
    let left = leftovers::look().await;
    let is_forgotten = !wallet.is_open() && *wallet.data() == VaultData::default();
    let lines = vec![
        (words::IN_MEMORY, is_forgotten),
        (words::IN_LINK, live::current().is_none()),
        (words::IN_STORAGE, !left.in_storage && !left.in_databases),
        (words::IN_CACHE, !left.in_caches),
        (words::IN_HISTORY, !left.in_history),
    ];
    Report { lines, sent, doubtful }
}

//! Attaching a file: read, checked by its first bytes, digested, kept encrypted.

use cert_app::filling::files::{self, FileProblem};
use cert_app::filling::open::Edit;
use cert_app::filling::{build, display};
use cert_app::wallet::attachment_record;
use cert_app::words::{Lang, form as words};
use cert_fill::{Attachment, Pointer};
use web_sys::File;

use super::flow::Flow;
use crate::ui::browser::{crypto, files as browser_files, page};
use crate::ui::ctx::Wallet;

/// A file that was not attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The answer.
    pub pointer: String,
    problem: FileProblem,
}

impl Failed {
    /// What to do about it.
    pub fn words(&self, lang: Lang) -> String {
        match self.problem {
            FileProblem::TooLarge { size, limit } => {
                words::FILE_TOO_LARGE.with(lang, &[&display::size(size), &display::size(limit)])
            }
            FileProblem::WrongType => words::FILE_WRONG_TYPE.of(lang).to_owned(),
            FileProblem::Empty => words::FILE_EMPTY.of(lang).to_owned(),
            FileProblem::NotRead => words::FILE_NOT_READ.of(lang).to_owned(),
        }
    }
}

/// Attaches a file to an answer. The bytes are on disk before the answer names them.
pub async fn attach(
    flow: &Flow,
    wallet: &Wallet,
    pointer: &str,
    file: &File,
) -> Result<(), Failed> {
    let ours = flow.look(|session| session.id.clone());
    let failed = |problem| Failed { pointer: pointer.to_owned(), problem };
    let at = Pointer::parse(pointer).map_err(|_| failed(FileProblem::NotRead))?;
    let limit = build::max_size(&flow.form, &at);
    if file.size() > limit as f64 {
        return Err(failed(FileProblem::TooLarge { size: file.size() as u64, limit }));
    }
    let opened = browser_files::read(file).await.ok_or_else(|| failed(FileProblem::NotRead))?;
    let kind =
        files::check(&opened.bytes, limit, &build::media_types(&flow.form, &at)).map_err(failed)?;
    // By the browser, beside the page: eight megabytes take too long on this thread.
    let digest = crypto::sha256(&opened.bytes).await.map_err(|_| failed(FileProblem::NotRead))?;
    let answer = files::answer(&opened.name, kind, opened.bytes.len(), &digest);
    let name = Attachment::digest_in(&answer).ok_or_else(|| failed(FileProblem::NotRead))?;
    wallet
        .put_secret(&attachment_record(&name), &opened.bytes)
        .await
        .map_err(|_| failed(FileProblem::NotRead))?;
    if flow.look(|session| session.id.clone()) != ours {
        // Another draft was opened while it was read: it is not that one's.
        wallet.forget_files(vec![name]).await;
        return Ok(());
    }
    flow.change(Edit::Answer(at, Some(answer)));
    page::announce(words::FILE_KEPT.of(flow.lang()));
    Ok(())
}

/// Takes a file away. Its bytes stay as long as the draft, because this can be taken back.
pub fn remove(flow: &Flow, pointer: &str) {
    let Ok(at) = Pointer::parse(pointer) else { return };
    flow.change(Edit::Answer(at, None));
    page::focus(&format!("[id=\"{}\"]", cert_app::filling::view::control_id(pointer)));
}

//! What was handed over, as the certificates in it: one, or what the codes of a picture or of a PDF file
//! hold.

use cert_app::trust::given::Given;
use cert_app::verifying::gathered;
use web_sys::File;

use super::pdf::Search;
use crate::ui::browser::files;
use crate::ui::browser::promise::Running;
use crate::ui::browser::scanner::{Effort, Scanner, picture};

/// A photograph takes a second; a picture that was made to take for ever is given up.
const PATIENCE_MILLISECONDS: u32 = 20_000;

/// What a file holds; an empty list only when somebody has stopped the search for codes in it.
///
/// # Errors
/// The code of what went wrong.
pub async fn of_file(file: &File, search: &Search) -> Result<Vec<Vec<u8>>, &'static str> {
    let bytes = files::read(file).await.ok_or("file-not-readable")?.bytes;
    gathered::whole(match Given::of(&bytes) {
        Given::Certificate => vec![bytes],
        Given::Picture => of_picture(file).await?,
        Given::Pdf => match search.codes(bytes).await? {
            stopped if stopped.is_empty() => return Ok(stopped),
            codes => codes,
        },
    })
}

async fn of_picture(file: &File) -> Result<Vec<Vec<u8>>, &'static str> {
    let scanner = Scanner::start().map_err(|fault| fault.code())?;
    let picture = picture(file).await.map_err(|fault| fault.code())?;
    let reading = {
        let scanner = scanner.clone();
        Running::start(async move { scanner.read(picture, Effort::Thorough).await })
    };
    let Some(codes) = reading.within(PATIENCE_MILLISECONDS).await else {
        scanner.stop();
        return Err("picture-without-code");
    };
    let codes = codes.map_err(|fault| fault.code())?;
    if codes.is_empty() { Err("picture-without-code") } else { Ok(codes) }
}

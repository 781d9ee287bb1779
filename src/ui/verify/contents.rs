//! What was handed over, as the certificates in it: one, or what the codes of a picture or of a PDF file
//! hold.

use cert_app::trust::given::Given;
use cert_app::verifying::gathered;
use web_sys::File;

use super::pdf::Search;
use crate::ui::browser::files;
use crate::ui::browser::scanner::{ScanFault, Scanner, picture};

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
    let scanner = Scanner::start().map_err(ScanFault::code)?;
    let picture = picture(file).await.map_err(ScanFault::code)?;
    let codes = scanner.read_one(picture).await.map_err(ScanFault::code)?;
    if codes.is_empty() { Err("picture-without-code") } else { Ok(codes) }
}

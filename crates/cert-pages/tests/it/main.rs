//! Files that the tests write themselves: their pages, their pictures, and the codes in them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics says where")]

mod broken;
mod drawn;
mod embedded;
mod maker;
mod spoiled;

use cert_pages::{Pages, Picture};
use cert_scan::{Effort, read};

/// What every code in the tests holds, unless it says something else.
const CONTENT: &str = "HC1:6BFOXN SPECIMEN 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// What the codes of a picture hold.
fn codes(picture: &Picture) -> Vec<String> {
    let picture = cert_scan::Picture::new(picture.width, picture.height, picture.grey.clone());
    let found = picture.map(|picture| read(&picture, Effort::Thorough)).unwrap_or_default();
    found.into_iter().map(|code| String::from_utf8(code.bytes).unwrap()).collect()
}

/// What the codes of a page hold once it is drawn.
fn codes_of_page(file: Vec<u8>, page: usize) -> Vec<String> {
    codes(&Pages::open(file).unwrap().render(page))
}

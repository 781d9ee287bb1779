//! Codes in a PDF file, page by page: first in its pictures, as sharp as they are, then in the page as it
//! would be seen, because a code may be drawn or put together from pieces.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::words::{Lang, verify as words};
use web_sys::ImageBitmap;
use yew::prelude::*;

use crate::ui::browser::page;
use crate::ui::browser::pages::{PagesFault, PdfPages};
use crate::ui::browser::scanner::{ScanFault, Scanner};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};

/// Codes of one file; a person picks one of them.
const MOST_CODES: usize = 32;

/// A search on a page: where it is, and what ends it.
#[derive(Clone)]
pub struct Search {
    at: UseStateHandle<Option<(usize, usize)>>,
    scanner: Rc<RefCell<Option<Scanner>>>,
}

/// A search that has not begun. It ends with the page that has it.
#[hook]
pub fn use_search() -> Search {
    let search = Search { at: use_state(|| None), scanner: use_mut_ref(|| None) };
    {
        let scanner = search.scanner.clone();
        use_effect_with((), move |()| move || stop(&scanner));
    }
    search
}

impl Search {
    /// What the codes in a file hold; nothing when somebody has stopped the search.
    ///
    /// # Errors
    /// As [`codes`], and when there is no decoder of codes.
    pub async fn codes(&self, bytes: Vec<u8>) -> Result<Vec<Vec<u8>>, &'static str> {
        let scanner = Scanner::start().map_err(ScanFault::code)?;
        self.scanner.replace(Some(scanner.clone()));
        let found = codes(bytes, &scanner, &|page, pages| self.at.set(Some((page, pages)))).await;
        if scanner.is_stopped() {
            return Ok(Vec::new());
        }
        // Also where it is still at a picture that it was given up for.
        stop(&self.scanner);
        self.at.set(None);
        found
    }

    /// Ends it, when there is one.
    pub fn stop(&self) {
        stop(&self.scanner);
        self.at.set(None);
    }

    /// Where it is, in words.
    pub fn words(&self, lang: Lang) -> Option<String> {
        let (page, pages) = (*self.at)?;
        Some(words::PDF_PAGE.with(lang, &[&page.to_string(), &pages.to_string()]))
    }

    /// Where it is, with a button that stops it.
    pub fn shown(&self) -> Html {
        let Some((page, pages)) = *self.at else { return Html::default() };
        let search = self.clone();
        let onstop = Callback::from(move |()| {
            search.stop();
            page::focus("#file");
        });
        html! { <Looking {page} {pages} {onstop} /> }
    }
}

fn stop(scanner: &RefCell<Option<Scanner>>) {
    if let Some(scanner) = scanner.take() {
        scanner.stop();
    }
}

#[derive(Clone, PartialEq, Properties)]
struct LookingProps {
    page: usize,
    pages: usize,
    onstop: Callback<()>,
}

/// Which page is looked at; the words are spoken when they change.
#[component]
fn Looking(props: &LookingProps) -> Html {
    let lang = use_lang();
    let (page, pages) = (props.page.to_string(), props.pages.to_string());
    html! {
        <div class="panel">
            <p class="working" role="status"><progress></progress>{words::PDF_PAGE.with(lang, &[&page, &pages])}</p>
            <p><Button kind={Kind::Small} id="pdf-stop" onclick={props.onstop.reform(|_: MouseEvent| ())}>{words::PDF_STOP.of(lang)}</Button></p>
        </div>
    }
}

/// What the codes in a file hold, each once, in the order of the pages. `progress` is told which page is
/// looked at, counted from 1, and how many there are. When the scanner is stopped, what was found by then.
///
/// # Errors
/// The code that has words: the file cannot be opened, or there is no code in it.
pub async fn codes(
    bytes: Vec<u8>,
    scanner: &Scanner,
    progress: &dyn Fn(usize, usize),
) -> Result<Vec<Vec<u8>>, &'static str> {
    let pages = PdfPages::open(bytes).await.map_err(PagesFault::code)?;
    let mut found = Vec::new();
    for page in 0..pages.count() {
        progress(whole(page + 1), whole(pages.count()));
        if let Err(code) = in_page(&pages, page, scanner, &mut found).await {
            // What was found before it stays: the person sees a code, not a fault.
            return if found.is_empty() { Err(code) } else { Ok(found) };
        }
        if scanner.is_stopped() {
            return Ok(found);
        }
        if found.len() >= MOST_CODES {
            break;
        }
    }
    match found.is_empty() {
        true if pages.has_more() => Err("pdf-without-code-in-first-pages"),
        true => Err("pdf-without-code"),
        false => Ok(found),
    }
}

async fn in_page(
    pages: &PdfPages,
    page: u32,
    scanner: &Scanner,
    found: &mut Vec<Vec<u8>>,
) -> Result<(), &'static str> {
    let before = found.len();
    let pictures = pages.pictures(page).await.map_err(PagesFault::code)?;
    in_pictures(pictures, scanner, found).await?;
    if scanner.is_stopped() {
        return Ok(());
    }
    // The page shows its pictures again, only less sharp.
    if found.len() == before {
        let drawn = pages.whole(page).await.map_err(PagesFault::code)?;
        in_pictures(drawn, scanner, found).await?;
    }
    Ok(())
}

async fn in_pictures(
    pictures: Vec<ImageBitmap>,
    scanner: &Scanner,
    found: &mut Vec<Vec<u8>>,
) -> Result<(), &'static str> {
    for picture in pictures {
        let read = scanner.read_one(picture).await;
        if scanner.is_stopped() {
            return Ok(());
        }
        let codes = match read {
            Ok(codes) => codes,
            // A picture that stopped the decoder has no code.
            Err(ScanFault::Picture) => Vec::new(),
            Err(ScanFault::TooLong) => return Err("pdf-without-code"),
            Err(fault) => return Err(fault.code()),
        };
        for code in codes {
            if !found.contains(&code) {
                found.push(code);
            }
        }
    }
    Ok(())
}

fn whole(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

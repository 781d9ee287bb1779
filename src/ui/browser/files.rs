//! Files: reading what the person chose, and saving what they asked for.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, DragEvent, Event, File, FileList, HtmlAnchorElement,
    HtmlInputElement, Url,
};

/// Largest file that is read. Certificates have some KB; a backup holds
/// attachments of up to some MB each.
pub const MAX_FILE: u32 = 64 * 1024 * 1024;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The file's own name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The media type as the browser guesses it.
    pub media_type: String,
}

/// The files chosen in an `<input type=file>`; the input is emptied, so that
/// the same file can be chosen again.
pub fn chosen(input: &HtmlInputElement) -> Vec<File> {
    let files = list(input.files());
    input.set_value("");
    files
}

/// The files dropped on an element.
pub fn dropped(event: &DragEvent) -> Vec<File> {
    list(event.data_transfer().and_then(|data| data.files()))
}

/// The files in what is being pasted. Text wins: a spreadsheet copies a picture of it along.
pub fn pasted(event: &Event) -> Vec<File> {
    let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let data = data.filter(|data| data.get_data("text/plain").is_ok_and(|text| text.is_empty()));
    list(data.and_then(|data| data.files()))
}

/// Reads a file; `None` when it is too large or cannot be read.
pub async fn read(file: &File) -> Option<Opened> {
    if file.size() > f64::from(MAX_FILE) {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Opened {
        name: file.name(),
        bytes: Uint8Array::new(&buffer).to_vec(),
        media_type: file.type_(),
    })
}

/// Offers bytes as a download. The object address is given back at once.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    gloo::timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Some(())
}

fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

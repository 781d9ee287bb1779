//! PDF files: any bytes. A panic of the library beneath is a find, too: it costs a person their file.

#![no_main]

use cert_pages::Pages;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(pages) = Pages::open(data.to_vec()) else { return };
    for page in 0..pages.count().min(2) {
        for picture in pages.pictures(page).iter().chain([&pages.render(page)]) {
            assert_eq!(
                picture.grey.len() as u64,
                u64::from(picture.width) * u64::from(picture.height)
            );
        }
    }
});

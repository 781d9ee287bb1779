//! The public photographs (`../shared/vectors/qr-images-zxing`): how many are read, and that none is read wrongly.
#![allow(clippy::unwrap_used, reason = "a test that panics says where")]

use std::path::{Path, PathBuf};

use cert_scan::{Effort, Picture, read};

fn folder() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/qr-images-zxing");
    let there = folder.is_dir();
    assert!(there || std::env::var_os("CI").is_none(), "the public photographs are missing");
    there.then_some(folder)
}

fn opened(path: &Path) -> Option<Picture> {
    let grey = image::open(path).ok()?.to_luma8();
    Picture::new(grey.width(), grey.height(), grey.into_raw())
}

fn pictures(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_picture = |path: &PathBuf| {
        path.extension().is_some_and(|end| ["png", "jpg", "jpeg"].iter().any(|known| end == *known))
    };
    let mut pictures: Vec<PathBuf> = files.filter(is_picture).collect();
    pictures.sort();
    pictures
}

#[test]
fn photographs_are_read_and_none_is_read_wrongly() {
    let Some(root) = folder() else { return };
    let (mut read_well, mut all, mut wrong) = (0, 0, Vec::new());
    let folders = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let is_one =
        |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("qrcode-");
    for folder in folders.filter(is_one) {
        for path in pictures(&folder) {
            let (text, latin) = (path.with_extension("txt"), path.with_extension("bin"));
            let wanted = std::fs::read_to_string(&text).unwrap_or_else(|_| {
                std::fs::read(&latin).unwrap_or_default().into_iter().map(char::from).collect()
            });
            let Some(picture) = opened(&path) else { continue };
            all += 1;
            let found = read(&picture, Effort::Thorough);
            // The bytes of a code may be in any character set; what must be right are the ASCII ones.
            let ascii = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
            let said =
                |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
            if found.iter().any(|one| {
                let said =
                    String::from_utf8(one.bytes.clone()).unwrap_or_else(|_| said(&one.bytes));
                ascii(&said) == ascii(&wanted) || said == wanted
            }) {
                read_well += 1;
            } else if !found.is_empty() {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(all > 50, "{all} photographs only");
    assert!(read_well * 100 >= all * 92, "{read_well} of {all}");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn where_there_is_no_code_none_is_found() {
    let Some(root) = folder() else { return };
    for path in pictures(&root.join("falsepositives-2")) {
        let Some(picture) = opened(&path) else { continue };
        assert_eq!(read(&picture, Effort::Thorough), [], "{}", path.display());
    }
}

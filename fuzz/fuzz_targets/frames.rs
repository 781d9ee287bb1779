//! Animated codes: any texts, parts with right checksums and any numbers, and true ones that were changed. What comes
//! out whole is the content that was shown, unless nothing of it was.

#![no_main]

use cert_frames::{Gathering, Progress, Showing, is_part};
use libfuzzer_sys::fuzz_target;
use ur::bytewords::{Style, encode};

fuzz_target!(|data: &[u8]| {
    let mut gathering = Gathering::new();
    for line in data.split(|byte| *byte == b'\n') {
        if let Ok(text) = std::str::from_utf8(line) {
            assert!(gathering.push(text).is_err() || is_part(text));
        }
        // The checksum would keep the fuzzer out; the numbers stand in front of the part as well.
        let words = encode(line, Style::Minimal);
        let number = |at: usize| line.get(at).copied().unwrap_or_default();
        for numbers in [String::new(), format!("{}-{}/", number(1), number(2))] {
            let _ = gathering.push(&format!("ur:bytes/{numbers}{words}"));
        }
    }
    let Some((&[most, changed], content)) = data.split_first_chunk() else { return };
    let Ok(showing) = Showing::of(content, usize::from(most) + 8) else { return };
    let mut gathering = Gathering::new();
    for n in 0..u32::from(changed) {
        let mut text = showing.frame(n).into_bytes();
        if let Some(byte) = content.get(n as usize).and_then(|at| text.get_mut(usize::from(*at))) {
            *byte = b'A' + changed % 26;
        }
        let text = String::from_utf8(text).expect("letters");
        if let Ok(Progress::Whole(whole)) = gathering.push(&text) {
            assert_eq!(whole, content);
        }
    }
});

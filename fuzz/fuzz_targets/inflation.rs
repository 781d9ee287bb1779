//! Our inflation beside another implementation: what it takes, the other takes and reads alike;
//! what the other packs, it unpacks.

#![no_main]

use cert_verify::token_status_list::StatusList;
use libfuzzer_sys::fuzz_target;
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};

const MOST: usize = 16 * 1_048_576;

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = StatusList::inflate(8, data) {
        let theirs = decompress_to_vec_zlib_with_limit(data, MOST).expect("ours took it");
        is_same(&list, &theirs);
    }
    if let Some((level, data)) = data.split_first() {
        let packed = compress_to_vec_zlib(data, level % 11);
        is_same(&StatusList::inflate(8, &packed).expect("theirs packed it"), data);
    }
});

fn is_same(list: &StatusList, bytes: &[u8]) {
    assert_eq!(list.len(), bytes.len() as u64);
    for (index, byte) in (0..).zip(bytes) {
        assert_eq!(list.status_at(index), Ok(*byte));
    }
}

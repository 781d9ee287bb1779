//! As much as the server takes: of what it answers, of nonsense, and of what is too large.

use std::net::Ipv4Addr;

use super::field::Field;
use crate::{
    http::Connection,
    people::{OFFICE, challenge},
};

const JSON: (&str, &str) = ("content-type", "application/json");
const PDF: (&str, &str) = ("content-type", "application/pdf");

/// More than anybody may send.
const TOO_MUCH: usize = 9 * 1_048_576;

/// Requests for challenges.
pub(super) fn challenges(field: &Field, from: Ipv4Addr) {
    let path = format!("{OFFICE}/challenges");
    let mut connection = Connection::from(from, field.address);
    while field.is_on() {
        field.count_answer(connection.send("POST", &path, &[JSON], &field.asked));
    }
}

/// Filings that are nonsense: no JSON, no filing, one that was changed, and deep brackets.
pub(super) fn filings(field: &Field, from: Ipv4Addr) {
    let mut changed = field.filing.clone();
    if let Some(byte) = changed.iter_mut().rev().nth(40) {
        *byte = if *byte == b'A' { b'B' } else { b'A' };
    }
    let all = [b"nonsense".to_vec(), b"{}".to_vec(), changed, vec![b'['; 100_000]];
    let path = format!("{OFFICE}/filings");
    let mut connection = Connection::from(from, field.address);
    for (number, body) in all.iter().cycle().enumerate() {
        if !field.is_on() {
            break;
        }
        let key = format!("\"{from}-{number}\"");
        let headers = [JSON, ("idempotency-key", key.as_str())];
        field.count_answer(connection.send("POST", &path, &headers, body));
    }
}

/// The largest answer that there is.
pub(super) fn gets(field: &Field, from: Ipv4Addr) {
    let mut connection = Connection::from(from, field.address);
    while field.is_on() {
        field.count_answer(connection.send("GET", &field.largest, &[], b""));
    }
}

/// Uploads: without a challenge, with a digest of something else, of another type, too large, and to no end.
pub(super) fn uploads(field: &Field, from: Ipv4Addr) {
    let mut connection = Connection::from(from, field.address);
    let path = format!("{OFFICE}/attachments/{}", "A".repeat(43));
    let large = vec![b'x'; TOO_MUCH];
    let mut small = b"%PDF-".to_vec();
    small.resize(1_000_000, b'x');
    while field.is_on() {
        let nonce = match challenge(&mut connection, &field.asked) {
            Ok(answer) => answer.json()["nonce"].as_str().unwrap_or_default().to_owned(),
            Err(why) => {
                field.count(format!("no challenge {}", why.get(7..10).unwrap_or("cut")));
                String::new()
            }
        };
        let nonce = ("ef-nonce", nonce.as_str());
        let text = ("content-type", "text/html");
        for (path, headers, body) in [
            (path.as_str(), &[PDF][..], &small),
            (path.as_str(), &[PDF, nonce], &small),
            (path.as_str(), &[text, nonce], &small),
            (path.as_str(), &[PDF, nonce], &large),
            ("/offices/psb/ef/attachments/..%2F..%2Fkeys", &[PDF, nonce], &small),
        ] {
            if field.is_on() {
                field.count_answer(connection.send("PUT", path, headers, body));
            }
        }
    }
}

/// Filings of nine megabytes.
pub(super) fn oversize(field: &Field, from: Ipv4Addr) {
    let mut body = field.filing.clone();
    body.resize(TOO_MUCH, b' ');
    let path = format!("{OFFICE}/filings");
    let headers = [JSON, ("idempotency-key", "\"large\"")];
    let mut connection = Connection::from(from, field.address);
    while field.is_on() {
        field.count_answer(connection.send("POST", &path, &headers, &body));
    }
}

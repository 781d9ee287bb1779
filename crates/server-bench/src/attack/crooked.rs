//! Requests that are none: HTTP that is broken on purpose, and methods that a route does not have.

use std::net::Ipv4Addr;

use super::field::{Field, Route};
use crate::people::OFFICE;

/// Broken HTTP, one kind after another, each on a connection of its own.
pub(super) fn malformed(field: &Field, from: Ipv4Addr) {
    let all = kinds(&field.address.to_string());
    for (name, bytes) in all.iter().cycle() {
        if !field.is_on() {
            break;
        }
        field.count(format!("{name} {}", field.throw(from, bytes)));
    }
}

fn kinds(host: &str) -> Vec<(&'static str, Vec<u8>)> {
    let get = |rest: &str| format!("GET /config.json HTTP/1.1\r\nhost: {host}\r\n{rest}\r\n");
    let post = |headers: &str, body: &str| {
        let line = format!("POST {OFFICE}/challenges HTTP/1.1\r\nhost: {host}\r\n");
        format!("{line}content-type: application/json\r\n{headers}\r\n{body}")
    };
    let inner = get("");
    let chunked = "transfer-encoding: chunked\r\n";
    let both = format!("content-length: 4\r\n{chunked}");
    let texts = [
        ("large-head", get(&format!("x: {}\r\n", "a".repeat(100_000)))),
        ("many-heads", get(&"x: a\r\n".repeat(5_000))),
        ("two-hosts", get("host: other.example\r\n")),
        ("no-host", "GET /config.json HTTP/1.1\r\n\r\n".to_owned()),
        ("long-path", format!("GET /{} HTTP/1.1\r\nhost: {host}\r\n\r\n", "a".repeat(90_000))),
        ("bad-path", format!("GET /status/%FF HTTP/1.1\r\nhost: {host}\r\n\r\n")),
        ("nul-in-head", get("x: a\0b\r\n")),
        ("nul-in-path", format!("GET /\0 HTTP/1.1\r\nhost: {host}\r\n\r\n")),
        ("nul-bytes", "\0".repeat(4_096)),
        ("bad-version", format!("GET / HTTP/7.3\r\nhost: {host}\r\n\r\n")),
        ("chunk-size", post(chunked, "zz\r\n{}\r\n0\r\n\r\n")),
        ("chunk-huge", post(chunked, "ffffffffffffffffff\r\n{}\r\n")),
        ("chunk-minus", post(chunked, "-1\r\n{}\r\n0\r\n\r\n")),
        ("two-lengths", post("content-length: 2\r\ncontent-length: 40\r\n", "{}")),
        ("length-minus", post("content-length: -1\r\n", "{}")),
        ("length-huge", post("content-length: 99999999999999999999\r\n", "{}")),
        ("cl-te", post(&both, &format!("0\r\n\r\n{inner}"))),
        ("te-te", post("transfer-encoding: chunked\r\ntransfer-encoding: x\r\n", "0\r\n\r\n")),
        ("te-odd", post("transfer-encoding: xchunked\r\n", &format!("0\r\n\r\n{inner}"))),
        ("folded", get("x: a\r\n b\r\n")),
        ("space-name", get("x y : a\r\n")),
    ];
    let mut all: Vec<_> = texts.map(|(name, text)| (name, text.into_bytes())).into();
    // The first bytes of TLS, as of somebody who takes the port for another.
    all.push(("tls", vec![0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]));
    all
}

/// Every route with every method that it does not have.
pub(super) fn methods(field: &Field, from: Ipv4Addr) {
    const METHODS: [&str; 9] =
        ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"];
    for Route { path, methods } in field.routes.iter().cycle() {
        for method in METHODS {
            if !field.is_on() {
                return;
            }
            if !methods.iter().any(|one| one == method) {
                let host = field.address;
                let request = format!(
                    "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                );
                let answer = field.throw(from, request.as_bytes());
                field.count(format!("{method} {answer}"));
            }
        }
    }
}

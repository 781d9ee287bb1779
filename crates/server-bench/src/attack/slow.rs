//! Connections that are held: a byte at a time, or nothing at all.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpStream},
    thread,
    time::Duration,
};

use super::field::{Field, lost};
use crate::{http::connect_from, people::OFFICE};

/// Between two bytes.
const PAUSE: Duration = Duration::from_millis(50);

/// What is said on a connection: this at once, then these bytes one at a time and the last one for ever.
struct Words {
    at_once: Vec<u8>,
    dripping: Vec<u8>,
}

/// A head that never ends.
pub(super) fn heads(field: &Field, from: Ipv4Addr) {
    let words =
        Words { at_once: Vec::new(), dripping: head(field, "GET /config.json", "x-slow: a") };
    hold(field, from, 100, &[words]);
}

/// Bodies that never end: challenges, filings, uploads.
pub(super) fn bodies(field: &Field, from: Ipv4Addr) {
    let json = "content-type: application/json\r\ncontent-length: 4000\r\n\r\n";
    let pdf = "content-type: application/pdf\r\ncontent-length: 4000\r\nef-nonce: x\r\n\r\n";
    let words = |line: String, rest: &str| Words {
        at_once: head(field, &line, rest),
        dripping: b" ".to_vec(),
    };
    let digest = "A".repeat(43);
    let all = [
        words(format!("POST {OFFICE}/challenges"), json),
        words(format!("POST {OFFICE}/filings"), json),
        words(format!("PUT {OFFICE}/attachments/{digest}"), pdf),
    ];
    hold(field, from, 100, &all);
}

/// Nothing, on more connections than one address may have.
pub(super) fn idle(field: &Field, from: Ipv4Addr) {
    hold(field, from, 140, &[Words { at_once: Vec::new(), dripping: Vec::new() }]);
}

fn head(field: &Field, line: &str, rest: &str) -> Vec<u8> {
    format!("{line} HTTP/1.1\r\nhost: {}\r\n{rest}", field.address).into_bytes()
}

/// One held connection, and how many bytes it has said one at a time.
struct Held {
    stream: TcpStream,
    said: usize,
}

/// Keeps so many connections; one that ends is opened anew.
fn hold(field: &Field, from: Ipv4Addr, count: usize, words: &[Words]) {
    let mut all: Vec<Option<Held>> = Vec::new();
    all.resize_with(count, || None);
    while field.is_on() {
        for (place, words) in all.iter_mut().zip(words.iter().cycle()) {
            if !field.is_on() {
                break;
            }
            let moved = match place {
                Some(held) => held.drip(words),
                None => Held::open(field, from, words).map(|held| {
                    *place = Some(held);
                    None
                }),
            };
            match moved {
                Ok(None) => continue,
                Ok(Some(status)) => field.count(status),
                Err(error) => field.count(lost(&error)),
            }
            *place = None;
        }
        thread::sleep(PAUSE);
    }
    for _ in all.iter().flatten() {
        field.count("held to the end");
    }
}

impl Held {
    fn open(field: &Field, from: Ipv4Addr, words: &Words) -> io::Result<Self> {
        let mut stream = connect_from(from, field.address)?;
        stream.set_nodelay(true)?;
        stream.write_all(&words.at_once)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, said: 0 })
    }

    /// One byte more, and the status if there is an answer.
    fn drip(&mut self, words: &Words) -> io::Result<Option<String>> {
        let mut answer = [0; 512];
        match self.stream.read(&mut answer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => {
                let text = String::from_utf8_lossy(&answer);
                return Ok(Some(text.split(' ').nth(1).unwrap_or("?").to_owned()));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        let byte = words.dripping.get(self.said).or(words.dripping.last());
        self.said += 1;
        match byte.map(|byte| self.stream.write(&[*byte])) {
            Some(Err(error)) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(None),
        }
    }
}

//! Where an attack takes place: the server, when it ends, and how the attackers were answered.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::http::{Answer, PATIENCE_OF_ATTACKERS, connect_from};

/// A path, and the methods that it has.
pub(super) struct Route {
    pub(super) path: String,
    pub(super) methods: Vec<String>,
}

/// What an attacker knows. Several threads share it.
pub(super) struct Field {
    pub(super) address: SocketAddr,
    pub(super) until: Instant,
    /// The request for a challenge.
    pub(super) asked: Vec<u8>,
    /// A filing as it should be.
    pub(super) filing: Vec<u8>,
    /// The path of the largest answer.
    pub(super) largest: String,
    /// All that is described.
    pub(super) routes: Vec<Route>,
    answers: Mutex<BTreeMap<String, u32>>,
}

impl Field {
    pub(super) fn new(address: SocketAddr, asked: Vec<u8>) -> Self {
        Self {
            address,
            until: Instant::now(),
            asked,
            filing: Vec::new(),
            largest: String::new(),
            routes: Vec::new(),
            answers: Mutex::default(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        Instant::now() < self.until
    }

    /// One attacker has had this answer.
    pub(super) fn count(&self, answer: impl Into<String>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        *answers.entry(answer.into()).or_default() += 1;
    }

    pub(super) fn count_answer(&self, answer: io::Result<Answer>) {
        match answer {
            Ok(answer) => self.count(answer.status.to_string()),
            Err(error) => self.count(lost(&error)),
        }
    }

    /// All answers, and nothing is counted any more.
    pub(super) fn take_answers(&self) -> BTreeMap<String, u32> {
        std::mem::take(&mut self.answers.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sends bytes over a connection of their own, and reads until the server ends it or nothing comes.
    pub(super) fn throw(&self, from: Ipv4Addr, bytes: &[u8]) -> String {
        match self.answers_to(from, bytes) {
            Ok(text) => statuses(&text),
            Err(error) => lost(&error),
        }
    }

    fn answers_to(&self, from: Ipv4Addr, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut stream = connect_from(from, self.address)?;
        stream.set_write_timeout(Some(PATIENCE_OF_ATTACKERS))?;
        stream.set_read_timeout(Some(Duration::from_millis(300)))?;
        let sent = stream.write_all(bytes);
        let (mut text, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => text.extend_from_slice(piece.get(..count).unwrap_or_default()),
                Err(_) if !text.is_empty() => break,
                Err(error) => return Err(sent.err().unwrap_or(error)),
            }
        }
        Ok(text)
    }
}

/// The statuses of what was answered, one after another.
fn statuses(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let found = text.split("HTTP/1.1 ").skip(1);
    let found: Vec<&str> = found.map(|rest| rest.get(..3).unwrap_or("?")).collect();
    if found.is_empty() { "cut".to_owned() } else { found.join("+") }
}

/// How a connection ended on which nothing was answered.
pub(super) fn lost(error: &io::Error) -> String {
    let said = match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => "no answer",
        io::ErrorKind::AddrNotAvailable => "no port",
        _ => "cut",
    };
    said.to_owned()
}

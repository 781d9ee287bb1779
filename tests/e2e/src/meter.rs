//! A way in to the server that counts what goes out: every request, also those of workers, which no
//! browser tells in one place.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Longer heads are no browser's.
const LONGEST_HEAD: u64 = 64 * 1024;
/// Longer bodies no office takes.
const LONGEST_BODY: u64 = 64 * 1024 * 1024;

/// One answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The path that was asked for, without its query.
    pub path: String,
    /// The request as it came, head and body.
    pub request: Vec<u8>,
    /// The bytes of the body as they went over the line, compressed.
    pub bytes: u64,
}

/// It listens from the start, so that its address is known, and passes on once the server is there.
pub(crate) struct Meter {
    listener: Option<TcpListener>,
    pub(crate) address: SocketAddr,
    loads: Arc<Mutex<Vec<Load>>>,
    over: Arc<AtomicBool>,
}

impl Meter {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        Self { listener: Some(listener), address, loads: Arc::default(), over: Arc::default() }
    }

    /// Passes on to the server at this address from now on.
    pub(crate) fn open(&mut self, server: SocketAddr) {
        let Some(listener) = self.listener.take() else { return };
        let (loads, over) = (Arc::clone(&self.loads), Arc::clone(&self.over));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let loads = Arc::clone(&loads);
                std::thread::spawn(move || {
                    // A browser that goes away in mid answer is not the server's affair.
                    if let Ok(Some(load)) = pass_on(stream, server) {
                        loads.lock().unwrap_or_else(PoisonError::into_inner).push(load);
                    }
                });
            }
        });
    }

    /// Every answer so far, in the order in which they ended.
    pub(crate) fn loads(&self) -> Vec<Load> {
        self.loads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes the loop, so that it sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

/// One request for each connection: what follows is counted to its end.
fn pass_on(browser: TcpStream, server: SocketAddr) -> Result<Option<Load>> {
    let mut from = BufReader::new(browser);
    let Some((head, length)) = head(&mut from)? else { return Ok(None) };
    let path = head.split([' ', '?']).nth(1).unwrap_or_default().to_owned();
    let mut request = head.into_bytes();
    from.by_ref().take(length.min(LONGEST_BODY)).read_to_end(&mut request)?;
    let mut to = TcpStream::connect(server)?;
    to.write_all(&request)?;
    let mut answer = BufReader::new(to);
    let mut browser = from.into_inner();
    let Some((told, _)) = self::head(&mut answer)? else { return Ok(None) };
    browser.write_all(told.as_bytes())?;
    let bytes = std::io::copy(&mut answer, &mut browser)?;
    Ok(Some(Load { path, request, bytes }))
}

/// The lines before the body, saying that the connection ends, and the length that they tell.
fn head(from: &mut impl BufRead) -> Result<Option<(String, u64)>> {
    let mut lines = from.take(LONGEST_HEAD);
    let (mut head, mut length, mut line) = (String::new(), 0, String::new());
    while lines.read_line(&mut line)? > 0 {
        if line == "\r\n" {
            head.push_str("Connection: close\r\n\r\n");
            return Ok(Some((head, length)));
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|e| Error::new(ErrorKind::InvalidData, e))?;
        }
        if !name.eq_ignore_ascii_case("connection") {
            head.push_str(&line);
        }
        line.clear();
    }
    Ok(None)
}

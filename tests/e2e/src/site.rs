//! What the browser visits: a folder of files, served with the headers of a strict host.

use std::io::{BufRead, BufReader, Read as _, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The policy of the design, section 11.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// How often a silent connection looks whether it is still to be silent.
const GLANCE: Duration = Duration::from_millis(100);

/// What a site answers for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The file of that path in a folder, or the page of the app.
    From(PathBuf),
    /// The same, with leave for every origin to read it.
    Shared(PathBuf),
    /// That there is no such file.
    NotFound,
    /// Nothing: the connection stays open.
    Silence,
}

/// A site on a free port of the loopback interface; it ends when this is dropped.
pub struct Site {
    base: String,
    stop: Box<dyn FnMut() + Send>,
}

impl Site {
    /// Serves the files of a folder; a path without a file gets `index.html`, as on static hosts
    /// that are set up for an app.
    #[must_use]
    pub fn of_files(folder: &Path) -> Self {
        let folder = folder.to_path_buf();
        Self::answering(move |_| Answer::From(folder.clone()))
    }

    /// A site that decides for each path what to answer.
    #[must_use]
    pub fn answering(choose: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::under(POLICY, choose)
    }

    /// The same under another Content-Security-Policy.
    #[must_use]
    pub fn under(
        policy: &'static str,
        choose: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let over = Arc::new(AtomicBool::new(false));
        let (choose, ended) = (Arc::new(choose), Arc::clone(&over));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let choose = Arc::clone(&choose);
                std::thread::spawn(move || drop(answer(stream, policy, &*choose)));
            }
        });
        let stop = Box::new(move || {
            over.store(true, Ordering::Relaxed);
            // Wakes the loop, so that it sees that it is over.
            drop(TcpStream::connect(address));
        });
        Self { base: format!("http://{address}"), stop }
    }

    /// The built app as plain files, without any server behind it.
    #[must_use]
    pub fn of_the_built_app() -> Self {
        Self::of_files(&crate::built_app())
    }

    /// A site that somebody else serves.
    #[must_use]
    pub fn elsewhere(base: &str) -> Self {
        Self { base: base.to_owned(), stop: Box::new(|| {}) }
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        (self.stop)();
    }
}

fn answer(mut stream: TcpStream, policy: &str, choose: &dyn Fn(&str) -> Answer) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines.map_while(|line| line.ok()) {
        if line.is_empty() {
            break;
        }
    }
    let path = first.split_whitespace().nth(1).unwrap_or("/");
    let path = path.split(['?', '#']).next().unwrap_or("/");
    let chosen = choose(path);
    let shared =
        if matches!(chosen, Answer::Shared(_)) { "access-control-allow-origin: *\r\n" } else { "" };
    let folder = match chosen {
        Answer::From(folder) | Answer::Shared(folder) => Some(folder),
        Answer::NotFound => None,
        Answer::Silence => {
            // Until the browser gives up, or the site has something to say again.
            stream.set_read_timeout(Some(GLANCE))?;
            while choose(path) == Answer::Silence && !matches!(stream.read(&mut [0]), Ok(0)) {}
            return Ok(());
        }
    };
    let path = path.trim_start_matches('/');
    // A name with an extension is a file or nothing; everything else is a page of the app.
    let wanted: PathBuf = path.split('/').filter(|part| !part.starts_with('.')).collect();
    let file = if wanted.extension().is_some() { wanted } else { "index.html".into() };
    let body = folder.and_then(|folder| std::fs::read(folder.join(&file)).ok());
    let (status, body) = match body {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let kind = match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Content-Security-Policy: {policy}\r\nX-Content-Type-Options: nosniff\r\n\
         Referrer-Policy: no-referrer\r\n{shared}Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

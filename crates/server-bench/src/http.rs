//! A client that keeps its connection: one request after another.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;
use socket2::{Domain, Socket, Type};

/// A server that hangs fails the run and does not hold it up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Who attacks waits less, so that an attack ends.
pub(crate) const PATIENCE_OF_ATTACKERS: Duration = Duration::from_secs(3);

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The answer itself, when its status is this.
    ///
    /// # Errors
    /// What was said instead.
    pub(crate) fn expect(self, status: u16) -> Result<Self, String> {
        if self.status == status {
            return Ok(self);
        }
        let said: String = self.text().chars().take(400).collect();
        Err(format!("status {} instead of {status}: {said}", self.status))
    }
}

/// A connection that is opened when it is needed.
pub(crate) struct Connection {
    address: SocketAddr,
    from: Option<Ipv4Addr>,
    open: Option<BufReader<TcpStream>>,
}

impl Connection {
    pub(crate) fn to(address: SocketAddr) -> Self {
        Self { address, from: None, open: None }
    }

    /// The same from another address of this machine, which the server takes for another client.
    pub(crate) fn from(from: Ipv4Addr, address: SocketAddr) -> Self {
        Self { address, from: Some(from), open: None }
    }

    /// Sends a request and reads the whole answer; after an error the next one goes over a new connection.
    ///
    /// # Errors
    /// When the connection ends without an answer.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Answer> {
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        stream.get_mut().write_all(&request)?;
        let answer = read(&mut stream)?;
        if answer.header("connection").is_none_or(|said| !said.eq_ignore_ascii_case("close")) {
            self.open = Some(stream);
        }
        Ok(answer)
    }

    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let (stream, patience) = match self.from {
            None => (TcpStream::connect(self.address)?, PATIENCE),
            Some(from) => (connect_from(from, self.address)?, PATIENCE_OF_ATTACKERS),
        };
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))?;
        Ok(BufReader::new(stream))
    }
}

/// Connects from this address of the machine.
///
/// # Errors
/// When there is no way, or nobody takes the connection.
pub(crate) fn connect_from(from: Ipv4Addr, to: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((from, 0)).into())?;
    socket.connect_timeout(&to.into(), PATIENCE_OF_ATTACKERS)?;
    Ok(socket.into())
}

fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let malformed = || io::Error::from(io::ErrorKind::InvalidData);
    let line = line(stream)?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(malformed)?;
    let mut headers = Vec::new();
    loop {
        let line = self::line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").ok_or_else(malformed)?;
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut answer = Answer { status, headers, body: Vec::new() };
    let length = answer.header("content-length").and_then(|length| length.parse().ok());
    answer.body = vec![0; length.ok_or_else(malformed)?];
    stream.read_exact(&mut answer.body)?;
    Ok(answer)
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end().len());
    Ok(line)
}

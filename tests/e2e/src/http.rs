//! One request, one answer, JSON both ways, over the loopback interface.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// The longest that a command may take: starting a browser on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// Sends `body` (none for GET and DELETE) and reads the JSON that comes back.
///
/// # Errors
/// When the connection breaks or the answer is not JSON.
pub fn call(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let mut stream = TcpStream::connect(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    // One write: a header and a body in two packets wait for each other's acknowledgement.
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    // The driver keeps the connection open whatever it is asked, so the length decides.
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    let mut line = String::new();
    while answer.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(|e| Error::new(ErrorKind::InvalidData, e))?;
        }
        line.clear();
    }
    let mut body = String::new();
    answer.take(length).read_to_string(&mut body)?;
    serde_json::from_str(&body).map_err(Error::from)
}

//! A WebSocket to a browser on the loopback interface: text messages, RFC 6455, nothing more.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::time::Duration;

/// The longest that one message may be: a picture of a long page, twice over.
const LARGEST: u64 = 64 * 1024 * 1024;
/// The longest that a command may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// Any will do between two programs of one machine, but for zero: Firefox takes that for none.
const MASK: [u8; 4] = *b"mask";

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

pub(crate) struct Socket {
    stream: BufReader<TcpStream>,
}

impl Socket {
    /// Connects to a server that speaks WebSocket at this path.
    ///
    /// # Errors
    /// When nobody listens, or the answer is no upgrade.
    pub(crate) fn connect(port: u16, path: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        // The key keeps proxies from being fooled; there is none between us.
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: Y2VydGZpbGwtZTJlLXRzdA==\r\n\r\n"
        )?;
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 101") {
            return Err(Error::new(ErrorKind::InvalidData, line));
        }
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line)?;
        }
        Ok(Self { stream })
    }

    /// Sends one text message.
    ///
    /// # Errors
    /// When the connection is gone.
    pub(crate) fn send(&mut self, text: &str) -> Result<()> {
        self.frame(TEXT, text.as_bytes())
    }

    fn frame(&mut self, kind: u8, body: &[u8]) -> Result<()> {
        let mut frame = vec![0x80 | kind];
        match (u8::try_from(body.len()), u16::try_from(body.len())) {
            (Ok(length), _) if length < 126 => frame.push(0x80 | length),
            (_, Ok(length)) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend(u64::try_from(body.len()).unwrap_or(u64::MAX).to_be_bytes());
            }
        }
        frame.extend(MASK);
        frame.extend(body.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        self.stream.get_mut().write_all(&frame)
    }

    /// The next text message.
    ///
    /// # Errors
    /// When the connection is gone or nothing comes in time.
    pub(crate) fn receive(&mut self) -> Result<String> {
        let mut message = Vec::new();
        loop {
            let [first, second] = self.bytes()?;
            let length = match second & 0x7f {
                126 => u64::from(u16::from_be_bytes(self.bytes()?)),
                127 => u64::from_be_bytes(self.bytes()?),
                short => u64::from(short),
            };
            if length > LARGEST {
                return Err(Error::new(ErrorKind::InvalidData, "a message without end"));
            }
            let mut body = Vec::new();
            self.stream.by_ref().take(length).read_to_end(&mut body)?;
            match first & 0x0f {
                CLOSE => return Err(ErrorKind::ConnectionAborted.into()),
                PING => self.frame(PONG, &body)?,
                PONG => {}
                _ => message.append(&mut body),
            }
            let whole = first & 0x80 != 0 && first & 0x08 == 0;
            if whole {
                let text = String::from_utf8(message);
                return text.map_err(|e| Error::new(ErrorKind::InvalidData, e));
            }
        }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

//! The listening socket: so many connections, so many of them for each network, and each of them watched.
//! A connection can be cut from inside, so that tests can lose an answer on the way as a network does.

mod early;
mod talk;
mod wire;

pub(crate) use early::EarlyAnswers;
pub(crate) use talk::mark;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use self::{talk::Talk, wire::Wire};
use crate::{
    AddressRange, Config, Patience,
    network::{Network, Share, Shares},
    problem::Code,
    proxies,
};

/// So many are told at once that they have enough connections, for so long, and heard so far.
const TELLINGS: usize = 64;
const TELLING: Duration = Duration::from_secs(1);
const MOST_HEARD: u64 = 65_536;

/// What is known of the other end.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    talk: Arc<Talk>,
}

impl Peer {
    /// Lets no more bytes out on this connection.
    pub(crate) fn cut(&self) {
        self.talk.cut();
    }
}

/// A place among all connections and one among those of the network.
struct Place {
    _any: Option<OwnedSemaphorePermit>,
    _own: Option<Share>,
}

/// Accepts connections.
pub(crate) struct Door {
    socket: TcpListener,
    places: Arc<Semaphore>,
    shares: Arc<Shares>,
    patience: Patience,
    trusted: Vec<AddressRange>,
    tellings: Arc<Semaphore>,
    early: Arc<EarlyAnswers>,
}

impl Door {
    pub(crate) fn new(socket: TcpListener, early: EarlyAnswers, config: &Config) -> Self {
        let most = config.ceilings.connections;
        Self {
            socket,
            places: Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(usize::MAX))),
            shares: Shares::new(config.ceilings.connections_of_one),
            patience: config.patience,
            trusted: config.trusted_proxies.clone(),
            tellings: Arc::new(Semaphore::new(TELLINGS)),
            early: Arc::new(early),
        }
    }

    /// Tells somebody who has enough connections so, when not too many are being told already.
    fn turn_away(&self, mut stream: TcpStream) {
        let Ok(telling) = self.tellings.clone().try_acquire_owned() else { return };
        let early = self.early.clone();
        tokio::spawn(async move {
            let tell = async {
                stream.write_all(&early.of(Code::TooManyRequests)).await?;
                stream.shutdown().await?;
                // A request that nobody reads would reset the connection, and the answer be lost.
                tokio::io::copy(&mut stream.take(MOST_HEARD), &mut tokio::io::sink()).await
            };
            let _ = tokio::time::timeout(TELLING, tell).await;
            drop(telling);
        });
    }
}

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        // Who comes when all places are taken waits in the system's queue.
        let mut any = self.places.clone().acquire_owned().await.ok();
        loop {
            match self.socket.accept().await {
                Ok((stream, address)) => {
                    let own = self.shares.take(Network::of(address.ip()));
                    // Everybody comes through a proxy, which has limits of its own.
                    if own.is_none() && !proxies::is_trusted(&self.trusted, address.ip()) {
                        self.turn_away(stream);
                        continue;
                    }
                    let _ = stream.set_nodelay(true);
                    let place = Place { _any: any.take(), _own: own };
                    return (Wire::new(stream, place, self.early.clone(), self.patience), address);
                }
                Err(error) => {
                    // Out of file descriptors, most likely: some will be free again soon.
                    tracing::error!(kind = %error.kind(), "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self { address: stream.remote_addr().ip(), talk: stream.io().talk().clone() }
    }
}

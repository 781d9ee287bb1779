//! Starting and stopping.

use std::{fs::DirBuilder, net::SocketAddr, os::unix::fs::DirBuilderExt, sync::Arc};

use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{Semaphore, oneshot},
    task::JoinHandle,
};

use crate::{
    Config, Server, Shared, StartError, app, back_office,
    business::{self, City},
    catalogue,
    db::{Database, forget, public_keys},
    desk::{self, Desk},
    forms::Forms,
    headers::SecurityHeaders,
    in_force::InForce,
    kept::Kept,
    keys::Keys,
    limits,
    listener::{Door, EarlyAnswers, Peer},
    metrics,
    network::Shares,
    office::attachment,
    readiness, retention,
    static_files::StaticFiles,
    sweeper, trust,
    work::Work,
    world::World,
};

/// Connections that wait to be taken. When there are more, their first packet is lost and sent again after a second,
/// and with the usual 128 two addresses that open all of theirs at once do that to everybody else.
const BACKLOG: u32 = 4_096;

/// A server at work. Dropped without [`Running::stop`], it goes on until the runtime ends.
#[derive(Debug)]
pub struct Running {
    base: String,
    address: SocketAddr,
    server: Shared,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    metrics: Option<(SocketAddr, JoinHandle<()>)>,
    desk: Option<(String, SocketAddr, JoinHandle<()>)>,
    sweeping: JoinHandle<()>,
    /// One for each receiver of webhooks.
    telling: Vec<JoinHandle<()>>,
}

/// Starts the server; when this returns, it answers.
///
/// # Errors
/// [`StartError`], when a file, a form or the address cannot be used. Nothing is served then.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let data = config.data.clone();
    DirBuilder::new().recursive(true).mode(0o700).create(&data).map_err(|error| {
        StartError::Data { path: data.clone(), reason: error.kind().to_string() }
    })?;
    let world = read_world(&config)?;
    let files = match &config.office {
        Some(own) => Some(StaticFiles::site(&own.site)?),
        None => config.app.as_deref().map(StaticFiles::read).transpose()?,
    };
    let own = config.office.as_ref().and(world.authorities.first().copied());
    let keys = Keys::load_or_make(&data.join("keys"), &world)?;
    catalogue::check_signed(&world, &keys, config.clock.now())?;
    let forms = Forms::load(own.map(|_| &keys.forms), &world)?;
    let (listener, address) = bind(config.listen)?;
    let (desk_socket, desk) = open_desk(&config)?.unzip();
    // After the address is ours: a second start by mistake must not touch what a first one
    // is working on.
    let database = Database::of(&config).await?;
    agree_on_keys(&database, &keys, &config).await?;
    let base = match &config.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{address}"),
    };
    let server = Arc::new(Server {
        security: SecurityHeaders::new(
            files.as_ref().and_then(StaticFiles::index_html),
            &base,
            &config,
        ),
        buckets: limits::Buckets::new(config.rate),
        upload_buckets: limits::Buckets::new(config.uploads),
        at_once: Semaphore::new(usize::try_from(config.ceilings.requests).unwrap_or(usize::MAX)),
        requests_of_one: Shares::new(config.ceilings.requests_of_one),
        uploads: Semaphore::new(attachment::ROOM),
        uploads_of_one: Shares::new(config.ceilings.uploads_of_one),
        work: Work::new(),
        trust: Kept::nothing(),
        in_force: InForce::default(),
        statuses: Kept::nothing(),
        storage: readiness::Storage::default(),
        relay: crate::relay::Relay::default(),
        metrics: metrics::Metrics::default(),
        base: base.clone(),
        world,
        keys,
        database,
        forms,
        own,
        city: City::default(),
        files,
        desk,
        config,
    });
    // Signed before the first request, so a fault shows now.
    let unusable = || StartError::Database {
        path: server.database.name(),
        reason: "it cannot be written".to_owned(),
    };
    if server.own.is_none() {
        trust::renew(&server).await.map_err(|_| unusable())?;
        catalogue::renew(&server).await.map_err(|_| unusable())?;
    }
    server.database.prepare(server.now()).await.map_err(|_| unusable())?;
    retention::some(&server).await.map_err(|_| unusable())?;
    forget::some(&server.database, server.now()).await.map_err(|_| unusable())?;
    let sweeping = tokio::spawn(sweeper::run(server.clone()));
    let telling = tell_receivers(&server);

    let metrics = match server.config.metrics {
        Some(address) => Some(serve_metrics(&server, address)?),
        None => None,
    };
    let desk = desk_socket.map(|(socket, address, base)| {
        let early = EarlyAnswers::new(&desk::of_the_desk(&base));
        let door = Door::new(socket, early, &server.config);
        let service = desk::router(server.clone()).into_make_service_with_connect_info::<Peer>();
        let serving = tokio::spawn(async move {
            let _ = axum::serve(door, service).await;
        });
        (base, address, serving)
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let early = EarlyAnswers::new(&server.security);
    let door = Door::new(listener, early, &server.config);
    let service = app::router(server.clone()).into_make_service_with_connect_info::<Peer>();
    let serving = tokio::spawn(async move {
        let until = async {
            // A dropped sender is not a stop.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let _ = axum::serve(door, service).with_graceful_shutdown(until).await;
    });
    Ok(Running {
        base,
        address,
        server,
        stop: Some(stop),
        serving,
        metrics,
        desk,
        sweeping,
        telling,
    })
}

fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed =
        |error: std::io::Error| StartError::Listen { address, reason: error.kind().to_string() };
    let listen = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    let listener = listen().map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// What is served: departments, services and businesses, held against each other.
///
/// # Errors
/// When something of it cannot be read, or may not be served.
pub(crate) fn read_world(config: &Config) -> Result<World, StartError> {
    let world = if let Some(own) = &config.office {
        own.check()?;
        own.world()?
    } else {
        let world = config.world.as_deref().map(World::read).transpose()?.unwrap_or_default();
        catalogue::check(&world)?;
        business::check_names(&config.businesses, &world)?;
        world
    };
    if let Some(all) = &config.back_office {
        all.check(&world)?;
    }
    Ok(world)
}

/// A socket that is listened on, where, and what people call it.
type Socket = (TcpListener, SocketAddr, String);

/// The socket of the desk with its addresses, and the desk.
fn open_desk(config: &Config) -> Result<Option<(Socket, Desk)>, StartError> {
    let Some(wanted) = &config.desk else { return Ok(None) };
    let (socket, address) = bind(wanted.listen)?;
    let base = match &wanted.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{address}"),
    };
    // Passwords and names go over it.
    if !desk::is_safe_address(&base) {
        let reason = format!(
            "{base} is not encrypted and not of this machine alone; put a proxy with TLS before it and say --desk-url https://…"
        );
        return Err(StartError::Desk { reason });
    }
    let desk = Desk::open(wanted, base.clone())?;
    Ok(Some(((socket, address, base), desk)))
}

/// Several machines on one database sign with the same keys.
async fn agree_on_keys(
    database: &Database,
    keys: &Keys,
    config: &Config,
) -> Result<(), StartError> {
    if config.postgres.is_none() {
        return Ok(());
    }
    let other = public_keys::agree(database, &keys.thumbprints(), config.new_keys).await;
    let unusable = |reason: String| StartError::Database { path: database.name(), reason };
    match other.map_err(|_| unusable("it cannot be written".to_owned()))? {
        None => Ok(()),
        Some(name) => Err(StartError::Key {
            path: config.data.join("keys").join(format!("{name}.jwk")),
            reason: format!(
                "the other machines on {} sign with another one; give every machine the same folder of keys, or start once with --new-keys if these are to replace them",
                database.name().display()
            ),
        }),
    }
}

/// Begins to tell the systems behind the offices what has come.
fn tell_receivers(server: &Shared) -> Vec<JoinHandle<()>> {
    let systems = server.config.back_office.iter().flat_map(|all| all.systems());
    let all =
        systems.flat_map(|(office, system)| system.receivers.iter().map(move |one| (office, one)));
    let begin = |(office, receiver): (&str, &back_office::Receiver)| {
        tokio::spawn(back_office::deliver(server.clone(), office.to_owned(), receiver.clone()))
    };
    all.map(begin).collect()
}

fn serve_metrics(
    server: &Shared,
    address: SocketAddr,
) -> Result<(SocketAddr, JoinHandle<()>), StartError> {
    let (listener, address) = bind(address)?;
    let router = metrics::router(server.clone());
    let serving = tokio::spawn(async move {
        let _ = axum::serve(listener, router).await;
    });
    Ok((address, serving))
}

impl Running {
    /// The public address, without a final slash: `http://127.0.0.1:PORT` unless configured.
    pub fn base(&self) -> String {
        self.base.clone()
    }

    /// The address listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the operator's numbers, when there is one.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(address, _)| *address)
    }

    /// The address that clerks use and the one listened on, when there is a desk.
    pub fn desk(&self) -> Option<(&str, SocketAddr)> {
        self.desk.as_ref().map(|(base, address, _)| (base.as_str(), *address))
    }

    /// Nobody who works is kept waiting by these.
    fn stop_what_helps(&self) {
        self.sweeping.abort();
        self.telling.iter().for_each(JoinHandle::abort);
        if let Some((_, serving)) = &self.metrics {
            serving.abort();
        }
        // A clerk's decision is one transaction: it is there, or it is told that it is not.
        if let Some((_, _, serving)) = &self.desk {
            serving.abort();
        }
    }

    /// Stops: no new connection, requests under way are finished (for at most ten seconds),
    /// then the database is closed.
    pub async fn stop(mut self) {
        self.stop_what_helps();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // Browsers keep idle connections open; they must not keep the server.
        const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
        let _ = tokio::time::timeout(PATIENCE, &mut self.serving).await;
        self.serving.abort();
        let _ = tokio::time::timeout(PATIENCE, self.server.work.settled()).await;
        self.server.work.abandon();
        self.server.database.close().await;
    }

    /// Stops the hard way, as when the machine loses power: work under way is dropped where
    /// it stands. For tests.
    pub async fn kill(self) {
        self.stop_what_helps();
        self.serving.abort();
        self.server.work.abandon();
        let _ = self.serving.await;
        self.server.work.settled().await;
        self.server.database.close().await;
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.base)
    }
}

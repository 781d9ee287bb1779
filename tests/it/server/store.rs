//! Where the server of a test keeps what it knows: a SQLite file in its folder, or, when `CERTFILL_TEST_DATABASE`
//! says `postgres`, a database of its own in the one PostgreSQL that this process starts.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use cert_server::Config;
use postgres_maker::{Care, Cluster};
use sqlx::{AnyConnection, Connection, Row};
use tokio::runtime::Runtime;

pub(crate) const FILES: [&str; 3] =
    ["certfill.sqlite", "certfill.sqlite-wal", "certfill.sqlite-shm"];

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NUMBERS: AtomicU64 = AtomicU64::new(0);

/// Where one server keeps what it knows.
pub(crate) enum Store {
    Sqlite { folder: PathBuf },
    Postgres { name: String },
    Shared { name: String },
}

fn cluster() -> &'static Cluster {
    CLUSTER.get_or_init(|| Cluster::start(Care::None).unwrap())
}

impl Store {
    /// An empty one for a server on this folder.
    pub(crate) fn new(runtime: &Runtime, folder: &Path) -> Self {
        match std::env::var("CERTFILL_TEST_DATABASE").as_deref() {
            Ok("postgres") => Self::on_postgres(runtime),
            Ok(other) if other != "sqlite" => panic!("CERTFILL_TEST_DATABASE is {other}"),
            _ => Self::on_file(folder),
        }
    }

    /// A SQLite file, whichever engine the others use.
    pub(crate) fn on_file(folder: &Path) -> Self {
        sqlx::any::install_default_drivers();
        Self::Sqlite { folder: folder.to_owned() }
    }

    /// An empty database of PostgreSQL, whichever engine the others use.
    pub(crate) fn on_postgres(runtime: &Runtime) -> Self {
        sqlx::any::install_default_drivers();
        let name = format!("world_{}", NUMBERS.fetch_add(1, Ordering::SeqCst));
        let store = Self::Postgres { name: name.clone() };
        store.manage(runtime, &format!("CREATE DATABASE {name}"));
        store
    }

    pub(crate) fn is_postgres(&self) -> bool {
        !matches!(self, Self::Sqlite { .. })
    }

    /// What a server is told about it.
    pub(crate) fn configure(&self, config: &mut Config) {
        if let Self::Postgres { name } | Self::Shared { name } = self {
            config.postgres = Some(cluster().address(name));
        }
    }

    /// A connection of somebody else.
    pub(crate) fn connect(&self, runtime: &Runtime) -> AnyConnection {
        let address = match self {
            Self::Sqlite { folder } => format!("sqlite:{}", folder.join(FILES[0]).display()),
            Self::Postgres { name } | Self::Shared { name } => cluster().address(name),
        };
        runtime.block_on(AnyConnection::connect(&address)).unwrap()
    }

    /// Everything that is stored, as bytes without order.
    pub(crate) fn all_bytes(&self, runtime: &Runtime) -> Vec<u8> {
        match self {
            Self::Sqlite { folder } => {
                let files = FILES.iter().take(2);
                files.flat_map(|file| fs::read(folder.join(file)).unwrap_or_default()).collect()
            }
            Self::Postgres { .. } | Self::Shared { .. } => {
                let mut connection = self.connect(runtime);
                runtime.block_on(async {
                    let tables =
                        "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind IN ('r', 'p')
                        AND relnamespace = 'public'::regnamespace";
                    let mut all = Vec::new();
                    for row in sqlx::query(tables).fetch_all(&mut connection).await.unwrap() {
                        let table: String = row.get(0);
                        let rows = format!("SELECT CAST(t.* AS TEXT) FROM {table} AS t");
                        let rows =
                            sqlx::query(sqlx::AssertSqlSafe(rows)).fetch_all(&mut connection);
                        for row in rows.await.unwrap() {
                            all.extend(row.get::<String, _>(0).into_bytes());
                        }
                    }
                    all
                })
            }
        }
    }

    /// Loses everything. The server must not be running.
    pub(crate) fn lose(&self, runtime: &Runtime) {
        match self {
            Self::Sqlite { folder } => {
                for file in FILES {
                    let _ = fs::remove_file(folder.join(file));
                }
            }
            Self::Postgres { name } | Self::Shared { name } => {
                self.manage(runtime, &format!("DROP DATABASE {name} WITH (FORCE)"));
                self.manage(runtime, &format!("CREATE DATABASE {name}"));
            }
        }
    }

    /// Copies everything elsewhere. The server must not be running.
    pub(crate) fn back_up(&self, runtime: &Runtime) -> Backup {
        match self {
            Self::Sqlite { folder } => {
                let content = FILES.map(|file| fs::read(folder.join(file)).ok());
                Backup::Files(content)
            }
            Self::Postgres { name } | Self::Shared { name } => {
                let copy = format!("{name}_backup");
                self.manage(runtime, &format!("CREATE DATABASE {copy} TEMPLATE {name}"));
                Backup::Database(copy)
            }
        }
    }

    /// Puts a copy in the place of what is there. The server must not be running.
    pub(crate) fn restore(&self, runtime: &Runtime, backup: &Backup) {
        match (self, backup) {
            (Self::Sqlite { folder }, Backup::Files(files)) => {
                self.lose(runtime);
                for (name, content) in FILES.iter().zip(files) {
                    if let Some(content) = content {
                        let path = folder.join(name);
                        fs::write(&path, content).unwrap();
                        fs::set_permissions(
                            &path,
                            std::os::unix::fs::PermissionsExt::from_mode(0o600),
                        )
                        .unwrap();
                    }
                }
            }
            (Self::Postgres { name }, Backup::Database(copy)) => {
                self.manage(runtime, &format!("DROP DATABASE {name} WITH (FORCE)"));
                self.manage(runtime, &format!("CREATE DATABASE {name} TEMPLATE {copy}"));
            }
            _ => panic!("a copy of another engine"),
        }
    }

    /// Runs a statement on the cluster itself.
    fn manage(&self, runtime: &Runtime, statement: &str) {
        runtime.block_on(async {
            let mut connection =
                AnyConnection::connect(&cluster().address("postgres")).await.unwrap();
            let statement = sqlx::AssertSqlSafe(statement.to_owned());
            sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        });
    }

    /// The same database for another server, which leaves it to the first to take it away.
    pub(crate) fn shared(&self) -> Self {
        match self {
            Self::Postgres { name } | Self::Shared { name } => Self::Shared { name: name.clone() },
            Self::Sqlite { .. } => panic!("a file has one server"),
        }
    }

    /// Takes it away.
    pub(crate) fn remove(&self, runtime: &Runtime) {
        if let Self::Postgres { name } = self {
            self.manage(runtime, &format!("DROP DATABASE IF EXISTS {name}_backup WITH (FORCE)"));
            self.manage(runtime, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// A copy of everything.
pub(crate) enum Backup {
    Files([Option<Vec<u8>>; 3]),
    Database(String),
}

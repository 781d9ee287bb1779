//! Local accounts, for the command line: whoever can write the database makes clerks.

use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt, path::PathBuf};

use super::{grants::Grants, password};
use crate::{
    Clock, Config,
    db::{
        About, Database, StorageError,
        desk::{
            clerks::{self, Account},
            log::{self, Deed},
            sessions,
        },
    },
};

/// Whom the log names for what was done on the command line.
const OPERATOR: &str = "(operator)";

/// The accounts of one database.
pub struct ClerkAccounts {
    database: Database,
    clock: Clock,
}

/// An account as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClerkSummary {
    /// Its name.
    pub name: String,
    /// Its roles at offices, such as `decide:psb`.
    pub grants: String,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClerkTrouble {
    /// A name of letters, digits, dots and hyphens, up to 64.
    Name,
    /// Roles are look, decide and administer, at offices by their short names.
    Grants,
    /// A password of 12 to 256 characters.
    Password,
    /// There is such an account.
    Exists,
    /// There is none.
    Unknown,
    /// The database refused.
    Storage,
}

impl std::fmt::Display for ClerkTrouble {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Name => "a name has 1 to 64 letters, digits, dots and hyphens",
            Self::Grants => {
                "roles are look, decide and administer, at offices by their short names or *"
            }
            Self::Password => "a password has 12 to 256 characters",
            Self::Exists => "there is an account of this name already",
            Self::Unknown => "there is no account of this name",
            Self::Storage => "the database cannot be written now",
        })
    }
}

impl std::error::Error for ClerkTrouble {}

impl From<StorageError> for ClerkTrouble {
    fn from(_: StorageError) -> Self {
        Self::Storage
    }
}

impl ClerkAccounts {
    /// Opens the database that this configuration names; the server may be running on it.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(config: &Config) -> Result<Self, crate::StartError> {
        let data: &PathBuf = &config.data;
        let made = DirBuilder::new().recursive(true).mode(0o700).create(data);
        made.map_err(|error| crate::StartError::Data {
            path: data.clone(),
            reason: error.kind().to_string(),
        })?;
        let database = Database::of(config).await?;
        Ok(Self { database, clock: config.clock.clone() })
    }

    /// Makes an account and gives its password back: the one that is given, or a new one.
    ///
    /// # Errors
    /// A [`ClerkTrouble`].
    pub async fn add(
        &self,
        name: &str,
        grants: &str,
        given: Option<&str>,
    ) -> Result<String, ClerkTrouble> {
        if !is_name(name) {
            return Err(ClerkTrouble::Name);
        }
        let grants = Grants::parse(grants).ok_or(ClerkTrouble::Grants)?.to_string();
        let password = given.map_or_else(password::made, str::to_owned);
        let stored = password::stored(&password).ok_or(ClerkTrouble::Password)?;
        let now = self.clock.now();
        let account = Account { name: name.to_owned(), password: stored, grants, created_at: now };
        let mut transaction = self.database.write(About::Log).await?;
        if !clerks::add(&mut transaction, &account).await? {
            return Err(ClerkTrouble::Exists);
        }
        let deed = Deed::new(OPERATOR, "account-made").with("account", name);
        let deed = deed.with("grants", account.grants.as_str());
        log::append(&mut transaction, &deed, now).await?;
        transaction.commit().await.map_err(StorageError::from)?;
        Ok(password)
    }

    /// Gives an account another password and ends its sessions.
    ///
    /// # Errors
    /// A [`ClerkTrouble`].
    pub async fn new_password(
        &self,
        name: &str,
        given: Option<&str>,
    ) -> Result<String, ClerkTrouble> {
        let password = given.map_or_else(password::made, str::to_owned);
        let stored = password::stored(&password).ok_or(ClerkTrouble::Password)?;
        let mut transaction = self.database.write(About::Log).await?;
        if !clerks::set_password(&mut transaction, name, &stored).await? {
            return Err(ClerkTrouble::Unknown);
        }
        sessions::end_all(&mut transaction, name).await?;
        let deed = Deed::new(OPERATOR, "password-changed").with("account", name);
        log::append(&mut transaction, &deed, self.clock.now()).await?;
        transaction.commit().await.map_err(StorageError::from)?;
        Ok(password)
    }

    /// Takes an account away and ends its sessions. Of somebody whom the identity provider sends (`oidc:…`, as the
    /// log names them) there are only the sessions.
    ///
    /// # Errors
    /// A [`ClerkTrouble`].
    pub async fn remove(&self, name: &str) -> Result<(), ClerkTrouble> {
        let mut transaction = self.database.write(About::Log).await?;
        let is_ours = clerks::remove(&mut transaction, name).await?;
        let ended = sessions::end_all(&mut transaction, name).await?;
        if !is_ours && ended == 0 {
            return Err(ClerkTrouble::Unknown);
        }
        let deed = Deed::new(OPERATOR, "account-removed").with("account", name);
        log::append(&mut transaction, &deed, self.clock.now()).await?;
        transaction.commit().await.map_err(StorageError::from)?;
        Ok(())
    }

    /// All accounts, without their passwords.
    ///
    /// # Errors
    /// A [`ClerkTrouble`].
    pub async fn list(&self) -> Result<Vec<ClerkSummary>, ClerkTrouble> {
        let all = clerks::all(&self.database).await?;
        let named = all.into_iter().map(|one| ClerkSummary { name: one.name, grants: one.grants });
        Ok(named.collect())
    }

    /// Closes the database.
    pub async fn close(self) {
        self.database.close().await;
    }
}

/// Names that the log and a page can show without doubt about who is meant. A colon stands in the names of those
/// whom an identity provider sends, so that nobody takes another's.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-');
    (1..=64).contains(&name.chars().count()) && name.chars().all(plain)
}

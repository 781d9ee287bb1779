//! Sessions: who asks, and until when.

use axum::http::HeaderMap;
use cert_verify::{UnixTime, base64url, sha256};

use super::{
    Desk,
    grants::{Grants, Role},
    kept::Kept,
    visitor::{self, SESSION},
};
use crate::{
    Server,
    db::{
        About, StorageError, WriteTransaction,
        desk::{
            clerks,
            log::{self, Deed},
            sessions::{self, Session},
        },
    },
    problem::{Code, Problem},
    random,
};

/// A clerk who leaves for lunch has to log in again.
const IDLE: i64 = 1_800;

/// A working day.
const LONGEST: i64 = 36_000;

/// How exactly it is known when a clerk was seen last: not every request writes.
const SEEN_EVERY: i64 = 60;

/// A clerk at work.
#[derive(Clone, Debug)]
pub(super) struct Clerk {
    /// The account, or whom the identity provider named.
    pub(super) id: String,
    /// As it is shown.
    pub(super) name: String,
    pub(super) grants: Grants,
    pub(super) token_hash: String,
    /// What the forms of this session carry.
    pub(super) form_token: String,
    /// What was typed when the session before had ended.
    pub(super) kept: Option<Kept>,
}

impl Clerk {
    /// Refuses what the role does not allow, and writes down that it was tried.
    ///
    /// # Errors
    /// `desk-role-missing`.
    pub(super) async fn may(
        &self,
        server: &Server,
        role: Role,
        office: &str,
        case_no: &str,
    ) -> Result<(), Problem> {
        if self.grants.allow(role, office) {
            return Ok(());
        }
        let deed = Deed::about(&self.id, "refused", office, case_no).with("needs", role.as_str());
        log::note(&server.database, &deed, server.now()).await?;
        Err(Code::DeskRoleMissing.into())
    }
}

/// The desk of this server; its routes are only served where there is one.
pub(super) fn desk(server: &Server) -> Result<&Desk, Problem> {
    server.desk.as_ref().ok_or_else(|| Code::NotFound.into())
}

/// Who asks; none when there is no session, or it has ended.
pub(super) async fn clerk_of(
    server: &Server,
    headers: &HeaderMap,
) -> Result<Option<Clerk>, Problem> {
    let Some(token) = visitor::cookie(headers, SESSION, desk(server)?.is_https()) else {
        return Ok(None);
    };
    let token_hash = hash(&token);
    let Some(session) = sessions::session(&server.database, &token_hash).await? else {
        return Ok(None);
    };
    let now = server.now();
    if has_ended(&session, now) {
        return Ok(None);
    }
    let grants = match &session.grants {
        // Without the provider its word counts no more.
        Some(grants) => desk(server)?.provider.as_ref().and_then(|_| Grants::parse(grants)),
        // At each request: whose account was taken away, or given another role, is that at once.
        None => {
            let account = clerks::account(&server.database, &session.clerk).await?;
            account.and_then(|account| Grants::parse(&account.grants))
        }
    };
    let Some(grants) = grants else { return Ok(None) };
    if now.seconds() - session.seen_at.seconds() >= SEEN_EVERY {
        sessions::seen(&server.database, &token_hash, now).await?;
    }
    Ok(Some(Clerk {
        id: session.clerk,
        name: session.name,
        grants,
        form_token: visitor::token(server, &token),
        kept: session.kept.as_deref().and_then(Kept::read),
        token_hash,
    }))
}

fn has_ended(session: &Session, now: UnixTime) -> bool {
    // A clock that was put back makes no session longer.
    let quiet = now.seconds().saturating_sub(session.seen_at.seconds());
    now >= session.ends_at || now < session.began_at || quiet >= IDLE
}

pub(super) fn hash(token: &str) -> String {
    base64url::encode(&sha256(token.as_bytes()))
}

/// Whose session begins.
pub(super) struct Beginning {
    pub(super) clerk: String,
    pub(super) name: String,
    /// Of an identity provider; none for a local account.
    pub(super) grants: Option<Grants>,
    pub(super) kept: Option<Kept>,
    /// The stored password that was held against the one that was typed.
    pub(super) password: Option<String>,
}

/// Begins a session under a new token, which is given back for the cookie.
pub(super) async fn begin(server: &Server, of: Beginning) -> Result<String, Problem> {
    let mut bytes = [0; 32];
    random::fill(&mut bytes);
    let token = base64url::encode(&bytes);
    let now = server.now();
    let session = Session {
        token_hash: hash(&token),
        clerk: of.clerk,
        name: of.name,
        grants: of.grants.map(|grants| grants.to_string()),
        began_at: now,
        seen_at: now,
        ends_at: now.plus_seconds(LONGEST),
        kept: of.kept.map(|kept| kept.written()),
    };
    let mut transaction = server.database.write(About::Log).await?;
    // Whoever was let in by a password that was changed meanwhile is not.
    if let Some(password) = &of.password
        && clerks::password_in(&mut transaction, &session.clerk).await?.as_ref() != Some(password)
    {
        return Err(Code::DeskLoginWrong.into());
    }
    sessions::begin(&mut transaction, &session).await?;
    let way = if session.grants.is_some() { "provider" } else { "password" };
    let mut deed = Deed::new(&session.clerk, "logged-in").with("by", way);
    if let Some(grants) = &session.grants {
        deed = deed.with("grants", grants.as_str());
    }
    log::append(&mut transaction, &deed, now).await?;
    commit(transaction).await?;
    Ok(token)
}

pub(super) async fn commit(transaction: WriteTransaction) -> Result<(), Problem> {
    Ok(transaction.commit().await.map_err(StorageError::from)?)
}

//! Sessions: who asks, and until when.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use cert_verify::{UnixTime, base64url, sha256};

use super::{
    Desk,
    grants::{Grants, Role},
    kept::Kept,
    login,
    page::View,
    visitor::{self, Fields, MAX_FORM, SESSION},
};
use crate::{
    Server, Shared,
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
        Some(grants) => Grants::parse(grants),
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

/// Lets clerks through, and asks everybody else to log in. What was typed comes along.
pub(super) async fn require(
    State(server): State<Shared>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    match clerk_of(&server, request.headers()).await {
        Ok(Some(clerk)) => {
            request.extensions_mut().insert(clerk);
            next.run(request).await
        }
        Ok(None) => ask_to_log_in(&server, request).await.unwrap_or_else(Problem::into_response),
        Err(problem) => problem.into_response(),
    }
}

async fn ask_to_log_in(server: &Server, request: Request<Body>) -> Result<Response, Problem> {
    let desk = desk(server)?;
    let view = View::of(server, &request)?;
    let headers = request.headers().clone();
    // What a program asks for is no page to log in on.
    let wants_page = headers
        .get("accept")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return Err(Code::DeskSessionEnded.into());
    }
    let had_session = visitor::cookie(&headers, SESSION, desk.is_https());
    let is_post = *request.method() == Method::POST;
    let path = request.uri().path().to_owned();
    let place = request.uri().path_and_query().map(|place| place.as_str().to_owned());
    let kept = if is_post {
        let fields = Fields::read(server, had_session.as_deref(), request, MAX_FORM).await;
        fields.ok().and_then(|fields| Kept::of(&path, &fields))
    } else {
        None
    };
    let back = match &kept {
        Some(kept) => kept.place(),
        None if is_post => "/".to_owned(),
        None => place.unwrap_or_default(),
    };
    let problem = had_session.is_some().then_some(Code::DeskSessionEnded);
    let asked = login::Asked { back: &back, kept: kept.as_ref(), name: "", problem };
    Ok(login::page(server, &view, &headers, &asked))
}

//! Logging in and out.

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, Request},
    response::Response,
};

use super::{
    accounts, dress,
    kept::Kept,
    page::{self as frame, View},
    session::{self, Beginning, Clerk, desk},
    visitor::{self, Fields, MAX_FORM, SESSION, VISIT},
};
use crate::{
    Server, Shared, answer,
    db::About,
    db::desk::{
        clerks,
        log::{self, Deed},
        sessions,
    },
    gate::Client,
    problem::{Code, Problem},
    start_page::escape,
};

/// What the login page shows.
pub(super) struct Asked<'a> {
    /// Where it goes on.
    pub(super) back: &'a str,
    pub(super) kept: Option<&'a Kept>,
    pub(super) name: &'a str,
    pub(super) problem: Option<Code>,
}

/// The login page.
pub(super) fn page(
    server: &Server,
    view: &View,
    headers: &HeaderMap,
    asked: &Asked<'_>,
) -> Response {
    let Ok(desk) = desk(server) else { return Response::new(Body::empty()) };
    let (visit, is_new) = visitor::visit(headers, desk.is_https());
    let title = view.t("登录", "Log in");
    let mut content = format!("<div class=\"narrow\"><h1>{title}</h1>\n");
    if let Some(code) = asked.problem {
        content.push_str(&dress::told(view, Problem::from(code).row().1));
    }
    if asked.kept.is_some() {
        let text = view.t(
            "您写的内容没有丢失：登录后会原样回到办件页面，确认后再提交。",
            "Nothing that you typed is lost: after logging in it is back on the page of the case, to be checked and sent.",
        );
        content.push_str(&frame::banner("warn", text));
    }
    let hidden = format!(
        r#"<input type="hidden" name="token" value="{}"><input type="hidden" name="back" value="{}"><input type="hidden" name="kept" value="{}">"#,
        visitor::token(server, &visit),
        escape(asked.back),
        asked.kept.map(Kept::written).unwrap_or_default(),
    );
    content.push_str(&format!(
        r#"<form class="panel" method="post" action="/login">{hidden}
<p class="field"><label for="name">{name}</label><input id="name" name="name" value="{given}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required></p>
<p class="field"><label for="password">{password}</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required></p>
<button class="button">{title}</button>
</form>
"#,
        name = view.t("账户", "Account"),
        given = escape(asked.name),
        password = view.t("密码", "Password"),
    ));
    if desk.provider.is_some() {
        content.push_str(&format!(
            r#"<form class="panel" method="post" action="/login/provider">{hidden}<p>{}</p><button class="button ghost">{}</button></form>
"#,
            view.t("也可以用单位的统一身份登录。", "Or log in with your organisation's account."),
            view.t("统一身份登录", "Use the organisation's account"),
        ));
    }
    content.push_str("</div>");
    // Not only for whoever reads the page: a program must see that it is not logged in.
    let mut response = frame::page(view, 401, title, &content);
    if is_new {
        visitor::set_cookie(&mut response, VISIT, &visit, desk.is_https());
    }
    response
}

/// `GET /login`
pub(super) async fn show(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    let asked = Asked { back: "/", kept: None, name: "", problem: None };
    Ok(page(&server, &view, request.headers(), &asked))
}

/// `POST /login`
pub(super) async fn log_in(
    State(server): State<Shared>,
    Extension(client): Extension<Client>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let desk = desk(&server)?;
    let view = View::of(&server, &request)?.at("/login");
    let headers = request.headers().clone();
    let visit = visitor::cookie(&headers, VISIT, desk.is_https());
    let fields = Fields::read(&server, visit.as_deref(), request, MAX_FORM).await?;
    let (name, password) =
        (fields.get("name").unwrap_or_default(), fields.get("password").unwrap_or_default());
    let kept = fields.get("kept").and_then(Kept::read);
    let back = fields.get("back").and_then(visitor::own_place).unwrap_or("/");
    let refused = |code| {
        let shown = if accounts::is_name(name) { name } else { "" };
        let asked = Asked { back, kept: kept.as_ref(), name: shown, problem: Some(code) };
        let mut response = page(&server, &view, &headers, &asked);
        let status = Problem::from(code).row().0;
        if let Ok(status) = axum::http::StatusCode::from_u16(status) {
            *response.status_mut() = status;
        }
        response
    };
    let now = server.now();
    if !desk.tries.take(client.0, name, now) {
        return Ok(refused(Code::DeskTriesTooMany));
    }
    let account = match accounts::is_name(name) {
        true => clerks::account(&server.database, name).await?,
        false => None,
    };
    let stored = account.as_ref().map(|account| account.password.as_str());
    if !desk.hashing.is_it(password, stored).await {
        // Only for accounts that there are: a password typed into the wrong field goes into no log.
        if let Some(account) = &account {
            // Beside the answer, whose time would say that there is such an account.
            let (server, name) = (server.clone(), account.name.clone());
            tokio::spawn(async move {
                let deed = Deed::new(&name, "login-failed");
                log::note(&server.database, &deed, now).await
            });
        }
        return Ok(refused(Code::DeskLoginWrong));
    }
    desk.tries.succeeded(client.0, name);
    let password = account.map(|account| account.password);
    let (clerk, name) = (name.to_owned(), name.to_owned());
    let beginning = Beginning { clerk, name, grants: None, kept, password };
    let token = session::begin(&server, beginning).await?;
    let mut response = answer::see_other(back);
    visitor::set_cookie(&mut response, SESSION, &token, desk.is_https());
    Ok(response)
}

/// `POST /logout`
pub(super) async fn log_out(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    leave(&server, &clerk, request, false).await
}

/// `POST /logout/everywhere`
pub(super) async fn log_out_everywhere(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    leave(&server, &clerk, request, true).await
}

async fn leave(
    server: &Server,
    clerk: &Clerk,
    request: Request<Body>,
    everywhere: bool,
) -> Result<Response, Problem> {
    let is_https = desk(server)?.is_https();
    read_form(server, request, MAX_FORM).await?;
    let mut transaction = server.database.write(About::Log).await?;
    let action = if everywhere {
        sessions::end_all(&mut transaction, &clerk.id).await?;
        "logged-out-everywhere"
    } else {
        sessions::end(&mut transaction, &clerk.token_hash).await?;
        "logged-out"
    };
    log::append(&mut transaction, &Deed::new(&clerk.id, action), server.now()).await?;
    session::commit(transaction).await?;
    let mut response = answer::see_other("/login");
    visitor::set_cookie(&mut response, SESSION, "", is_https);
    Ok(response)
}

/// The form of a clerk at work.
pub(super) async fn read_form(
    server: &Server,
    request: Request<Body>,
    limit: usize,
) -> Result<Fields, Problem> {
    let cookie = visitor::cookie(request.headers(), SESSION, desk(server)?.is_https());
    Fields::read(server, cookie.as_deref(), request, limit).await
}

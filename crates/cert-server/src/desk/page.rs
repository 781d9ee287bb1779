//! The frame of the desk's pages: plain HTML in Chinese or English, which works without script.

use axum::{
    body::Body,
    http::{Request, StatusCode},
    response::Response,
};

use super::{
    grants::Role,
    session::{self, Clerk},
    visitor,
};
use crate::{
    Server, answer,
    problem::Problem,
    start_page::{Language, escape},
};

/// For whom a page is made.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) language: Language,
    /// The path with its query, for the link to the other language.
    here: String,
    pub(super) clerk: Option<Clerk>,
}

impl View {
    /// For whoever sent this request.
    pub(super) fn of(server: &Server, request: &Request<Body>) -> Result<Self, Problem> {
        let is_https = session::desk(server)?.is_https();
        let uri = request.uri();
        let language = visitor::language(uri, request.headers(), is_https);
        let query = uri.query().unwrap_or_default();
        let others: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
            .collect();
        let here = if others.is_empty() {
            format!("{}?", uri.path())
        } else {
            format!("{}?{}&", uri.path(), others.join("&"))
        };
        Ok(Self { language, here, clerk: request.extensions().get::<Clerk>().cloned() })
    }

    /// A page that answers a POST is found again at this path.
    pub(super) fn at(mut self, path: &str) -> Self {
        self.here = format!("{path}?");
        self
    }

    /// The text of this language.
    pub(super) const fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.language.pick(zh, en)
    }

    /// The hidden field that forms carry.
    pub(super) fn token(&self) -> String {
        let token = self.clerk.as_ref().map_or("", |clerk| clerk.form_token.as_str());
        format!(r#"<input type="hidden" name="token" value="{}">"#, escape(token))
    }
}

/// A whole page.
pub(super) fn page(view: &View, status: u16, title: &str, content: &str) -> Response {
    let html = html(view, title, content);
    let mut response = answer::with_type(200, "text/html; charset=utf-8", "no-store", html);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

fn html(view: &View, title: &str, content: &str) -> String {
    let (tag, other) = match view.language {
        Language::Chinese => ("zh-CN", ("en", "English")),
        Language::English => ("en", ("zh", "中文")),
    };
    let other = format!(
        r#"<a class="language" hreflang="{0}" lang="{0}" href="{1}lang={0}">{2}</a>"#,
        other.0,
        escape(&view.here),
        other.1,
    );
    format!(
        r##"<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title} – {site}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/desk.css">
<script type="module" src="/desk.mjs"></script>
</head>
<body>
<a class="skip" href="#main">{skip}</a>
<header><div class="in">
<a class="logo" href="/"><span class="mark" aria-hidden="true">{mark}</span>{site}</a>
{nav}{other}
</div></header>
<main id="main" tabindex="-1">
{content}
</main>
</body>
</html>
"##,
        title = escape(title),
        site = view.t("受理台", "Desk"),
        mark = view.t("受", "D"),
        skip = view.t("跳到主要内容", "Skip to main content"),
        nav = nav(view),
    )
}

fn nav(view: &View) -> String {
    let Some(clerk) = &view.clerk else { return "<span class=\"fill\"></span>".to_owned() };
    let link = |path: &str, text: &str| {
        let is_here = view.here.split('?').next() == Some(path);
        let current = if is_here { r#" aria-current="page""# } else { "" };
        format!(r#"<a href="{path}"{current}>{text}</a>"#)
    };
    let mut links = String::new();
    if clerk.grants.allow_somewhere(Role::Look) {
        links.push_str(&link("/", view.t("办件", "Cases")));
    }
    if clerk.grants.allow_somewhere(Role::Decide) {
        links.push_str(&link("/counter", view.t("窗口收件", "Counter")));
    }
    if clerk.grants.allow_somewhere(Role::Administer) {
        links.push_str(&link("/log", view.t("日志", "Log")));
    }
    format!(
        r#"<nav aria-label="{label}">{links}</nav>
<details class="me"><summary><span class="visually-hidden">{account}</span>{name}</summary>
<form method="post" action="/logout">{token}<button class="button ghost">{out}</button>
<button class="button ghost" formaction="/logout/everywhere">{everywhere}</button></form></details>
"#,
        label = view.t("受理台", "Desk"),
        account = view.t("账户：", "Account: "),
        name = escape(&clerk.name),
        token = view.token(),
        out = view.t("退出", "Log out"),
        everywhere = view.t("在所有设备上退出", "Log out everywhere"),
    )
}

/// A paragraph that tells how something ended.
pub(super) fn banner(tone: &str, text: &str) -> String {
    let role = if tone == "bad" { "alert" } else { "status" };
    format!("<p class=\"banner {tone}\" role=\"{role}\">{text}</p>\n")
}

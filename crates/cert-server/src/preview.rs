//! The page on which an author sees a form while it is written (`certfill preview`): the app in a frame, what the
//! linter says above it, and example certificates to fill the form from.
//!
//! The server that is started for one edition knows nothing of the next one: who watches the form tells this page
//! what is served and what was found ([`crate::PreviewNews`]), and starts the server again for a better edition. It is
//! *not* for anybody but the author: a server with such a page may be shown in a frame of its own pages.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};

use crate::{
    Server, Shared, answer,
    previewed::Preview,
    problem::{Code, Problem},
    start_page::{Language, Visitor, escape, page},
};

/// Where the page is: below a path that the app's service worker leaves alone.
const PLACE: &str = "/specimen/preview";

/// What the page itself needs: one script of its own, and the app in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
frame-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'; \
require-trusted-types-for 'script'; trusted-types 'none'";

fn of(server: &Server) -> Result<&Preview, Problem> {
    server.config.preview.as_ref().ok_or_else(|| Code::NotFound.into())
}

/// `GET /specimen/preview/news`
pub(crate) async fn news(State(server): State<Shared>) -> Result<Response, Problem> {
    Ok(answer::json(200, &of(&server)?.news.to_json()))
}

/// `GET /specimen/preview/preview.js`
pub(crate) async fn script() -> Response {
    let script = include_str!("../specimen/preview.js");
    answer::with_type(200, "text/javascript; charset=utf-8", "no-cache", script)
}

/// `GET /specimen/preview`
pub(crate) async fn show(
    State(server): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let preview = of(&server)?;
    let language = Language::of(&uri, &headers);
    let t = |zh, en| language.pick(zh, en);
    let visitor = Visitor::of(&headers);
    let content = format!(
        r#"<div id="preview" data-service="{service}" data-good="{good}" data-bad="{bad}" data-gone="{gone}">
<h1>{title} <code>{file}</code></h1>
<p id="state" class="state" role="status">{good}</p>
<ul id="findings" class="findings"></ul>
<p>{first}</p>
<p class="small">{filed}</p>
<form class="desk" method="post" action="/specimen/offers" target="app">
<input type="hidden" name="token" value="{token}"><input type="hidden" name="lang" value="{short}">
<p class="pick"><label for="person">{whose}</label>
<select id="person" name="person">{people}</select></p>
<button class="button ghost">{get}</button>
<a class="button ghost" id="form" target="app" href="/services/{service}#lang={tag}">{open}</a>
</form>
</div>
<iframe id="app" name="app" title="{app}" src="/services/{service}#lang={tag}"></iframe>
<script src="/specimen/preview/preview.js"></script>"#,
        service = escape(&preview.service),
        title = t("预览", "Preview of"),
        file = escape(&preview.file),
        good = t("这里显示的就是文件现在的内容", "What you see is the file as it is"),
        bad = t(
            "文件有错误：这里仍是最后一个没有错误的版本",
            "The file has errors: what you see is the last edition without any"
        ),
        gone = t("预览已结束", "The preview has ended"),
        first = t(
            "先领取一个人的示例证照（✓ 表示这个人的证照够用），再打开表单。每次保存文件，表单自动更新，填过的内容还在。",
            "Get somebody's example certificates first (✓: theirs are enough), then open the form. Each save of the file is shown by itself, and what was filled in stays."
        ),
        filed = t(
            "在这里提交的内容不会送到任何部门：它只到本机上这次预览自己的窗口，预览结束就删掉。",
            "Nothing is filed with anybody: what you send here goes to an office of this preview on your own computer, and is gone when the preview ends."
        ),
        token = visitor.token(&server),
        short = language.short(),
        tag = language.tag(),
        whose = t("示例证照属于", "Example certificates of"),
        people = people(&server, preview),
        get = t("领取示例证照", "Get the example certificates"),
        open = t("打开表单", "Open the form"),
        app = t("证填", "Certfill"),
    );
    let mut shown = page(language, PLACE, t("预览", "Preview"), &content);
    shown.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(visitor.greet(&server, shown))
}

/// Those whose certificates fit come first.
fn people(server: &Server, preview: &Preview) -> String {
    let fitting = preview.people.iter().filter_map(|slug| server.world.person(slug));
    let others = server
        .world
        .people
        .iter()
        .copied()
        .filter(|one| !preview.people.contains(&one.slug.to_owned()));
    let option = |slug: &str, name: &str, mark: &str| {
        format!(r#"<option value="{}">{}{mark}</option>"#, escape(slug), escape(name))
    };
    let fitting = fitting.map(|one| option(one.slug, one.name, " ✓"));
    fitting.chain(others.map(|one| option(one.slug, one.name, ""))).collect()
}

//! The start page of the specimen world: choose a person, get the offer; see what was issued
//! and revoke, suspend or restore it.

mod filings;
mod form;
mod offers;
mod page;
mod qr;

pub(crate) use filings::{decide, filings};
pub(crate) use form::Visitor;
pub(crate) use offers::{make_offer, offer, transaction_code};
pub(crate) use page::{Language, escape, page};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Request, Uri},
    response::Response,
};

use crate::{
    Shared, answer,
    db::lists,
    problem::{Code, Problem},
    specimen::day::Day,
};

use self::form::Form;

/// How many certificates the page shows; the specimen world is for looking, not for archives.
const SHOWN: u32 = 50;

/// `GET /specimen/style.css`
pub(crate) async fn style() -> Response {
    answer::with_type(
        200,
        "text/css; charset=utf-8",
        "no-cache",
        include_str!("../../specimen/style.css"),
    )
}

/// `GET /specimen/icon.svg`: the app's own stands in a folder that changes with each version.
pub(crate) async fn icon() -> Response {
    answer::with_type(200, "image/svg+xml", "no-cache", include_str!("../../../../www/icon.svg"))
}

/// `GET /specimen`
pub(crate) async fn people(State(server): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    let language = Language::of(&uri, &headers);
    let t = |zh, en| language.pick(zh, en);
    let mut content = format!(
        "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<ul class=\"people\">\n",
        t("选择一位示例人物", "Choose a specimen person"),
        t(
            "您将得到这位人物的全部示例证照，放进自己的浏览器，然后用它们填表。",
            "You get all of this person's specimen certificates into your own browser, and fill forms from them."
        ),
    );
    let visitor = Visitor::of(&headers);
    let secret = visitor.token(&server);
    for person in &server.world.people {
        let names: Vec<&str> = person
            .certificates
            .iter()
            .filter_map(|name| server.world.kind(name))
            .map(|kind| t(kind.zh, kind.en))
            .collect();
        let initial: String = person.name.chars().take(1).collect();
        content.push_str(&format!(
            r#"<li class="person"><h2><span class="face" aria-hidden="true">{initial}</span><span lang="zh-CN">{name}</span> <span class="stamp">示例 SPECIMEN</span></h2>
<p>{story}</p>
<p class="small">{names}</p>
<form method="post" action="/specimen/offers">
<input type="hidden" name="token" value="{secret}"><input type="hidden" name="person" value="{slug}"><input type="hidden" name="lang" value="{short}">
<p class="tick"><input type="checkbox" id="tx-{slug}" name="tx_code" value="1"><label for="tx-{slug}">{with_code}</label></p>
<button class="button" aria-describedby="name-{slug}">{get}</button><span id="name-{slug}" hidden>{name}</span>
</form></li>
"#,
            initial = escape(&initial),
            name = escape(person.name),
            story = escape(t(person.story_zh, person.story_en)),
            names = escape(&names.join(t("、", ", "))),
            slug = escape(person.slug),
            short = language.short(),
            with_code = t("另外要求六位数字", "Also ask for a six-digit code"),
            get = t("领取证照", "Get the certificates"),
        ));
    }
    content.push_str("</ul>");
    let title = t("选择一位示例人物", "Choose a specimen person");
    visitor.greet(&server, page(language, "/specimen", title, &content))
}

/// `GET /specimen/certificates`
pub(crate) async fn certificates(
    State(server): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(&uri, &headers);
    let t = |zh, en| language.pick(zh, en);
    let issued = lists::newest(&server.database, SHOWN).await?;
    let title = t("已签发的示例证照", "Issued specimen certificates");
    let mut content = format!(
        "<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n",
        t(
            "在这里吊销或暂停一张证照，看看证填怎样显示。最迟 5 分钟后各处可见。",
            "Revoke or suspend a certificate here, and see what Certfill says. It is seen everywhere within 5 minutes."
        ),
    );
    if issued.is_empty() {
        content.push_str(&format!(
            "<p>{}</p>",
            t("还没有签发任何证照。", "Nothing has been issued yet.")
        ));
        return Ok(page(language, "/specimen/certificates", title, &content));
    }
    let visitor = Visitor::of(&headers);
    let secret = visitor.token(&server);
    content.push_str("<ul class=\"issued\">\n");
    for entry in issued {
        let kind = server.world.kind(&entry.credential_type).map_or("", |kind| t(kind.zh, kind.en));
        let person = server.world.person(&entry.person).map_or("", |person| person.name);
        let (kind, person) = (escape(kind), escape(person));
        let (state, class, actions): (_, _, &[(u8, &str, &str)]) = match entry.value {
            0 => (t("有效", "Valid"), "good", &[(1, "吊销", "Revoke"), (2, "暂停", "Suspend")]),
            2 => {
                (t("已暂停", "Suspended"), "warn", &[(0, "恢复", "Restore"), (1, "吊销", "Revoke")])
            }
            _ => (t("已吊销", "Revoked"), "bad", &[]),
        };
        let id = format!("c{}-{}", entry.list, entry.index);
        content.push_str(&format!(
            "<li><h2 id=\"{id}\"><span lang=\"zh-CN\">{person}</span> · {kind}</h2>\n<p><span class=\"state {class}\">{state}</span> <span class=\"small\">{}</span></p>\n",
            match language {
                Language::Chinese => format!("签发于 {} · 编号 {}-{}", Day::of(entry.issued_at), entry.list, entry.index),
                Language::English => format!("Issued {} · number {}-{}", Day::of(entry.issued_at), entry.list, entry.index),
            },
        ));
        if !actions.is_empty() {
            content.push_str(&format!(
                r#"<form method="post" action="/specimen/certificates"><input type="hidden" name="token" value="{secret}"><input type="hidden" name="lang" value="{}"><input type="hidden" name="list" value="{}"><input type="hidden" name="index" value="{}">"#,
                language.short(), entry.list, entry.index,
            ));
            for (value, zh, en) in actions {
                content.push_str(&format!(r#"<button class="button ghost" name="status" value="{value}" aria-describedby="{id}">{}</button>"#, t(zh, en)));
            }
            content.push_str("</form>");
        }
        content.push_str("</li>\n");
    }
    content.push_str("</ul>");
    let page = page(language, "/specimen/certificates", title, &content);
    Ok(visitor.greet(&server, page))
}

/// `POST /specimen/certificates`
pub(crate) async fn change_status(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let form = Form::read(&server, request).await?;
    let number = |name: &str| {
        form.get(name).and_then(|value| value.parse::<u32>().ok()).ok_or(Code::RequestMalformed)
    };
    let value = u8::try_from(number("status")?)
        .ok()
        .filter(|value| *value <= 2)
        .ok_or(Code::RequestMalformed)?;
    lists::set_status(&server.database, number("list")?, number("index")?, value).await?;
    let language = Language::from_short(form.get("lang"));
    Ok(answer::see_other(&format!("/specimen/certificates?lang={}", language.short())))
}

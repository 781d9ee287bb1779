//! The start page of the specimen world: choose a person, get the offer; see what was issued
//! and revoke, suspend or restore it.

mod page;
mod qr;

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, Request, Uri},
    response::Response,
};
use cert_verify::{base64url, sha256};

use crate::{
    Server, Shared, answer, body,
    db::{issuance, lists},
    issuer::offer,
    problem::{Code, Problem},
    specimen::{
        day::Day,
        people::{PEOPLE, Person},
        types::Type,
    },
};

use self::page::{Language, escape, page};

/// A form of this page is a few short fields.
const MAX_BODY: usize = 2_048;

/// How many certificates the page shows; the specimen world is for looking, not for archives.
const SHOWN: u32 = 50;

/// The half days that a page's token is good for.
const TOKEN_SECONDS: i64 = 43_200;

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
    let secret = token(&server, 0);
    for person in PEOPLE {
        let names: Vec<&str> = person
            .certificates
            .iter()
            .filter_map(|name| Type::by_name(name))
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
            name = person.name,
            story = t(person.story_zh, person.story_en),
            names = names.join(t("、", ", ")),
            slug = person.slug,
            short = language.short(),
            with_code = t("另外要求六位数字", "Also ask for a six-digit code"),
            get = t("领取证照", "Get the certificates"),
        ));
    }
    content.push_str("</ul>");
    page(language, "/specimen", t("选择一位示例人物", "Choose a specimen person"), &content)
}

/// `POST /specimen/offers`
pub(crate) async fn make_offer(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let form = Form::read(&server, request).await?;
    let person = form.get("person").and_then(Person::by_slug).ok_or(Code::RequestMalformed)?;
    let offer = offer::make(&server, person, form.get("tx_code").is_some()).await?;
    let language = Language::from_short(form.get("lang"));
    Ok(answer::see_other(&format!("/specimen/offers/{}?lang={}", offer.id, language.short())))
}

/// `GET /specimen/offers/{id}`
pub(crate) async fn offer(
    State(server): State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(&uri, &headers);
    let t = |zh, en| language.pick(zh, en);
    let Some(offer) = issuance::open_offer(&server.database, &id, server.now()).await? else {
        let content = format!(
            "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<p><a class=\"button\" href=\"/specimen?lang={}\">{}</a></p>",
            t("这个链接已用过或已过期", "This offer was used or has expired"),
            t(
                "每个链接只能用一次，有效期 10 分钟。请重新领取。",
                "Each offer works once, within 10 minutes. Get a new one."
            ),
            language.short(),
            t("重新领取", "Get a new one"),
        );
        return Ok(page(language, "", t("链接已失效", "Offer no longer valid"), &content));
    };
    let person = Person::by_slug(&offer.person).ok_or(Code::NotFound)?;
    let link = offer::link(&server, &offer);
    let encoded: String = form_urlencoded::byte_serialize(link.as_bytes()).collect();
    // The app goes on in the language that was chosen here.
    let in_app = format!("/add#offer={encoded}&amp;lang={}", language.tag());
    // A phone's camera opens web addresses; the offer's own scheme only means something to a wallet.
    let address = format!("{}{}", server.base, in_app.replace("&amp;", "&"));
    let code = qr::svg(&address, t("领取链接的二维码", "QR code of the offer")).unwrap_or_default();
    let tx_code = offer.tx_code.as_ref().map(|code| {
        format!(
            "<h2>{}</h2>\n<p class=\"digits\">{code}</p>\n<p>{}</p>",
            t("六位数字", "Six-digit code"),
            t(
                "打开领取链接后，证填会要求输入这组数字。",
                "Certfill asks for this code after you open the offer."
            ),
        )
    });
    let content = format!(
        r#"<h1>{title}</h1>
<p class="lead">{lead}</p>
<p><a class="button" href="{in_app}">{open}</a></p>
{tx_code}
<div class="two">
<section aria-labelledby="on-phone"><h2 id="on-phone">{scan}</h2>
<p>{scan_lead}</p>
{code}</section>
<section aria-labelledby="as-text"><h2 id="as-text">{text}</h2>
<p><label for="offer-link">{text_lead}</label></p>
<textarea id="offer-link" readonly rows="5" spellcheck="false">{link}</textarea></section>
</div>"#,
        title = match language {
            Language::Chinese => format!("领取{}的证照", person.name),
            Language::English =>
                format!("Certificates of <span lang=\"zh-CN\">{}</span>", person.name),
        },
        lead = t("链接只能用一次，10 分钟内有效。", "This offer works once, within 10 minutes."),
        open = t("在证填中打开", "Open in Certfill"),
        tx_code = tx_code.unwrap_or_default(),
        scan = t("用手机扫码", "Scan with a phone"),
        scan_lead = t(
            "用手机相机扫码，会在手机上打开证填。",
            "Scan it with the phone's camera: Certfill opens there."
        ),
        text = t("复制链接", "Copy the link"),
        text_lead = t(
            "粘贴到证填的“添加证照”页面。",
            "Paste it on Certfill's page for adding certificates."
        ),
        link = escape(&link),
    );
    Ok(page(language, "", t("领取证照", "Get the certificates"), &content))
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
    let secret = token(&server, 0);
    content.push_str("<ul class=\"issued\">\n");
    for entry in issued {
        let kind = Type::by_name(&entry.credential_type).map_or("", |kind| t(kind.zh, kind.en));
        let person = Person::by_slug(&entry.person).map_or("", |person| person.name);
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
    Ok(page(language, "/specimen/certificates", title, &content))
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

/// The fields of a form that came from a page of this server.
struct Form(Vec<(String, String)>);

impl Form {
    async fn read(server: &Server, request: Request<Body>) -> Result<Self, Problem> {
        let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
        if !matches!(site, None | Some("same-origin" | "none")) {
            return Err(Code::PageExpired.into());
        }
        if !body::has_media_type(&request, "application/x-www-form-urlencoded") {
            return Err(Code::MediaTypeNotSupported.into());
        }
        let bytes = body::read(request.into_body(), MAX_BODY).await?;
        let form = Self(form_urlencoded::parse(&bytes).into_owned().collect());
        let given = form.get("token").unwrap_or_default();
        let known = [token(server, 0), token(server, -1)]
            .iter()
            .any(|token| sha256(token.as_bytes()) == sha256(given.as_bytes()));
        if known { Ok(form) } else { Err(Code::PageExpired.into()) }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// What a form must carry: another site can send a form here, but cannot read this page to
/// learn the token (no CORS). An `Origin` check would not do: with `no-referrer` browsers
/// send `Origin: null`.
fn token(server: &Server, period: i64) -> String {
    let period = server.now().seconds().div_euclid(TOKEN_SECONDS).saturating_add(period);
    let mut input = server.keys.page_secret.to_vec();
    input.extend_from_slice(b"start page");
    input.extend_from_slice(&period.to_be_bytes());
    base64url::encode(&sha256(&input))
}

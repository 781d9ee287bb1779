//! The page of an offer, and the page of its transaction code.
//!
//! The code is a second factor, so it stands where the offer does not lead: who photographs the offer's code
//! knows the address of the offer's page, and must not find the digits there.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, Request, Uri},
    response::Response,
};

use super::{
    form::Form,
    page::{Language, escape, page},
    qr,
};
use crate::{
    Shared, answer,
    db::issuance,
    issuer::offer,
    problem::{Code, Problem},
};

/// `POST /specimen/offers`
pub(crate) async fn make_offer(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let form = Form::read(&server, request).await?;
    let person = form.get("person").and_then(|slug| server.world.person(slug));
    let person = person.ok_or(Code::RequestMalformed)?;
    let offer = offer::make(&server, person, form.get("tx_code").is_some()).await?;
    let lang = Language::from_short(form.get("lang")).short();
    Ok(answer::see_other(&match &offer.tx_code {
        Some(code) => format!("/specimen/codes/{}?lang={lang}", code.page),
        None => format!("/specimen/offers/{}?lang={lang}", offer.id),
    }))
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
        return Ok(over(language));
    };
    let person = server.world.person(&offer.person).ok_or(Code::NotFound)?;
    let link = offer::link(&server, &offer);
    let encoded: String = form_urlencoded::byte_serialize(link.as_bytes()).collect();
    // The app goes on in the language that was chosen here.
    let in_app = format!("/add#offer={encoded}&amp;lang={}", language.tag());
    // A phone's camera opens web addresses; the offer's own scheme only means something to a wallet.
    let address = format!("{}{}", server.base, in_app.replace("&amp;", "&"));
    let code = qr::svg(&address, t("领取链接的二维码", "QR code of the offer")).unwrap_or_default();
    let tx_code = offer.tx_code.as_ref().map(|_| {
        format!(
            "<p>{}</p>",
            t(
                "打开领取链接后，证填会要求输入六位数字。数字不在本页，而在您选择人物后打开的那一页：只看到本页二维码的人领取不了。",
                "Certfill asks for six digits after you open the offer. They do not stand here but on the page that you saw after choosing the person: who only sees the code on this page cannot get anything."
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
            Language::Chinese => format!("领取{}的证照", escape(person.name)),
            Language::English =>
                format!("Certificates of <span lang=\"zh-CN\">{}</span>", escape(person.name)),
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

/// `GET /specimen/codes/{page}`: the digits, behind a button, on a page that only the browser knows which
/// asked for the offer.
pub(crate) async fn transaction_code(
    State(server): State<Shared>,
    Path(secret): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(&uri, &headers);
    let t = |zh, en| language.pick(zh, en);
    let found = issuance::offer_of_code_page(&server.database, &secret, server.now()).await?;
    let Some((id, digits)) = found else { return Ok(over(language)) };
    let title = t("六位数字", "Six-digit code");
    let content = format!(
        r#"<h1>{title}</h1>
<p class="lead">{lead}</p>
<details class="secret"><summary class="button ghost">{show}</summary>
<p class="digits">{digits}</p></details>
<h2>{next}</h2>
<p>{where_else}</p>
<p><a class="button" href="/specimen/offers/{id}?lang={short}">{to_offer}</a></p>"#,
        lead = t(
            "证填领取证照时会要求输入这组数字。真实的签发机构会用另一种方式告诉您，例如发短信；示例世界里，它单独在这一页，领取二维码不会指向这里。",
            "Certfill asks for these digits when it gets the certificates. A real issuer would send them another way, by text message for instance; in the specimen world they stand on this page, to which the code of the offer does not lead."
        ),
        show = t("显示六位数字", "Show the six digits"),
        next = t("然后打开领取链接", "Then open the offer"),
        where_else = t(
            "最好把本页留在这台设备上，用另一台设备扫描领取二维码。",
            "Best leave this page on this device, and scan the offer's code with another one."
        ),
        short = language.short(),
        to_offer = t("打开领取页面", "Go to the offer"),
    );
    Ok(page(language, "", title, &content))
}

/// For an offer that nobody can use any more.
fn over(language: Language) -> Response {
    let t = |zh, en| language.pick(zh, en);
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
    page(language, "", t("链接已失效", "Offer no longer valid"), &content)
}

//! What somebody carries to a counter (`cert_fill::carried`): opened, checked as its office checks it, and filed for
//! the person. Nothing of it is kept before that.

use axum::{Extension, body::Body, extract::State, http::Request, response::Response};
use cert_fill::{CheckedFiling, Form, carried::CarriedFiling, idempotency_key};
use serde_json::Map;

use super::{
    answers::{self, Origin, Shown},
    dress,
    grants::Role,
    login,
    page::{self as frame, View},
    session::Clerk,
};
use crate::{
    Shared, answer,
    authority::Authority,
    db::desk::log::{self, Deed},
    forms::slug_of,
    office::{Refused, filing},
    problem::{Code, Problem},
    start_page::{Language, escape},
};

/// A filing of a megabyte as JSON in a form, each byte of which may have to be escaped.
const MAX_FORM: usize = 8 * 1_048_576;

fn may(clerk: &Clerk) -> Result<(), Problem> {
    // Whoever receives people at one office takes what they carry for any: it is no more than the person could do.
    if clerk.grants.allow_somewhere(Role::Decide) {
        Ok(())
    } else {
        Err(Code::DeskRoleMissing.into())
    }
}

/// `GET /counter`
pub(super) async fn show(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    may(&clerk)?;
    Ok(empty(&view, 200, ""))
}

fn empty(view: &View, status: u16, told: &str) -> Response {
    let title = view.t("窗口收件", "Counter");
    let content = format!(
        r#"<h1>{title}</h1>
<p class="lead">{lead}</p>
{told}<form class="panel" method="post" action="/counter">{token}
<p class="field" data-needs-script hidden><label for="file">{file}</label><input id="file" type="file" accept=".json,application/json" data-into="content"></p>
<p class="field"><label for="content">{paste}</label><textarea id="content" name="content" rows="6" spellcheck="false" required></textarea></p>
<button class="button">{open}</button></form>
"#,
        lead = view.t(
            "申请人用手机签好、带到窗口的申请，在这里打开、核对并提交。哪个部门的都可以。",
            "A filing that somebody signed on their phone and carried here is opened, checked and handed in, for whichever office it is."
        ),
        token = view.token(),
        file = view.t("选择带来的文件", "The file that was brought"),
        paste = view.t("或粘贴文件的内容", "Or paste the content of the file"),
        open = view.t("打开并核验", "Open and check"),
    );
    frame::page(view, status, title, &content)
}

/// What was brought, for whom, and which form it is.
struct Brought<'s> {
    one: CarriedFiling,
    form: &'s Form,
    office: &'static Authority,
}

fn read<'s>(server: &'s Shared, content: &str) -> Result<Brought<'s>, Code> {
    let one = CarriedFiling::parse(content.trim().as_bytes()).map_err(Code::Carried)?;
    let form = server.forms.by_id(&one.says.form.id, &one.says.form.integrity);
    let form = form.filter(|form| form.integrity() == one.says.form.integrity);
    let form = form.ok_or(Code::CarriedFormUnknown)?;
    let asked = form.filing(&one.says.filing).ok_or(Code::CarriedFormUnknown)?;
    let office = slug_of(&asked.endpoint).and_then(|slug| server.office(slug));
    let office = office.ok_or(Code::CarriedFormUnknown)?;
    if one.expires() <= server.now().seconds() {
        return Err(Code::CarriedExpired);
    }
    Ok(Brought { one, form, office })
}

/// `POST /counter`
pub(super) async fn open(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    let fields = login::read_form(&server, request, MAX_FORM).await?;
    may(&clerk)?;
    let content = fields.get("content").unwrap_or_default();
    let brought = match read(&server, content) {
        Ok(brought) => brought,
        Err(code) => {
            let (status, name) = Problem::from(code).row();
            return Ok(empty(&view, status, &dress::told(&view, name)));
        }
    };
    let deed = Deed { office: Some(brought.office.slug), ..Deed::new(&clerk.id, "counter-opened") };
    log::note(&server.database, &deed, server.now()).await?;
    let body = brought.one.body.as_bytes().to_vec();
    let checked = filing::look(&server, brought.office, body).await;
    let (told, checked) = match checked {
        Ok(checked) => {
            let words = view.t(
                "核验通过：受理部门会收下这份申请。",
                "Checked: the office would take this filing.",
            );
            (frame::banner("good", words), Some(checked))
        }
        Err(refused) => (refusal(&view, refused).await, None),
    };
    Ok(shown(&view, &brought, &told, checked.as_ref(), content))
}

/// The code of a refusal in words.
async fn refusal(view: &View, refused: Refused) -> String {
    dress::told(view, &refused.code().await)
}

fn shown(
    view: &View,
    brought: &Brought<'_>,
    told: &str,
    checked: Option<&CheckedFiling>,
    content: &str,
) -> Response {
    let office = view.t(brought.office.name_zh, brought.office.name_en);
    let title = brought.form.title().get(view.language.tag());
    let mut out = format!("<h1>{}</h1>\n<p><b>{}</b></p>\n{told}", escape(title), escape(office));
    if let Some(checked) = checked {
        let acting = checked.acting.as_ref().map(|both| {
            let (agent, principal) = (escape(&both.agent), escape(&both.principal));
            match view.language {
                Language::Chinese => format!("由 <b>{agent}</b> 代 <b>{principal}</b> 办理"),
                Language::English => {
                    format!("Filed by <b>{agent}</b> on behalf of <b>{principal}</b>")
                }
            }
        });
        out.extend(acting.map(|words| frame::banner("warn", &words)));
        out.push_str(&filed(view, brought.form, checked));
        let hand_in = match view.language {
            Language::Chinese => format!("提交给{office}"),
            Language::English => format!("Hand in to {office}"),
        };
        out.push_str(&format!(
            "<form method=\"post\" action=\"/counter/file\">{}<textarea name=\"content\" hidden>{}</textarea><button class=\"button\">{}</button></form>\n",
            view.token(),
            escape(content),
            escape(&hand_in)
        ));
    }
    out.push_str(&format!(
        "<p><a href=\"/counter\">{}</a></p>",
        view.t("打开另一份", "Open another one")
    ));
    frame::page(&view.clone().at("/counter"), 200, title, &out)
}

fn filed(view: &View, form: &Form, checked: &CheckedFiling) -> String {
    let verified: Vec<String> = checked.verified.iter().map(ToString::to_string).collect();
    let is_verified = |at: &str| verified.iter().any(|one| one == at);
    let provenance: &Map<String, serde_json::Value> = &checked.provenance;
    let mut out = String::from("<section class=\"panel\">\n");
    for section in answers::arranged(Some(form), view, &checked.answers, provenance, &is_verified) {
        out.push_str(&format!("<h2>{}</h2>\n<dl class=\"answers\">\n", escape(&section.title)));
        for row in section.rows {
            let value = match &row.shown {
                Shown::Text(text) => text,
                Shown::File { name, .. } => name,
            };
            let origin = match row.origin {
                Origin::Certified { .. } => view.t("证照证明", "Certified"),
                Origin::Receipt => view.t("来自另一部门的回执", "From another office's receipt"),
                Origin::Corrected | Origin::Typed => view.t("申请人填写", "Typed by the applicant"),
            };
            out.push_str(&format!(
                "<div><dt>{}</dt><dd>{}<span class=\"origin\">{origin}</span></dd></div>\n",
                escape(&row.label),
                escape(value)
            ));
        }
        out.push_str("</dl>\n");
    }
    out + "</section>\n"
}

/// `POST /counter/file`
pub(super) async fn file(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?.at("/counter");
    let fields = login::read_form(&server, request, MAX_FORM).await?;
    may(&clerk)?;
    let content = fields.get("content").unwrap_or_default();
    let brought = match read(&server, content) {
        Ok(brought) => brought,
        Err(code) => {
            let (status, name) = Problem::from(code).row();
            return Ok(empty(&view, status, &dress::told(&view, name)));
        }
    };
    // Under the person's own key: handed in here and sent from the phone is one filing.
    let key = idempotency_key(&brought.one.says.submission, &brought.one.says.filing);
    let body = brought.one.body.as_bytes().to_vec();
    let (slug, office) = (brought.office.slug, brought.office);
    // Before it is filed: whatever happens then, the log says who took it.
    let deed = Deed::new(&clerk.id, "counter-takes")
        .with("submission", brought.one.says.submission.as_str());
    log::note(&server.database, &deed, server.now()).await?;
    match filing::hand_in(&server, office, key, body).await {
        Ok(filed) => {
            let deed = Deed::about(&clerk.id, "counter-filed", slug, &filed.case_no);
            log::note(&server.database, &deed, server.now()).await?;
            if clerk.grants.allow(Role::Look, slug) {
                return Ok(answer::see_other(&format!("/cases/{}", filed.case_no)));
            }
            let title = view.t("已提交", "Handed in");
            let text = view.t("办件编号：", "Case number: ");
            let content = format!(
                "<h1>{title}</h1>\n{}<p><a class=\"button\" href=\"/counter\">{}</a></p>",
                frame::banner("good", &format!("{text}<b>{}</b>", escape(&filed.case_no))),
                view.t("下一位", "Next person")
            );
            Ok(frame::page(&view, 200, title, &content))
        }
        Err(refused) => {
            let told = refusal(&view, refused).await;
            Ok(empty(&view, 422, &told))
        }
    }
}

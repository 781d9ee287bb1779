//! The archive record on paper: A4, black on white, with the digests by which the file beside it is known.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::Request,
    response::Response,
};
use cert_verify::sha256;
use serde_json::Value;

use super::{
    answers::{self, Origin, Shown},
    case, case_page, list,
    page::{self as frame, View},
    record,
    session::Clerk,
    words,
};
use crate::{
    Server, Shared,
    db::desk::{
        cases::Dossier,
        log::{self, Written},
    },
    problem::Problem,
    start_page::escape,
};

/// `GET /cases/{case_no}/record`
pub(super) async fn show(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    Path(case_no): Path<String>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    let of = case::opened(&server, &clerk, &case_no, "record-printed").await?;
    let entries = log::of_case(&server.database, &case_no, record::MOST_ENTRIES).await?;
    let office = server.office(&of.office);
    let office = office.map_or("", |office| view.t(office.name_zh, office.name_en));
    let title = view.t("归档记录", "Archive record");
    let number = escape(&case_no);
    let content = format!(
        r#"<p class="small tools"><a href="/cases/{number}">{back}</a> <a class="button" href="/cases/{number}/record.json" download>{take}</a> <button class="button ghost" type="button" data-print hidden>{print}</button></p>
<article class="paper"><h1>{title}</h1>
<p><b class="case-no">{number}</b><br>{form}<br>{office}<br>{received} {at}</p>
{answers}{proofs}{said}{digests}{done}
<p class="small">{note}</p></article>
"#,
        back = view.t("回到办件", "Back to the case"),
        take = view.t("下载归档文件", "Download the archive file"),
        print = view.t("打印", "Print"),
        form = escape(&list::title_of(&server, &view, &of.form_id)),
        office = escape(office),
        received = view.t("收到于", "Received"),
        at = words::moment(&view, of.received_at),
        answers = filed(&server, &view, &of),
        proofs = proofs(&server, &view, &of),
        said = said(&view, &of),
        digests = digests(&view, &of),
        done = done(&view, &entries),
        note = view.t(
            "归档文件含有签名的原始字节、证照、回执、全部告知和本件日志；用 certfill verify 可以独立核验，不需要盖章。",
            "The archive file holds the signed bytes, the certificates, the receipt, every statement and the log of this case; certfill verify checks it on its own, so nothing needs a stamp.",
        ),
    );
    Ok(frame::page(&view, 200, &format!("{title} {case_no}"), &content))
}

fn filed(server: &Server, view: &View, of: &Dossier) -> String {
    let shown = answers::presented(server, view, &of.office, &of.body);
    let name = |query: &str| {
        let one = shown.iter().find(|one| one.query == query);
        one.map_or_else(|| query.to_owned(), |one| one.name.clone())
    };
    let mut out = format!("<h2>{}</h2>\n", view.t("申请内容", "What was filed"));
    for section in answers::sections(server, view, of) {
        out.push_str(&format!("<h3>{}</h3><table><tbody>\n", escape(&section.title)));
        for row in section.rows {
            let value = match row.shown {
                Shown::Text(text) => text,
                Shown::File { name, size, .. } => format!("{name} ({} KB)", size.div_ceil(1_024)),
            };
            let origin = match row.origin {
                Origin::Certified { query, .. } => name(&query),
                Origin::Corrected => view.t("申请人改写", "Corrected by the applicant").to_owned(),
                Origin::Typed => view.t("申请人填写", "Typed by the applicant").to_owned(),
                Origin::Receipt => view.t("另一部门的回执", "Another office's receipt").to_owned(),
            };
            out.push_str(&format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"small\">{}</td></tr>\n",
                escape(&row.label),
                escape(&value),
                escape(&origin)
            ));
        }
        out.push_str("</tbody></table>\n");
    }
    out
}

fn proofs(server: &Server, view: &View, of: &Dossier) -> String {
    let shown = answers::presented(server, view, &of.office, &of.body);
    let items: String = shown
        .iter()
        .map(|one| {
            format!(
                "<li>{} ({})<br><code>{}</code></li>\n",
                escape(&one.name),
                escape(&one.issuer),
                record::digest(one.text.as_bytes())
            )
        })
        .collect();
    format!(
        "<h2>{}</h2><ul>{items}</ul>\n",
        view.t("证照（收件时已核验）", "Certificates (verified when they came)")
    )
}

fn said(view: &View, of: &Dossier) -> String {
    let lines: String =
        of.statements.iter().map(|one| case_page::spoken(view, &one.statement, "")).collect();
    format!(
        "<h2>{}</h2><ol class=\"history\">{lines}</ol>\n",
        view.t("对申请人说过的", "What was said to the applicant")
    )
}

fn digests(view: &View, of: &Dossier) -> String {
    let answers: Value = serde_json::from_str(&of.answers).unwrap_or_default();
    let mut files = Vec::new();
    record::attachments(&answers, &mut files);
    let files: String = files
        .iter()
        .map(|file| {
            let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default();
            format!("<li>{}<br><code>{}</code></li>", escape(text("name")), escape(text("digest")))
        })
        .collect();
    format!(
        "<h2>{}</h2><ul><li>{}<br><code>{}</code></li><li>{}<br><code>{}</code></li>{files}</ul>\n",
        view.t("摘要", "Digests"),
        view.t("申请的原始字节", "The filing as it was received"),
        record::digest(&of.body),
        view.t("回执", "Receipt"),
        record::digest(of.receipt.as_bytes()),
    )
}

fn done(view: &View, entries: &[Written]) -> String {
    let lines: String = entries
        .iter()
        .map(|one| {
            let entry: Value = serde_json::from_str(&one.entry).unwrap_or_default();
            let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
            let at = entry.get("at").and_then(Value::as_i64).unwrap_or_default();
            let at = words::moment(view, cert_verify::UnixTime::from_seconds(at));
            let short: String = cert_verify::base64url::encode(&sha256(one.entry.as_bytes()))
                .chars()
                .take(12)
                .collect();
            format!(
                "<li value=\"{}\">{at} · {} · {} <code>{short}</code></li>\n",
                one.number,
                escape(text("clerk")),
                escape(words::deed(view, text("action")))
            )
        })
        .collect();
    format!("<h2>{}</h2><ol class=\"small\">{lines}</ol>\n", view.t("日志", "Log"))
}

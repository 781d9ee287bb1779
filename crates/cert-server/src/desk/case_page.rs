//! The page of a case: who filed what, what proves it, what was said, and what can be said.

use axum::response::Response;
use cert_fill::{
    Form, Receipt,
    progress::{State, Statement},
};
use cert_verify::{base64url, sd_jwt::SdJwt};
use serde_json::Value;

use super::{
    answers::{self, Origin, Presented, Row, Shown},
    changed::{self, Changes},
    decision_form, dress,
    grants::Role,
    kept::Kept,
    list,
    page::{self as frame, View},
    session, words,
};
use crate::{
    Server,
    db::desk::{
        cases::{self, Dossier, Earlier},
        log,
    },
    office::edition_of,
    problem::{Code, Problem},
    start_page::{Language, escape},
};

/// Entries of the log that tell who said what.
const MOST_ENTRIES: i64 = 1_000;

/// How the last thing that was asked for ended.
pub(super) enum Said {
    Nothing,
    /// What the clerk said was signed.
    Done,
    /// The session had ended; what was typed is back.
    Restored,
    /// Nothing was said, because of this.
    Not(Code),
}

/// The whole page; `draft` is what was typed and not said yet.
pub(super) async fn show(
    server: &Server,
    view: &View,
    of: &Dossier,
    status: u16,
    said: &Said,
    draft: Option<&Kept>,
) -> Result<Response, Problem> {
    let earlier = cases::earlier(&server.database, of).await?;
    let view = &view.clone().at(&format!("/cases/{}", of.case_no));
    let last = of.statements.last().and_then(|one| Statement::of_kept(&one.statement));
    let mut content = head(server, view, of, last.as_ref());
    content.push_str(&told(view, said));
    if let Said::Not(Code::CaseDecided) = said {
        content.push_str(&what_the_other_said(server, view, of).await?);
    }
    let shown = answers::presented(server, view, &of.office, &of.body);
    content.push_str(&proofs(server, view, of, &shown));
    content.push_str(&filed(server, view, of, earlier.as_ref(), &shown));
    content.push_str(&history(server, view, of).await?);
    let may_decide =
        view.clerk.as_ref().is_some_and(|clerk| clerk.grants.allow(Role::Decide, &of.office));
    let is_decided = last.as_ref().is_some_and(|last| last.state.is_decision());
    if may_decide && !is_decided {
        content.push_str(&decision_form::form(server, view, of, last.as_ref(), draft));
    } else if let Some(note) = draft.and_then(|draft| draft.get("note")).filter(|it| !it.is_empty())
    {
        // It can not be said any more, but is not thrown away either.
        content.push_str(&format!(
            "<section class=\"panel\"><h2>{}</h2><p class=\"own\">{}</p></section>\n",
            view.t("您写的内容", "What you typed"),
            escape(note)
        ));
    }
    let title = format!("{} {}", of.case_no, list::title_of(server, view, &of.form_id));
    Ok(frame::page(view, status, &title, &content))
}

fn head(server: &Server, view: &View, of: &Dossier, last: Option<&Statement>) -> String {
    let office = server.office(&of.office);
    let office = office.map_or("", |office| view.t(office.name_zh, office.name_en));
    let state = last.map_or("received", |last| last.state.as_str());
    let case_no = escape(&of.case_no);
    format!(
        r##"<p class="small"><a href="/">{back}</a></p>
<h1>{title}</h1>
<p><b class="case-no">{case_no}</b> {state} <span class="small">{office} · {received} {at}</span></p>
{acting}<p class="tools"><a class="button ghost" href="/cases/{case_no}/record">{record}</a>{decide}</p>
"##,
        back = view.t("办件列表", "All cases"),
        title = escape(&list::title_of(server, view, &of.form_id)),
        state = words::state(view, state),
        office = escape(office),
        received = view.t("收到于", "received"),
        at = words::moment(view, of.received_at),
        acting = acting(view, of),
        record = view.t("归档记录", "Archive record"),
        decide = if State::of(state).is_decision() {
            String::new()
        } else {
            format!(
                " <a class=\"button ghost\" href=\"#decide\">{}</a>",
                view.t("去作决定", "Go to the decision")
            )
        },
    )
}

/// By whom for whom, where somebody acts for somebody else: to be seen before anything else.
fn acting(view: &View, of: &Dossier) -> String {
    let claims = SdJwt::parse(&of.receipt).and_then(|receipt| receipt.processed_payload());
    let receipt = claims.ok().and_then(|claims| Receipt::read(&claims).ok());
    let Some(acting) = receipt.and_then(|receipt| receipt.acting) else { return String::new() };
    let (agent, principal) = (escape(&acting.agent), escape(&acting.principal));
    let text = match view.language {
        Language::Chinese => format!("由 <b>{agent}</b> 代 <b>{principal}</b> 办理"),
        Language::English => format!(
            "Filed by <b lang=\"zh-CN\">{agent}</b> on behalf of <b lang=\"zh-CN\">{principal}</b>"
        ),
    };
    frame::banner("warn", &text)
}

fn told(view: &View, said: &Said) -> String {
    match said {
        Said::Nothing => String::new(),
        Said::Done => frame::banner("good", view.t("已记录并签名，申请人可以看到。", "Recorded and signed; the applicant can see it.")),
        Said::Restored => frame::banner(
            "warn",
            view.t(
                "登录已过期，您写的内容已经放回下面，还没有提交。请核对后再提交。",
                "Your session had ended. What you typed is back below and was not sent yet: check it and send it.",
            ),
        ),
        Said::Not(code) => dress::told(view, Problem::from(*code).row().1),
    }
}

async fn what_the_other_said(
    server: &Server,
    view: &View,
    of: &Dossier,
) -> Result<String, Problem> {
    let Some(last) = of.statements.last() else { return Ok(String::new()) };
    let who = log::of_case(&server.database, &of.case_no, MOST_ENTRIES).await?;
    let line = spoken(view, &last.statement, &by(&who, last.number));
    let title = view.t("对方说的是", "What the other said");
    Ok(format!(
        "<section class=\"panel\"><h2>{title}</h2><ol class=\"history\">{line}</ol></section>\n"
    ))
}

fn proofs(server: &Server, view: &View, of: &Dossier, shown: &[Presented]) -> String {
    let has_engine = session::desk(server).is_ok_and(super::Desk::has_engine);
    let items: String = shown
        .iter()
        .enumerate()
        .map(|(number, one)| {
            format!(
                "<li><b>{}</b> <span class=\"small\">{}</span><br><span class=\"small\">{}</span> <span class=\"live\" data-presentation=\"{number}\"></span></li>\n",
                escape(&one.name),
                escape(&one.issuer),
                view.t("收件时已由本部门核验", "Verified by this office when it came"),
            )
        })
        .collect();
    let again = if has_engine {
        format!(
            "<p class=\"live-all\" role=\"status\" data-evidence=\"/cases/{}/evidence\" data-words=\"{}\">{}</p>",
            escape(&of.case_no),
            escape(&live_words(view)),
            view.t("正在您的浏览器中重新核验…", "Being verified again in your browser …"),
        )
    } else {
        format!(
            "<p class=\"small\">{}</p>",
            view.t(
                "这台服务器没有配置核验引擎，所以不能在您的浏览器中重新核验；上面说的是收件时的结果。运行维护人员可用 --desk-package 配置。",
                "This server was started without the engine, so nothing can be verified again in your browser; what stands above is the result when the filing came. The operator can give it with --desk-package.",
            )
        )
    };
    let none = view.t("没有出示证照。", "No certificate was presented.");
    let items = if items.is_empty() { format!("<li>{none}</li>") } else { items };
    format!(
        "<section class=\"panel\" aria-labelledby=\"proofs\"><h2 id=\"proofs\">{}</h2><ul class=\"proofs\">{items}</ul>{again}<noscript><p class=\"small\">{}</p></noscript></section>\n",
        view.t("证照", "Certificates"),
        view.t(
            "浏览器关闭了脚本，不能在这里重新核验。",
            "Scripts are switched off, so nothing can be verified again here."
        ),
    )
}

/// What the script says, so that it knows no language itself.
fn live_words(view: &View) -> String {
    serde_json::json!({
        "valid": view.t("此刻重新核验：有效", "Verified again just now: valid"),
        "invalid": view.t("此刻重新核验：无效", "Verified again just now: not valid"),
        "undetermined": view.t("此刻重新核验：无法确定", "Verified again just now: cannot be established"),
        "valid-short": view.t("此刻有效", "valid now"),
        "invalid-short": view.t("此刻无效", "not valid now"),
        "undetermined-short": view.t("此刻无法确定", "cannot be established now"),
        "all": view.t("全部证照已在您的浏览器中重新核验，均有效。", "All certificates were verified again in your browser and are valid."),
        "some": view.t("有证照此刻不再有效，或无法确定；见上面的说明。收件时它们是有效的。", "Some certificates are not valid any more, or it cannot be established; see above. They were valid when the filing came."),
        "failed": view.t("没有能在您的浏览器中核验：", "Nothing could be verified in your browser: "),
    })
    .to_string()
}

fn filed(
    server: &Server,
    view: &View,
    of: &Dossier,
    earlier: Option<&Earlier>,
    shown: &[Presented],
) -> String {
    let form = edition_of(server, &of.office, &of.body).map(|(form, _)| form);
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let changes =
        earlier.map(|earlier| changed::between(form, &read(&earlier.answers), &read(&of.answers)));
    let mut out = String::from("<section class=\"panel\" aria-labelledby=\"filed\">");
    out.push_str(&format!("<h2 id=\"filed\">{}</h2>\n", view.t("申请内容", "What was filed")));
    if let Some((earlier, changes)) = earlier.zip(changes.as_ref()) {
        out.push_str(&compared(view, form, earlier, changes));
    }
    let beside = Beside { case_no: &of.case_no, form, changes: changes.as_ref(), shown };
    for section in answers::sections(server, view, of) {
        out.push_str(&format!("<h3>{}</h3>\n<dl class=\"answers\">\n", escape(&section.title)));
        for row in &section.rows {
            out.push_str(&answer(view, row, &beside));
        }
        out.push_str("</dl>\n");
    }
    out + "</section>\n"
}

/// What stands beside an answer.
struct Beside<'a> {
    case_no: &'a str,
    form: Option<&'a Form>,
    changes: Option<&'a Changes>,
    shown: &'a [Presented],
}

fn compared(view: &View, form: Option<&Form>, earlier: &Earlier, changes: &Changes) -> String {
    let link = format!("<a href=\"/cases/{0}\">{0}</a>", escape(&earlier.case_no));
    let at = words::moment(view, earlier.received_at);
    let count = changes.before.len() + changes.gone.len();
    let text = match (view.language, count) {
        (Language::Chinese, 0) => format!("与同一人上次提交（{link}，{at}）相同。"),
        (Language::Chinese, _) => {
            format!("与同一人上次提交（{link}，{at}）相比，有 {count} 处不同，已在下面标出。")
        }
        (Language::English, 0) => format!("The same as this person filed last ({link}, {at})."),
        (Language::English, 1) => format!(
            "1 answer differs from what this person filed last ({link}, {at}); it is marked below."
        ),
        (Language::English, _) => format!(
            "{count} answers differ from what this person filed last ({link}, {at}); they are marked below."
        ),
    };
    let gone: String = changes
        .gone
        .iter()
        .map(|(at, value)| {
            let (label, value) = answers::in_words(form, view, at, value);
            let words = view.t("上次有、这次没有", "Given last time and not now");
            format!("<li>{words}: {} – {}</li>", escape(&label), escape(&value))
        })
        .collect();
    let gone = if gone.is_empty() { gone } else { format!("<ul class=\"small\">{gone}</ul>") };
    format!("<div class=\"compared\"><p>{text}</p>{gone}</div>\n")
}

fn answer(view: &View, row: &Row, beside: &Beside<'_>) -> String {
    let value = match &row.shown {
        Shown::Text(text) => escape(text),
        Shown::File { .. } => file(view, beside.case_no, &row.shown),
    };
    let before = beside.changes.and_then(|changes| changes.before.get(&row.pointer));
    let before = before.map_or_else(String::new, |before| {
        let words = match before {
            Some(value) => {
                let (_, value) = answers::in_words(beside.form, view, &row.pointer, value);
                format!("{}{}", view.t("上次：", "Last time: "), escape(&value))
            }
            None => view.t("上次没有填", "Not given last time").to_owned(),
        };
        format!("<span class=\"changed\">{words}</span>")
    });
    let shown = beside.shown;
    format!(
        "<div><dt>{}</dt><dd>{value}{before}{}</dd></div>\n",
        escape(&row.label),
        origin(view, &row.origin, shown),
    )
}

fn origin(view: &View, origin: &Origin, shown: &[Presented]) -> String {
    match origin {
        Origin::Certified { query, is_derived } => {
            let by = shown.iter().find(|one| one.query == *query);
            let (name, issuer) = by.map_or((query.as_str(), ""), |one| (&one.name, &one.issuer));
            let words = match (view.language, is_derived) {
                (Language::Chinese, false) => format!("证照证明：{name}（{issuer}）"),
                (Language::Chinese, true) => format!("由证照算出：{name}（{issuer}）"),
                (Language::English, false) => format!("Certified: {name} ({issuer})"),
                (Language::English, true) => format!("Computed from: {name} ({issuer})"),
            };
            format!(
                "<span class=\"origin good\">{} <span class=\"live\" data-of=\"{}\"></span></span>",
                escape(&words),
                escape(query)
            )
        }
        Origin::Corrected => format!(
            "<span class=\"origin warn\">{}</span>",
            view.t(
                "申请人改写，没有用证照上的值",
                "Typed by the applicant in place of what a certificate says"
            )
        ),
        Origin::Typed => format!(
            "<span class=\"origin\">{}</span>",
            view.t("申请人填写", "Typed by the applicant")
        ),
        Origin::Receipt => format!(
            "<span class=\"origin good\">{}</span>",
            view.t("来自另一部门的回执", "From another office's receipt")
        ),
    }
}

fn file(view: &View, case_no: &str, shown: &Shown) -> String {
    let Shown::File { name, size, digest, media_type } = shown else { return String::new() };
    let place = format!("/cases/{}/attachments/{}", escape(case_no), base64url::encode(digest));
    let name = escape(name);
    let kilobytes = size.div_ceil(1_024);
    let picture = if matches!(media_type.as_str(), "image/png" | "image/jpeg") {
        format!(
            "<a href=\"{place}\"><img class=\"attachment\" loading=\"lazy\" src=\"{place}\" alt=\"{name}\"></a>"
        )
    } else {
        String::new()
    };
    let open = view.t("打开附件", "Open the attachment");
    format!(
        "{picture}<a href=\"{place}\" target=\"_blank\" rel=\"noopener\">{open}: {name}</a> <span class=\"small\">{kilobytes} KB</span>"
    )
}

/// Who said the statement with this number, as the log has it.
fn by(entries: &[log::Written], number: i64) -> String {
    let said = entries.iter().filter_map(|one| serde_json::from_str::<Value>(&one.entry).ok());
    let mut of = said.filter(|entry| {
        entry.get("action").is_some_and(|action| action == "decided")
            && entry.get("statement").and_then(Value::as_i64) == Some(number)
    });
    let clerk = of.next().and_then(|entry| Some(entry.get("clerk")?.as_str()?.to_owned()));
    clerk.unwrap_or_default()
}

async fn history(server: &Server, view: &View, of: &Dossier) -> Result<String, Problem> {
    let entries = log::of_case(&server.database, &of.case_no, MOST_ENTRIES).await?;
    let lines: String = of
        .statements
        .iter()
        .map(|one| spoken(view, &one.statement, &by(&entries, one.number)))
        .collect();
    let title = view.t("对申请人说过的", "What was said to the applicant");
    Ok(format!(
        "<section class=\"panel\" aria-labelledby=\"history\"><h2 id=\"history\">{title}</h2><ol class=\"history\">{lines}</ol></section>\n"
    ))
}

/// A statement in words.
pub(super) fn spoken(view: &View, statement: &str, by: &str) -> String {
    let Some(says) = Statement::of_kept(statement) else { return String::new() };
    let tag = view.language.tag();
    let mut more = String::new();
    if let Some(reason) = &says.reason {
        let remedy = reason.remedy.as_ref().map_or("", |remedy| remedy.get(tag));
        more.push_str(&format!("<br>{}", escape(reason.text.get(tag))));
        if !remedy.is_empty() {
            more.push_str(&format!("<br>{}", escape(remedy)));
        }
    }
    if let Some(note) = &says.note {
        more.push_str(&format!("<br><span class=\"own\">{}</span>", escape(note)));
    }
    let by = if by.is_empty() { String::new() } else { format!(" · {}", escape(by)) };
    format!(
        "<li>{} <span class=\"small\">{}{by}</span>{more}</li>\n",
        words::state(view, says.state.as_str()),
        words::moment(view, says.at),
    )
}

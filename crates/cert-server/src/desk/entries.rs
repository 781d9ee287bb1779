//! The log, for administrators: what clerks did, and whether the chain is whole.

use axum::{Extension, body::Body, extract::State, http::Request, response::Response};
use cert_verify::UnixTime;
use serde_json::Value;

use super::{
    grants::Role,
    page::{self as frame, View},
    session::Clerk,
    words,
};
use crate::{
    Server, Shared,
    db::desk::{
        clerks,
        log::{self, Chain, Deed, Written},
    },
    problem::{Code, Problem},
    start_page::{Language, escape},
};

/// Entries of one page.
const SHOWN: i64 = 100;

/// `GET /log`
pub(super) async fn show(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    administers(&server, &clerk).await?;
    let query = request.uri().query().unwrap_or_default();
    let before = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "before");
    let before = before.and_then(|(_, value)| value.parse().ok()).unwrap_or(i64::MAX);
    log::note(&server.database, &Deed::new(&clerk.id, "log-read"), server.now()).await?;
    let entries = of_clerk(&server, &clerk, before).await?;
    let title = view.t("日志", "Log");
    let mut content = format!(
        "<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n<p><a class=\"button ghost\" href=\"/log/check\">{}</a></p>\n",
        view.t(
            "受理台上做过的每一件事，只增不改；每条都含有前一条的摘要。",
            "Everything that was done at the desk. Entries are only added; each holds the digest of the one before."
        ),
        view.t("核对整条日志", "Check the whole log"),
    );
    content.push_str(&table(&view, &entries));
    if let Some(last) =
        entries.last().filter(|_| entries.len() >= usize::try_from(SHOWN).unwrap_or(0))
    {
        let words = view.t("更早的", "Earlier entries");
        content.push_str(&format!(
            "<p class=\"next\"><a class=\"button ghost\" rel=\"next\" href=\"/log?before={}\">{words}</a></p>\n",
            last.number
        ));
    }
    if clerk.grants.allow_everywhere(Role::Administer) {
        content.push_str(&accounts(&server, &view).await?);
    }
    Ok(frame::page(&view, 200, title, &content))
}

async fn administers(server: &Server, clerk: &Clerk) -> Result<(), Problem> {
    if clerk.grants.allow_somewhere(Role::Administer) {
        return Ok(());
    }
    let deed = Deed::new(&clerk.id, "refused").with("needs", Role::Administer.as_str());
    log::note(&server.database, &deed, server.now()).await?;
    Err(Code::DeskRoleMissing.into())
}

/// Those of the offices that this clerk administers; what concerns no office, such as a login, is seen by whoever
/// administers all.
async fn of_clerk(server: &Server, clerk: &Clerk, before: i64) -> Result<Vec<Written>, Problem> {
    if clerk.grants.allow_everywhere(Role::Administer) {
        return Ok(log::newest(&server.database, None, before, SHOWN).await?);
    }
    let mut all = Vec::new();
    let offices = server.world.authorities.iter();
    for office in offices.filter(|one| clerk.grants.allow(Role::Administer, one.slug)) {
        all.extend(log::newest(&server.database, Some(office.slug), before, SHOWN).await?);
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.number));
    all.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    Ok(all)
}

fn table(view: &View, entries: &[Written]) -> String {
    let rows: String = entries
        .iter()
        .map(|one| {
            let entry: Value = serde_json::from_str(&one.entry).unwrap_or_default();
            let text = |name: &str| escape(entry.get(name).and_then(Value::as_str).unwrap_or_default());
            let at = entry.get("at").and_then(Value::as_i64).unwrap_or_default();
            let known = ["number", "at", "clerk", "action", "case_no", "previous", "office"];
            let more = entry.as_object().into_iter().flatten();
            let more = more.filter(|(name, value)| !known.contains(&name.as_str()) && !value.is_null());
            let more: Vec<String> = more
                .map(|(name, value)| {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    format!("{}: {}", escape(name), escape(&value))
                })
                .collect();
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"small\">{}</td></tr>\n",
                one.number,
                words::moment(view, UnixTime::from_seconds(at)),
                text("clerk"),
                escape(words::deed(view, entry.get("action").and_then(Value::as_str).unwrap_or_default())),
                text("case_no"),
                more.join(", "),
            )
        })
        .collect();
    let head: String = [
        view.t("序号", "Number"),
        view.t("时间", "Time"),
        view.t("账户", "Account"),
        view.t("做了什么", "What was done"),
        view.t("办件", "Case"),
        view.t("其他", "More"),
    ]
    .iter()
    .map(|words| format!("<th scope=\"col\">{words}</th>"))
    .collect();
    let label = view.t("日志", "Log");
    format!(
        "<div class=\"wide\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )
}

async fn accounts(server: &Server, view: &View) -> Result<String, Problem> {
    let all = clerks::all(&server.database).await?;
    let rows: String = all
        .iter()
        .map(|one| {
            format!(
                "<li><b>{}</b> <code>{}</code> <span class=\"small\">{}</span></li>\n",
                escape(&one.name),
                escape(&one.grants),
                words::moment(view, one.created_at)
            )
        })
        .collect();
    Ok(format!(
        "<h2>{}</h2><p class=\"small\">{}</p><ul>{rows}</ul>\n",
        view.t("本地账户", "Local accounts"),
        view.t(
            "账户由运行维护人员用 cert-server clerk 命令增减。",
            "Accounts are made and removed by the operator, with cert-server clerk."
        )
    ))
}

/// `GET /log/check`
pub(super) async fn check(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    administers(&server, &clerk).await?;
    log::note(&server.database, &Deed::new(&clerk.id, "log-checked"), server.now()).await?;
    let chain = log::check(&server.database).await?;
    let title = view.t("核对日志", "Log check");
    let told = match (&chain, view.language) {
        (Chain::Whole { entries, last }, Language::Chinese) => frame::banner(
            "good",
            &format!("日志完整，共 {entries} 条。最后一条的摘要：<code>{last}</code>"),
        ),
        (Chain::Whole { entries, last }, Language::English) => frame::banner(
            "good",
            &format!(
                "The log is whole: {entries} entries. Digest of the last: <code>{last}</code>"
            ),
        ),
        (Chain::Broken { at }, Language::Chinese) => frame::banner(
            "bad",
            &format!("第 {at} 条不是当时写下的，或者缺失。请立即告诉运行维护人员，并保留数据库。"),
        ),
        (Chain::Broken { at }, Language::English) => frame::banner(
            "bad",
            &format!(
                "Entry {at} is not what was written, or is missing. Tell the operator at once, and keep the database as it is."
            ),
        ),
    };
    let content = format!(
        "<h1>{title}</h1>\n{told}<p>{}</p><p><a href=\"/log\">{}</a></p>\n",
        view.t(
            "把最后一条的摘要记在别处：以后再核对时，它必须还在日志里。只有这样才能发现结尾被截掉。",
            "Note the digest of the last entry somewhere else: when the log is checked again later it must still be in it. Only so is it seen when the end was cut off."
        ),
        view.t("回到日志", "Back to the log"),
    );
    Ok(frame::page(&view, 200, title, &content))
}

//! The list of cases: filters, search by number, pages by cursor.

use axum::{Extension, body::Body, extract::State, http::Request, response::Response};
use cert_fill::progress::State as CaseState;

use super::{
    grants::Role,
    kept::is_case,
    page::{self as frame, View},
    session::Clerk,
    words,
};
use crate::{
    Server, Shared, answer,
    authority::Authority,
    db::desk::cases::{self, Line, Wanted},
    problem::{Code, Problem},
    specimen::day::Day,
    start_page::{Language, escape},
};

/// Cases of one page: as many as one reads through.
const SHOWN: usize = 40;

/// What is asked for, as it stands in the address.
#[derive(Default)]
struct Asked {
    office: String,
    form: String,
    state: String,
    from: String,
    until: String,
    order: String,
    number: String,
    after: String,
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value: String = value.trim().chars().take(200).collect();
            match name.as_ref() {
                "office" => asked.office = value,
                "form" => asked.form = value,
                "state" => asked.state = value,
                "from" => asked.from = value,
                "until" => asked.until = value,
                "order" => asked.order = value,
                "number" => asked.number = value,
                "after" => asked.after = value,
                _ => {}
            }
        }
        asked
    }

    /// The same with another cursor, as an address.
    fn with_cursor(&self, after: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("office", self.office.as_str()),
            ("form", &self.form),
            ("state", &self.state),
            ("from", &self.from),
            ("until", &self.until),
            ("order", &self.order),
            ("number", &self.number),
            ("after", after),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("/?{}", query.finish())
    }

    fn wanted(&self) -> Wanted {
        let known = CaseState::KNOWN.iter().map(CaseState::as_str);
        let number = self.number.to_uppercase();
        let search = Some(number).filter(|number| is_case(number));
        Wanted {
            form: Some(self.form.clone()).filter(|form| !form.is_empty()),
            state: known.filter(|state| *state == self.state).map(str::to_owned).next(),
            // Who looks for a number wants it however the case stands.
            decided_too: self.state == "all" || search.is_some(),
            from: Day::parse(&self.from).map(|day| day.start().seconds()),
            until: Day::parse(&self.until).map(|day| day.end().seconds()),
            begins: search,
            oldest_first: self.order != "newest",
            after: self.after.split_once('~').and_then(|(at, case_no)| {
                Some((at.parse().ok()?, Some(case_no.to_owned()).filter(|it| is_case(it))?))
            }),
        }
    }
}

/// `GET /`
pub(super) async fn show(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    if !clerk.grants.allow_somewhere(Role::Look) {
        if clerk.grants.allow_somewhere(Role::Administer) {
            return Ok(answer::see_other("/log"));
        }
        return Err(Code::DeskRoleMissing.into());
    }
    let asked = Asked::read(request.uri().query().unwrap_or_default());
    let offices = server.world.authorities.iter().copied();
    let mine: Vec<&Authority> =
        offices.filter(|one| clerk.grants.allow(Role::Look, one.slug)).collect();
    let number = asked.number.to_uppercase();
    // A whole number leads to its case.
    if is_case(&number)
        && let Some(office) = cases::office_of(&server.database, &number).await?
        && clerk.grants.allow(Role::Look, &office)
    {
        return Ok(answer::see_other(&format!("/cases/{number}")));
    }
    let wanted = asked.wanted();
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX) + 1;
    let mut lines = Vec::new();
    for office in mine.iter().filter(|one| asked.office.is_empty() || one.slug == asked.office) {
        lines.extend(cases::list(&server.database, office.slug, &wanted, limit).await?);
    }
    let key = |line: &Line| (line.received_at.seconds(), line.case_no.clone());
    lines.sort_by_key(key);
    if !wanted.oldest_first {
        lines.reverse();
    }
    let is_more = lines.len() > SHOWN;
    lines.truncate(SHOWN);
    let title = view.t("办件", "Cases");
    let mut content = format!("<h1>{title}</h1>\n{}", filters(&view, &asked, &mine));
    if lines.is_empty() {
        content.push_str(&format!("<p class=\"empty\">{}</p>", none(&view, &asked)));
    } else {
        content.push_str(&table(&server, &view, &lines));
    }
    if let Some(last) = lines.last().filter(|_| is_more) {
        let next = asked.with_cursor(&format!("{}~{}", last.received_at.seconds(), last.case_no));
        let words = view.t("后面的办件", "Next cases");
        content.push_str(&format!(
            "<p class=\"next\"><a class=\"button ghost\" rel=\"next\" href=\"{}\">{words}</a></p>",
            escape(&next)
        ));
    }
    Ok(frame::page(&view, 200, title, &content))
}

fn none<'t>(view: &View, asked: &Asked) -> &'t str {
    match (asked.number.is_empty(), asked.state.is_empty()) {
        (false, _) => view.t(
            "没有这个编号的办件。请核对编号，例如 PSB-2026-1123-0000001。",
            "There is no case with this number. Check it; it looks like PSB-2026-1123-0000001.",
        ),
        (_, true) => view.t(
            "没有待办的办件。要看已办结的，在“状态”里选“全部”。",
            "No case waits. For those that are decided, choose “All” as the state.",
        ),
        _ => view.t("没有符合这些条件的办件。", "No case fits these filters."),
    }
}

fn filters(view: &View, asked: &Asked, mine: &[&Authority]) -> String {
    let option = |value: &str, words: &str, chosen: &str| {
        let selected = if value == chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>", escape(value), escape(words))
    };
    let select = |name: &str, label: &str, options: String| {
        format!(
            "<p class=\"field\"><label for=\"{name}\">{label}</label><select id=\"{name}\" name=\"{name}\">{options}</select></p>\n"
        )
    };
    let all = view.t("全部", "All");
    let mut offices = option("", all, &asked.office);
    let mut forms = option("", all, &asked.form);
    for office in mine {
        offices.push_str(&option(
            office.slug,
            view.t(office.name_zh, office.name_en),
            &asked.office,
        ));
        for name in office.folder.names("services") {
            if let Some(form) = office.folder.form(name) {
                let title = form.title().get(view.language.tag());
                forms.push_str(&option(form.id(), title, &asked.form));
            }
        }
    }
    let states = [
        ("", view.t("未办结", "Not decided")),
        ("received", view.t("已收到", "Received")),
        ("checking", view.t("正在审核", "Being checked")),
        ("waiting", view.t("等申请人补充", "Waits for the applicant")),
        ("waiting-for-office", view.t("等另一部门", "Waits for another office")),
        ("accepted", view.t("已同意", "Approved")),
        ("refused", view.t("不予批准", "Refused")),
        ("all", all),
    ];
    let states: String =
        states.iter().map(|(value, words)| option(value, words, &asked.state)).collect();
    let orders = [
        ("", view.t("等得最久的在前", "Waiting longest first")),
        ("newest", view.t("最新的在前", "Newest first")),
    ];
    let orders: String =
        orders.iter().map(|(value, words)| option(value, words, &asked.order)).collect();
    let date = |name: &str, label: &str, value: &str| {
        format!(
            "<p class=\"field\"><label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" type=\"date\" value=\"{}\"></p>\n",
            escape(value)
        )
    };
    format!(
        r#"<form class="search" method="get" action="/" role="search"><p class="field"><label for="number">{number}</label><input id="number" name="number" value="{given}" autocapitalize="characters" autocomplete="off" spellcheck="false" maxlength="64"></p><button class="button">{find}</button></form>
<form class="filters" method="get" action="/">
{office}{form}{state}{from}{until}{order}<button class="button ghost">{show}</button></form>
"#,
        number = view.t("办件编号", "Case number"),
        given = escape(&asked.number),
        find = view.t("查找", "Find"),
        office = select("office", view.t("部门", "Office"), offices),
        form = select("form", view.t("事项", "Service"), forms),
        state = select("state", view.t("状态", "State"), states),
        from = date("from", view.t("收到日期从", "Received from"), &asked.from),
        until = date("until", view.t("到", "until"), &asked.until),
        order = select("order", view.t("排序", "Order"), orders),
        show = view.t("筛选", "Filter"),
    )
}

/// The title of the form of a case.
pub(super) fn title_of(server: &Server, view: &View, form_id: &str) -> String {
    let form = server.forms.by_id(form_id, "");
    form.map_or(form_id, |form| form.title().get(view.language.tag())).to_owned()
}

fn table(server: &Server, view: &View, lines: &[Line]) -> String {
    let now = server.now().seconds();
    let rows: String = lines
        .iter()
        .map(|line| {
            let office = server.office(&line.office);
            let office = office.map_or("", |office| view.t(office.name_zh, office.name_en));
            let days = now.saturating_sub(line.received_at.seconds()) / 86_400;
            let is_open = !CaseState::of(&line.state).is_decision();
            let waits = match (is_open, days) {
                (false, _) => view.t("办结于 ", "Decided ").to_owned() + &words::moment(view, line.changed_at),
                (_, 0) => view.t("今天收到", "came today").to_owned(),
                (_, 1) => view.t("已等 1 天", "waits 1 day").to_owned(),
                (_, days) => match view.language {
                    Language::Chinese => format!("已等 {days} 天"),
                    Language::English => format!("waits {days} days"),
                },
            };
            format!(
                "<li><a class=\"case\" href=\"/cases/{0}\">{0}</a> {1}<br><b>{2}</b><br><span class=\"small\">{3} · {4} · {5}</span></li>\n",
                escape(&line.case_no),
                words::state(view, &line.state),
                escape(&title_of(server, view, &line.form_id)),
                escape(office),
                words::moment(view, line.received_at),
                waits,
            )
        })
        .collect();
    format!("<ol class=\"cases\">\n{rows}</ol>\n")
}

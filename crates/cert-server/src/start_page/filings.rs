//! The desk of an invented clerk: the newest filings by case number, and what can be said about each. It shows
//! nothing of what was filed; a real desk is another matter.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Request, StatusCode, Uri},
    response::Response,
};
use cert_fill::{Receipt, progress};
use cert_verify::sd_jwt::SdJwt;
use cert_words::{Lang, code_words};

use super::{
    form::{Form, Visitor},
    page::{Language, escape, page},
};
use crate::{
    Server, Shared, answer,
    db::progress::{self as cases, Case},
    office::decide::{self, Choice},
    problem::{Code, Problem},
    specimen::day::Day,
};

const PLACE: &str = "/specimen/filings";

/// How many cases the page shows.
const SHOWN: u32 = 50;

/// `GET /specimen/filings`
pub(crate) async fn filings(
    State(server): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // Where clerks have a desk with a login, nobody reads or decides without one.
    if let Some(desk) = &server.desk {
        return Ok(answer::see_other(&desk.base));
    }
    let language = Language::of(&uri, &headers);
    let t = |zh, en| language.pick(zh, en);
    let newest = cases::newest(&server.database, SHOWN).await?;
    let title = t("办件窗口", "Clerk's desk");
    let mut content = format!(
        "<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n",
        t(
            "在这里扮演受理部门：对一件提交说“正在审核”“需要补充”“同意”或“不予批准”。申请人在证填的“已提交”页上看到。",
            "Be the office here: say of a filing that it is being checked, needs more, is approved or refused. The applicant sees it in Certfill, on the page of what was sent."
        ),
    );
    if newest.is_empty() {
        content
            .push_str(&format!("<p>{}</p>", t("还没有任何提交。", "Nothing has been filed yet.")));
        return Ok(page(language, PLACE, title, &content));
    }
    let visitor = Visitor::of(&headers);
    let secret = visitor.token(&server);
    content.push_str("<ul class=\"issued\">\n");
    for case in &newest {
        content.push_str(&entry(&server, case, &secret, language));
    }
    content.push_str("</ul>");
    Ok(visitor.greet(&server, page(language, PLACE, title, &content)))
}

/// One case with what can be said about it.
fn entry(server: &Server, case: &Case, secret: &str, language: Language) -> String {
    let t = |zh, en| language.pick(zh, en);
    let form = server.forms.by_id(&case.form_id, "");
    let title = form.map_or(case.form_id.as_str(), |form| form.title().get(language.tag()));
    let office = server.office(&case.office);
    let office = office.map_or("", |office| t(office.name_zh, office.name_en));
    let (number, last) = (case.last.0, progress::State::of(&case.last.1));
    let (state, class) = match &last {
        progress::State::Checking => (t("正在审核", "Being checked"), "warn"),
        progress::State::Waiting => (t("等申请人补充", "Waits for the applicant"), "warn"),
        progress::State::WaitingForOffice => (t("等另一部门", "Waits for another office"), "warn"),
        progress::State::Accepted => (t("已同意", "Approved"), "good"),
        progress::State::Refused => (t("不予批准", "Refused"), "bad"),
        _ => (t("已收到", "Received"), "warn"),
    };
    let case_no = escape(&case.case_no);
    let day = Day::of(case.received_at);
    let mut out = format!(
        "<li><h2 id=\"{case_no}\">{case_no}</h2>\n<p>{}<br><span class=\"small\">{} · {}</span></p>\n{}<p><span class=\"state {class}\">{state}</span></p>\n{}",
        escape(title),
        escape(office),
        day,
        acting(case, language),
        said(case, language),
    );
    if last.is_decision() {
        return out + "</li>\n";
    }
    let hidden = format!(
        r#"<input type="hidden" name="token" value="{secret}"><input type="hidden" name="lang" value="{}"><input type="hidden" name="case" value="{case_no}"><input type="hidden" name="seen" value="{number}">"#,
        language.short(),
    );
    let open = format!(r#"<form class="desk" method="post" action="{PLACE}">{hidden}"#);
    let button = |state: &str, words: &str| {
        format!(
            r#"<button class="button ghost" name="state" value="{state}" aria-describedby="{case_no}">{words}</button>"#
        )
    };
    // Before the other office has decided there is nothing to say but no.
    let waits = last == progress::State::WaitingForOffice;
    let mut plain = String::new();
    if last != progress::State::Checking {
        plain.push_str(&button("checking", t("正在审核", "Being checked")));
    }
    plain.push_str(&button("accepted", t("同意", "Approve")));
    if !waits {
        out.push_str(&format!("{open}{plain}</form>\n"));
    }
    for (state, label, words) in [
        (progress::State::Waiting, t("要什么", "What is needed"), t("要求补充", "Ask for more")),
        (progress::State::Refused, t("为什么", "Why not"), t("不予批准", "Refuse")),
    ] {
        let reasons = server.world.reasons.iter().filter(|(of, _)| *of == state);
        let options: String = reasons
            .map(|(_, reason)| {
                let (code, text) = (escape(&reason.code), escape(reason.text.get(language.tag())));
                format!(r#"<option value="{code}">{text}</option>"#)
            })
            .collect();
        if options.is_empty() || waits && state != progress::State::Refused {
            continue;
        }
        let state = state.as_str();
        out.push_str(&format!(
            r#"{open}<p class="pick"><label for="{state}-{case_no}">{label}</label><select id="{state}-{case_no}" name="reason">{options}</select></p>{}</form>
"#,
            button(state, words),
        ));
    }
    out + "</li>\n"
}

/// Why the case stands as it does, and the values that were given or have come; nothing of a person.
fn said(case: &Case, language: Language) -> String {
    let Some(says) = case.statement.as_deref().and_then(progress::Statement::of_kept) else {
        return String::new();
    };
    let reason = says.reason.iter().map(|reason| reason.text.get(language.tag()).to_owned());
    let values = says.produced.iter().chain(&says.took);
    let values = values.filter_map(|(_, value)| value.as_str().map(str::to_owned));
    let line = |text: String| format!("<p class=\"small\">{}</p>\n", escape(&text));
    reason.chain(values).map(line).collect()
}

/// By whom for whom, where somebody acts for somebody else: a clerk has to see that before anything else.
fn acting(case: &Case, language: Language) -> String {
    let claims = SdJwt::parse(&case.receipt).and_then(|receipt| receipt.processed_payload());
    let receipt = claims.ok().and_then(|claims| Receipt::read(&claims).ok());
    let Some(acting) = receipt.and_then(|receipt| receipt.acting) else { return String::new() };
    let (agent, principal) = (escape(&acting.agent), escape(&acting.principal));
    match language {
        Language::Chinese => format!("<p>由 <b>{agent}</b> 代 <b>{principal}</b> 办理</p>\n"),
        Language::English => format!(
            "<p>Filed by <b lang=\"zh-CN\">{agent}</b> on behalf of <b lang=\"zh-CN\">{principal}</b></p>\n"
        ),
    }
}

/// `POST /specimen/filings`
pub(crate) async fn decide(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    if server.desk.is_some() {
        return Err(Code::NotFound.into());
    }
    let form = Form::read(&server, request).await?;
    let language = Language::from_short(form.get("lang"));
    let choice = choice(&server, &form).ok_or(Code::RequestMalformed)?;
    match decide::decide(&server, choice).await {
        Ok(()) => Ok(answer::see_other(&format!("{PLACE}?lang={}", language.short()))),
        Err(problem) if problem.row().0 == 409 => Ok(not_done(language, &problem)),
        Err(problem) => Err(problem),
    }
}

fn choice(server: &Server, form: &Form) -> Option<Choice> {
    let state =
        progress::State::KNOWN.iter().find(|state| Some(state.as_str()) == form.get("state"))?;
    let reasons = server.world.reasons.iter();
    let mut named =
        reasons.filter(|(of, one)| of == state && Some(one.code.as_str()) == form.get("reason"));
    let reason = named.next().map(|(_, reason)| reason.clone());
    let needs_one = matches!(state, progress::State::Waiting | progress::State::Refused);
    let is_said = *state != progress::State::Received && (reason.is_some() || !needs_one);
    is_said.then_some(Choice {
        case_no: form.get("case")?.to_owned(),
        seen: form.get("seen")?.parse().ok()?,
        state: state.clone(),
        reason,
        note: None,
    })
}

/// Why nothing was said, with the way back.
fn not_done(language: Language, problem: &Problem) -> Response {
    let t = |zh, en| language.pick(zh, en);
    let lang = if language == Language::English { Lang::En } else { Lang::Zh };
    let (status, code) = problem.row();
    let words = code_words(code, lang);
    let title = t("没有生效", "Not done");
    let content = format!(
        "<h1>{title}</h1>\n<p class=\"lead\">{} {}</p>\n<p><a class=\"button\" href=\"{PLACE}?lang={}\">{}</a></p>",
        words.cause,
        words.remedy,
        language.short(),
        t("回到列表", "Back to the list"),
    );
    let mut response = page(language, PLACE, title, &content);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::CONFLICT);
    response
}

//! The form with which a clerk says something to the applicant.

use cert_fill::progress::{MAX_NOTE, State, Statement};

use super::{kept::Kept, page::View};
use crate::{Server, db::desk::cases::Dossier, start_page::escape};

/// What can be said after what was said last; `draft` is what was typed and not said yet.
pub(super) fn form(
    server: &Server,
    view: &View,
    of: &Dossier,
    last: Option<&Statement>,
    draft: Option<&Kept>,
) -> String {
    let state = last.map_or(State::Received, |last| last.state.clone());
    let waits = state == State::WaitingForOffice;
    let given = |name: &str| draft.and_then(|draft| draft.get(name)).unwrap_or_default();
    let mut choices = String::new();
    let ways = [
        (
            State::Checking,
            view.t("正在审核", "It is being checked"),
            !waits && state != State::Checking,
        ),
        (State::Accepted, view.t("同意", "Approve"), !waits),
        (State::Waiting, view.t("要求补充", "Ask for more"), !waits),
        (State::Refused, view.t("不予批准", "Refuse"), true),
    ];
    for (way, words, _) in ways.into_iter().filter(|(.., is_open)| *is_open) {
        let name = way.as_str().to_owned();
        let checked = if given("state") == name { " checked" } else { "" };
        let reasons = server.world.reasons.iter().filter(|(of, _)| *of == way);
        let field = format!("reason-{name}");
        let options: String = reasons
            .map(|(_, reason)| {
                let chosen = if given(&field) == reason.code { " selected" } else { "" };
                format!(
                    "<option value=\"{}\"{chosen}>{}</option>",
                    escape(&reason.code),
                    escape(reason.text.get(view.language.tag()))
                )
            })
            .collect();
        let needs_one = matches!(way, State::Waiting | State::Refused);
        if needs_one && options.is_empty() {
            continue;
        }
        let select = if needs_one {
            let label = if way == State::Waiting {
                view.t("缺什么", "What is needed")
            } else {
                view.t("理由", "Why not")
            };
            format!(
                "<p class=\"field\"><label for=\"{field}\">{label}</label><select id=\"{field}\" name=\"{field}\">{options}</select></p>"
            )
        } else {
            String::new()
        };
        choices.push_str(&format!(
            "<div class=\"way\"><p class=\"tick\"><input type=\"radio\" id=\"state-{name}\" name=\"state\" value=\"{name}\" required{checked}><label for=\"state-{name}\">{words}</label></p>{select}</div>\n"
        ));
    }
    format!(
        r#"<section class="panel" aria-labelledby="decide"><h2 id="decide" tabindex="-1">{title}</h2>
<form method="post" action="/cases/{case_no}/decisions">{token}<input type="hidden" name="seen" value="{seen}">
<fieldset><legend>{legend}</legend>
{choices}</fieldset>
<p class="field"><label for="note">{note}</label><span class="small" id="note-hint">{hint}</span><textarea id="note" name="note" rows="4" maxlength="{MAX_NOTE}" aria-describedby="note-hint">{typed}</textarea></p>
<button class="button">{send}</button>
</form></section>
"#,
        title = view.t("决定", "Decision"),
        case_no = escape(&of.case_no),
        token = view.token(),
        seen = of.statements.last().map_or(0, |last| last.number),
        legend = view.t("对申请人说", "Tell the applicant"),
        note = view.t("补充说明（可不填）", "In your own words (optional)"),
        hint = view.t(
            "申请人会看到，并会签名保存，不能更改。最多 500 字。请不要写别人的个人信息。",
            "The applicant sees it; it is signed and cannot be changed. At most 500 characters. Do not write about other people.",
        ),
        typed = escape(given("note")),
        send = view.t("签名并发出", "Sign and send"),
    )
}

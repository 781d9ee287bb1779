//! Words that several pages of the desk use: states, days, deeds.

use cert_fill::{SHANGHAI_OFFSET_SECONDS, progress::State};
use cert_verify::UnixTime;
use cert_words::Lang;

use super::page::View;
use crate::start_page::Language;

/// A state as a coloured word.
pub(super) fn state(view: &View, state: &str) -> String {
    let (words, class) = match State::of(state) {
        State::Received => (view.t("已收到", "Received"), "new"),
        State::Checking => (view.t("正在审核", "Being checked"), "warn"),
        State::Waiting => (view.t("等申请人补充", "Waits for the applicant"), "warn"),
        State::WaitingForOffice => (view.t("等另一部门", "Waits for another office"), "warn"),
        State::Accepted => (view.t("已同意", "Approved"), "good"),
        State::Refused => (view.t("不予批准", "Refused"), "bad"),
        State::Other(_) => (view.t("其他", "Other"), "warn"),
    };
    format!("<span class=\"state {class}\">{words}</span>")
}

/// The time of day in Shanghai, to the minute, with its day.
pub(super) fn moment(view: &View, at: UnixTime) -> String {
    let local = at.plus_seconds(SHANGHAI_OFFSET_SECONDS).to_string();
    let (day, time) = local.split_once('T').unwrap_or((&local, ""));
    let time: String = time.chars().take(5).collect();
    let day = self::day(view, day).unwrap_or_else(|| day.to_owned());
    format!("{day} {time}")
}

/// A date such as `2026-12-05` in words.
pub(super) fn day(view: &View, iso: &str) -> Option<String> {
    let lang = match view.language {
        Language::Chinese => Lang::Zh,
        Language::English => Lang::En,
    };
    cert_words::date(iso, lang)
}

/// What an entry of the log says was done.
pub(super) fn deed<'a>(view: &View, action: &'a str) -> &'a str {
    match action {
        "logged-in" => view.t("登录", "Logged in"),
        "login-failed" => view.t("登录失败（密码不对）", "Failed to log in (wrong password)"),
        "logged-out" => view.t("退出", "Logged out"),
        "logged-out-everywhere" => view.t("在所有设备上退出", "Logged out everywhere"),
        "opened" => view.t("打开办件", "Opened the case"),
        "evidence-taken" => {
            view.t("取证照，在浏览器中重新核验", "Took the certificates to verify them again")
        }
        "attachment-opened" => view.t("查看附件", "Opened an attachment"),
        "decided" => view.t("作出决定", "Decided"),
        "record-printed" => view.t("打开归档页", "Opened the archive page"),
        "record-taken" => view.t("下载归档文件", "Downloaded the archive file"),
        "counter-opened" => view.t("打开带来的申请", "Opened a filing that was carried here"),
        "counter-takes" => {
            view.t("开始提交带来的申请", "Began to hand in a filing that was carried here")
        }
        "counter-filed" => view.t("收下带来的申请", "Took in a filing that was carried here"),
        "log-read" => view.t("查看日志", "Read the log"),
        "log-checked" => view.t("核对日志", "Checked the log"),
        "refused" => view.t("被拒绝（没有权限）", "Was refused (role)"),
        "account-made" => view.t("新建账户", "Made an account"),
        "account-removed" => view.t("删除账户", "Removed an account"),
        "password-changed" => view.t("更改密码", "Changed a password"),
        other => other,
    }
}

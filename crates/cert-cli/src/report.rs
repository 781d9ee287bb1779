//! A report in words, for people at a terminal.

use std::fmt::Write as _;

use cert_verify::{Check, Outcome, Report, Verdict};
use cert_words::{Lang, code_words};

/// The verdict, why, what to do next, and then check by check; claims last, when the signature
/// passed.
pub(crate) fn in_words(report: &Report, lang: Lang) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", verdict(report.verdict(), lang));
    if let Some(code) = report.code() {
        let words = code_words(code.as_str(), lang);
        let _ = writeln!(text, "  {}", words.cause);
        let _ = writeln!(text, "  {}", words.remedy);
    }
    if let Some(format) = report.format() {
        let _ = writeln!(text, "{}: {}", label("format", lang), format.as_str());
    }
    if let Some(issuer) = report.issuer() {
        let _ = writeln!(text, "{}: {}", label("issuer", lang), printable(issuer));
    }
    for result in report.checks() {
        let outcome = result.outcome();
        let mark = match outcome {
            Outcome::Passed => "+",
            Outcome::Failed(_) => "x",
            Outcome::Undetermined(_) => "?",
            Outcome::Skipped(_) => "-",
        };
        let name = check(result.check(), lang);
        match outcome.code() {
            Some(code) => {
                let words = code_words(code.as_str(), lang);
                let _ = writeln!(text, "  [{mark}] {name}: {} ({})", words.cause, code.as_str());
            }
            None => {
                let _ = writeln!(text, "  [{mark}] {name}");
            }
        }
    }
    if let Some(claims) = report.claims() {
        let _ = writeln!(text, "{}:", label("claims", lang));
        let _ = writeln!(text, "{}", printable(&format!("{claims:#}")));
    }
    text
}

fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (Verdict::Valid, Lang::Zh) => "有效",
        (Verdict::Valid, Lang::En) => "VALID",
        (Verdict::Invalid, Lang::Zh) => "无效",
        (Verdict::Invalid, Lang::En) => "NOT VALID",
        (Verdict::Undetermined, Lang::Zh) => "暂不能确认",
        (Verdict::Undetermined, Lang::En) => "COULD NOT BE DETERMINED",
    }
}

fn check(check: Check, lang: Lang) -> &'static str {
    match (check, lang) {
        (Check::Format, Lang::Zh) => "格式",
        (Check::Format, Lang::En) => "format",
        (Check::Signature, Lang::Zh) => "签名",
        (Check::Signature, Lang::En) => "signature",
        (Check::Issuer, Lang::Zh) => "签发机构",
        (Check::Issuer, Lang::En) => "issuer",
        (Check::Time, Lang::Zh) => "有效期",
        (Check::Time, Lang::En) => "time",
        (Check::Status, Lang::Zh) => "状态",
        (Check::Status, Lang::En) => "status",
        (Check::Holder, Lang::Zh) => "持证人",
        (Check::Holder, Lang::En) => "holder",
    }
}

fn label(name: &'static str, lang: Lang) -> &'static str {
    match (name, lang) {
        ("format", Lang::Zh) => "格式",
        ("issuer", Lang::Zh) => "签发机构",
        ("claims", Lang::Zh) => "内容",
        (name, _) => name,
    }
}

/// Text from a certificate without control characters: it must not steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

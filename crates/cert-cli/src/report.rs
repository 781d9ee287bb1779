//! A report in words, for people at a terminal.

use std::fmt::Write as _;

use cert_verify::{Check, CheckResult, Fact, Outcome, Report, Verdict};
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
        facts(&mut text, result, lang);
    }
    for (number, presented) in (1..).zip(report.presented()) {
        let _ = writeln!(text, "{} {number}:", label("certificate", lang));
        for line in in_words(presented, lang).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    if let Some(claims) = report.claims() {
        let _ = writeln!(text, "{}:", label("claims", lang));
        let _ = writeln!(text, "{}", printable(&format!("{claims:#}")));
    }
    text
}

/// Which list decided, and how old it is.
fn facts(text: &mut String, result: &CheckResult, lang: Lang) {
    for (name, fact) in result.facts() {
        let Some((_, zh, en)) = FACTS.iter().find(|(known, ..)| known == name) else { continue };
        let label = match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let _ = match fact {
            Fact::Time(time) => writeln!(text, "      {label}: {time}"),
            Fact::Text(value) => writeln!(text, "      {label}: {}", printable(value)),
            Fact::Number(number) => writeln!(text, "      {label}: {number}"),
        };
    }
}

/// The facts that are told, and their names.
const FACTS: &[(&str, &str, &str)] = &[
    ("crl-issuer", "吊销列表的签发者", "revocation list of"),
    ("crl-issued", "吊销列表的签发时间", "list issued"),
    ("crl-next-update", "下一份吊销列表", "next list due"),
    ("revoked-certificate", "被吊销的数字证书", "revoked certificate"),
    ("revocation-reason", "吊销原因", "reason"),
    ("revoked-at", "吊销时间", "revoked"),
    ("card-list-version", "未签名吊销列表的版本", "version of the unsigned list"),
    ("status-list", "状态列表", "status list"),
    ("list-issued", "状态列表的签发时间", "list issued"),
    ("list-expires", "状态列表的有效期至", "list expires"),
];

pub(crate) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
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
        ("certificate", Lang::Zh) => "证照",
        (name, _) => name,
    }
}

/// Text from a certificate without characters that steer: those of terminals, and those that turn the
/// direction of writing, so that what is read is not what is written.
pub(crate) fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_steer_are_replaced() {
        assert_eq!(printable("示例\n\u{1b}[2J\u{202e}x"), "示例\n\u{fffd}[2J\u{fffd}x");
    }
}

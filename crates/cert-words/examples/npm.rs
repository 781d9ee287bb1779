//! What the npm package holds of this crate: `own` prints `pkg/lib/words-own.mjs`, `words` prints
//! `pkg/lib/words-table.mjs`, `types` prints `pkg/codes.d.ts`. `cargo xtask codes` writes them, `cargo xtask check` sees
//! that they are current.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::fmt::Write as _;

use cert_verify::Code;
use cert_words::{Lang, code_words, package_codes};

/// Said at the top of what nobody writes by hand.
const WRITTEN: &str = "// Written by `cargo xtask codes` from crates/cert-words; not by hand.\n";

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("own") => print!("{}", own()),
        Some("words") => print!("{}", words()),
        Some("types") => print!("{}", types()),
        _ => eprintln!("npm own|words|types"),
    }
}

/// The texts of a code: cause and remedy in Chinese, then in English.
fn texts(code: &str) -> [&'static str; 4] {
    let (zh, en) = (code_words(code, Lang::Zh), code_words(code, Lang::En));
    [zh.cause, zh.remedy, en.cause, en.remedy]
}

/// What is said of a certificate that an engine has judged; nobody needs it before.
fn words() -> String {
    let all = Code::ALL.iter().map(|code| code.as_str());
    WRITTEN.to_owned() + &table(all.filter(|code| !WITHOUT_THE_ENGINE.contains(code)))
}

/// What can be said without the engine: that it does not load, and what the elements find themselves.
fn own() -> String {
    let mut page = WRITTEN.to_owned();
    page.push_str(&table(package_codes().chain(WITHOUT_THE_ENGINE.iter().copied())));
    let _ = writeln!(page, "export const unknown = [''{}];", quoted(texts("")));
    page
}

/// Codes of reports that an element gives without having asked the engine.
const WITHOUT_THE_ENGINE: &[&str] = &["too-large"];

/// A row for each meaning, because many codes share one.
fn table(codes: impl Iterator<Item = &'static str>) -> String {
    let mut rows: Vec<(Vec<&str>, [&str; 4])> = Vec::new();
    for code in codes {
        let texts = texts(code);
        match rows.iter_mut().find(|(_, known)| *known == texts) {
            Some((codes, _)) => codes.push(code),
            None => rows.push((vec![code], texts)),
        }
    }
    let mut page =
        "// A row: the codes, cause and remedy in Chinese, cause and remedy in English.\n\
                    export const rows = [\n"
            .to_owned();
    for (codes, texts) in rows {
        let _ = writeln!(page, "  ['{}'{}],", codes.join(" "), quoted(texts));
    }
    page.push_str("];\n");
    page
}

fn quoted(texts: [&str; 4]) -> String {
    texts.iter().fold(String::new(), |mut row, text| {
        let _ = write!(row, ", '{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
        row
    })
}

/// The codes as types, with what each means.
fn types() -> String {
    let mut page = WRITTEN.to_owned();
    page.push_str(
        "\n/** A reason in a report. Codes are stable: programs may compare them, and none is ever given another meaning. */\n\
         export type Code =\n",
    );
    let last = Code::ALL.len() - 1;
    for (at, code) in Code::ALL.iter().enumerate() {
        let end = if at == last { ";" } else { "" };
        let meaning = code.description().replace("*/", "* /");
        let _ = writeln!(page, "  /** {meaning} */\n  | '{}'{end}", code.as_str());
    }
    page.push_str(
        "\n/** What the package itself can say: that its engine does not load, that a call makes no sense. */\n\
         export type PackageCode =\n",
    );
    let codes: Vec<_> = package_codes().collect();
    for (at, code) in codes.iter().enumerate() {
        let end = if at + 1 == codes.len() { ";" } else { "" };
        let meaning = code_words(code, Lang::En).cause;
        let _ = writeln!(page, "  /** {meaning} */\n  | '{code}'{end}");
    }
    page
}

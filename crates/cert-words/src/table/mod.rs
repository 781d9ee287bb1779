//! The table itself, one file per part that has codes.
//!
//! Codes that call for the same step share one entry: a person who holds a damaged file is
//! not helped by eleven ways of saying so, and the code is shown beside the words anyway.

mod app;
mod behalf;
mod carried;
mod catalogue;
#[cfg(any(test, feature = "desk"))]
mod desk;
#[cfg(any(test, feature = "package"))]
mod element;
mod filling;
mod frames;
mod issuance;
mod issuer;
#[cfg(any(test, feature = "package"))]
mod package;
mod pdf;
mod server;
mod verify;

/// Cause and remedy in both languages.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Chinese: what happened, what to do.
    pub(crate) zh: (&'static str, &'static str),
    /// English: what happened, what to do.
    pub(crate) en: (&'static str, &'static str),
}

/// Shorthand for the tables below.
const fn entry(zh: (&'static str, &'static str), en: (&'static str, &'static str)) -> Entry {
    Entry { zh, en }
}

/// Rows of a table: the code and its words.
type Rows = &'static [(&'static str, &'static Entry)];

/// For a code that no table knows.
pub(crate) const UNKNOWN: Entry = entry(
    ("遇到一个没有说明的问题。", "请记下旁边的代码，告诉提供本服务的单位。"),
    (
        "Something happened that has no description yet.",
        "Note the code shown here and tell the operator of this service.",
    ),
);

/// The entry of a code, from whichever part it comes.
pub(crate) fn find(code: &str) -> Option<&'static Entry> {
    PARTS.iter().copied().flatten().find(|(name, _)| *name == code).map(|(_, entry)| *entry)
}

/// The tables of all parts.
const PARTS: &[Rows] = &[
    verify::ROWS,
    issuer::ROWS,
    filling::ROWS,
    behalf::ROWS,
    issuance::ROWS,
    app::ROWS,
    carried::ROWS,
    catalogue::ROWS,
    frames::ROWS,
    #[cfg(any(test, feature = "package"))]
    package::ROWS,
    #[cfg(any(test, feature = "package"))]
    element::ROWS,
    pdf::ROWS,
    server::ROWS,
    #[cfg(any(test, feature = "desk"))]
    desk::ROWS,
];

/// The codes of the npm package, in the order of their tables.
#[cfg(any(test, feature = "package"))]
pub(crate) fn of_the_package() -> impl Iterator<Item = &'static str> {
    let own = package::ROWS.iter().chain(element::ROWS).map(|(name, _)| *name);
    own.chain(element::SHARED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = &'static (&'static str, &'static Entry)> {
        PARTS.iter().copied().flatten()
    }

    #[test]
    fn every_code_of_the_package_has_words() {
        assert!(of_the_package().all(|code| find(code).is_some()));
    }

    #[test]
    fn every_code_of_the_verifier_has_words() {
        for code in cert_verify::Code::ALL {
            assert!(find(code.as_str()).is_some(), "{}", code.as_str());
        }
    }

    #[test]
    fn every_code_of_filling_has_words() {
        let codes = cert_fill::FormErrorCode::ALL
            .iter()
            .map(|code| code.as_str())
            .chain(cert_fill::RefusalCode::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::FillError::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::EditError::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::DraftError::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::receipt::ReceiptError::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::progress::ProgressError::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::late::LateError::ALL.iter().map(|code| code.as_str()))
            .chain(cert_fill::carried::CarriedError::ALL.iter().map(|code| code.as_str()))
            .chain(["carried-form-unknown", "carried-expired"]);
        let missing: Vec<_> = codes.filter(|code| find(code).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_fault_of_an_index_has_words() {
        for fault in cert_catalogue::IndexFault::ALL {
            assert!(find(fault.as_str()).is_some(), "{fault}");
        }
        for code in cert_catalogue::RuleCode::ALL {
            assert!(find(code.name()).is_some(), "{}", code.name());
        }
    }

    #[test]
    fn every_code_of_frames_has_words() {
        for fault in cert_frames::FrameFault::ALL {
            assert!(find(fault.code()).is_some(), "{fault}");
        }
    }

    #[test]
    fn no_code_stands_twice() {
        let mut names: Vec<_> = rows().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn every_text_is_complete_and_ends_as_a_sentence() {
        for (code, entry) in rows() {
            for text in [entry.zh.0, entry.zh.1] {
                assert!(text.ends_with(['。', '？', '！']), "{code}: {text}");
            }
            for text in [entry.en.0, entry.en.1] {
                assert!(text.ends_with(['.', '?', '!']), "{code}: {text}");
            }
        }
    }

    /// Rule C11: say what to do; these words blame or beg instead.
    #[test]
    fn no_text_blames_or_begs() {
        for (code, entry) in rows() {
            for text in [entry.en.0, entry.en.1] {
                let lower = text.to_lowercase();
                for word in ["invalid", "please", "sorry", "illegal", "oops", "error"] {
                    assert!(!lower.contains(word), "{code}: {text}");
                }
            }
            for text in [entry.zh.0, entry.zh.1] {
                for word in ["非法", "抱歉", "对不起", "无效的"] {
                    assert!(!text.contains(word), "{code}: {text}");
                }
            }
        }
    }
}

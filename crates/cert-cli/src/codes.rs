//! `certfill codes`: the table of reason codes, from the one list that the code itself uses.

use std::process::ExitCode;

use cert_verify::Code;
use cert_words::{Lang, code_words};

use crate::args::Codes;
use crate::{Failure, out};

pub(crate) fn run(options: &Codes) -> Result<ExitCode, Failure> {
    if options.markdown {
        out::result(markdown().trim_end());
    } else {
        for code in Code::ALL {
            let words = code_words(code.as_str(), options.lang.into());
            out::result(&format!("{:36} {} {}", code.as_str(), words.cause, words.remedy));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The table as the documentation holds it.
fn markdown() -> String {
    let mut table =
        String::from("| code | meaning | words (zh-CN) | words (en) |\n|---|---|---|---|\n");
    for code in Code::ALL {
        let zh = code_words(code.as_str(), Lang::Zh);
        let en = code_words(code.as_str(), Lang::En);
        table.push_str(&format!(
            "| `{}` | {} | {} {} | {} {} |\n",
            code.as_str(),
            code.description(),
            zh.cause,
            zh.remedy,
            en.cause,
            en.remedy
        ));
    }
    table
}

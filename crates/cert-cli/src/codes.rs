//! `certfill codes`: the table of reason codes, from the one list that the code itself uses.

use cert_verify::Code;
use cert_words::{Lang, code_words};

use crate::args::Codes;
use crate::{Failure, Io};

pub(crate) fn run(options: &Codes, io: &mut Io<'_>) -> Result<u8, Failure> {
    if options.markdown {
        io.result(markdown().trim_end());
    } else {
        for code in Code::ALL {
            let words = code_words(code.as_str(), options.lang.into());
            io.result(&format!("{:36} {} {}", code.as_str(), words.cause, words.remedy));
        }
    }
    Ok(0)
}

/// The table as the documentation holds it.
fn markdown() -> String {
    let mut table = String::from(
        "| code | meaning | could a good certificate get this? | words (zh-CN) | words (en) |\n|---|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let zh = code_words(code.as_str(), Lang::Zh);
        let en = code_words(code.as_str(), Lang::En);
        table.push_str(&format!(
            "| `{}` | {} | {} | {} {} | {} {} |\n",
            code.as_str(),
            code.description(),
            code.could_be_good(),
            zh.cause,
            zh.remedy,
            en.cause,
            en.remedy
        ));
    }
    table
}

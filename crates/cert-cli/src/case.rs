//! A case in `certfill verify`: the receipt of a filing and all that the office has said since.

use cert_fill::Pointer;
use cert_fill::progress::{CaseFile, Judge, ProgressError, Statement};
use cert_verify::{Binding, Certificate, Verdict, verify};
use cert_words::{Lang, code_words};
use serde_json::{Value, json};

use crate::{Io, report};

/// Follows the case, says what the office said and when, and gives the exit status.
pub(crate) fn show(
    file: &CaseFile,
    judge: &Judge<'_>,
    lang: Lang,
    is_json: bool,
    io: &mut Io<'_>,
) -> u8 {
    let followed = judge.follow(&file.receipt, &file.statements);
    let verdict = match &followed {
        Ok(_) => Verdict::Valid,
        Err(ProgressError::ReceiptNotTrusted | ProgressError::NotTrusted)
            if is_undetermined(file, judge) =>
        {
            Verdict::Undetermined
        }
        Err(_) => Verdict::Invalid,
    };
    if is_json {
        io.result(&as_json(&followed, verdict).to_string());
    } else {
        io.result(report::verdict(verdict, lang));
        match &followed {
            Ok(told) => told.iter().for_each(|says| io.result(&line(says, lang))),
            Err(error) => {
                let words = code_words(error.as_str(), lang);
                io.result(&format!("  {} {} ({error})", words.cause, words.remedy));
            }
        }
    }
    match verdict {
        Verdict::Valid => 0,
        Verdict::Invalid => 1,
        Verdict::Undetermined => 2,
    }
}

/// Whether what does not pass may pass with other lists.
fn is_undetermined(file: &CaseFile, judge: &Judge<'_>) -> bool {
    let verdicts = std::iter::once(&file.receipt).chain(&file.statements).map(|text| {
        let Ok(one) = Certificate::parse(text.as_bytes()) else { return Verdict::Invalid };
        let Judge { trust, status, policy, now } = *judge;
        verify(&one, trust, status, Binding::NotAsked, policy, now).report.verdict()
    });
    let verdicts: Vec<Verdict> = verdicts.collect();
    !verdicts.contains(&Verdict::Invalid) && verdicts.contains(&Verdict::Undetermined)
}

fn line(says: &Statement, lang: Lang) -> String {
    let tag = if lang == Lang::Zh { "zh-CN" } else { "en" };
    let why = says.reason.as_ref().map(|reason| format!(": {}", reason.text.get(tag)));
    let text =
        format!("{} {} {}{}", says.number, says.at, says.state.as_str(), why.unwrap_or_default());
    let note = says.note.as_ref().map(|note| format!(" “{note}”")).unwrap_or_default();
    let named = |what: &str, values: &[(Pointer, Value)]| -> String {
        values.iter().map(|(at, value)| format!(" {what} {at}={value}")).collect()
    };
    let values = named("gives", &says.produced) + &named("took", &says.took);
    report::printable(&(text + &note + &values))
}

fn values(values: &[(Pointer, Value)]) -> Value {
    let values = values.iter().map(|(at, value)| (at.to_string(), value.clone()));
    Value::Object(values.collect())
}

fn as_json(followed: &Result<Vec<Statement>, ProgressError>, verdict: Verdict) -> Value {
    let one = |says: &Statement| {
        json!({
            "number": says.number, "at": says.at.seconds(), "state": says.state.as_str(),
            "reason": says.reason.as_ref().map(|reason| &reason.code), "note": says.note, "gives": says.gives,
            "produced": values(&says.produced), "took": values(&says.took),
        })
    };
    match followed {
        Ok(told) => {
            json!({"verdict": verdict.as_str(), "statements": told.iter().map(one).collect::<Vec<_>>()})
        }
        Err(error) => json!({"verdict": verdict.as_str(), "code": error.as_str()}),
    }
}

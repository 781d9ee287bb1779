//! The receipt: an SD-JWT VC bound to the person's key (EF 1.0, 3.7).

use cert_fill::{
    CheckedFiling, LocalText,
    receipt::{self, Decision},
    wire::FilingStatus,
};
use cert_issue::issue_sd_jwt_vc;
use cert_verify::{UnixTime, sd_jwt::SdJwt};
use serde_json::{Map, Value, json};

use crate::{Server, authority::Authority, problem::Code, random, specimen::day::Day};

/// Days within which an office of the specimen world decides.
const DECIDES_WITHIN: i64 = 14;

/// Issues the receipt of a filing that was checked.
pub(super) fn issue(
    server: &Server,
    office: &Authority,
    filing: &CheckedFiling,
    case_no: &str,
    now: UnixTime,
) -> Result<String, Code> {
    let by = Day::of(now).plus(DECIDES_WITHIN).to_string();
    let next = match &server.config.office {
        Some(own) => own.next.clone(),
        None => words(),
    };
    let decision = Decision {
        issuer: office.issuer,
        case_no,
        status: status(filing.late.is_empty() || server.own.is_some()),
        received_at: now,
        next: next.map(|words| (by, words)),
        produced: Vec::new(),
    };
    let claims = receipt::claims(filing, &decision);
    let key = server.keys.of(office);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), key, &mut |buffer| random::fill(buffer))
        .map_err(|_| Code::Internal)
}

/// What is said of a filing that was taken: with values to come from another office it waits for them. A
/// business's server has nobody who would go on with it later.
const fn status(is_whole: bool) -> FilingStatus {
    if is_whole { FilingStatus::Accepted } else { FilingStatus::Waiting }
}

/// What a receipt of ours says of the filing.
pub(super) fn status_of(receipt: &str) -> FilingStatus {
    let receipt = SdJwt::parse(receipt).ok();
    let waiting = FilingStatus::Waiting;
    let says = receipt.as_ref().and_then(|one| one.payload().get("filing_status")?.as_str());
    status(says != Some(waiting.as_str()))
}

fn words() -> Option<LocalText> {
    let words: Value = json!({
        "zh-CN": "审核结果将以短信通知（示例）",
        "en": "You will get the decision by text message (SPECIMEN)",
    });
    LocalText::from_json(&words)
}

//! The receipt: an SD-JWT VC bound to the person's key (EF 1.0, 3.7).

use cert_fill::{
    CheckedFiling, LocalText,
    receipt::{self, Decision},
    wire::FilingStatus,
};
use cert_issue::issue_sd_jwt_vc;
use cert_verify::UnixTime;
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
        status: FilingStatus::Accepted,
        received_at: now,
        next: next.map(|words| (by, words)),
        produced: Vec::new(),
    };
    let claims = receipt::claims(filing, &decision);
    let key = server.keys.of(office);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), key, &mut |buffer| random::fill(buffer))
        .map_err(|_| Code::Internal)
}

fn words() -> Option<LocalText> {
    let words: Value = json!({
        "zh-CN": "审核结果将以短信通知（示例）",
        "en": "You will get the decision by text message (SPECIMEN)",
    });
    LocalText::from_json(&words)
}

//! A small world for filings: an issuer, holders, certificates, forms and offices.

use std::collections::BTreeMap;

use cert_fill::wire::Challenge;
use cert_fill::{
    Attachment, COPY_FOR, CheckedFiling, Date, Draft, Form, Held, Matches, Office, Plan, Pointer,
    Refusal, Signed, check_filing, match_evidence, plan, sign_filing,
};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{
    Binding, Certificate, ClaimPath, ClaimStep, Policy, StatusEvidence, Trust, UnixTime, verify,
};
use serde_json::{Map, Value, json};

use crate::shared::root;

pub(crate) const SUBMISSION: &str = "0199c0de-7a11-7e55-8000-5ec2e7a00001";
pub(crate) const NONCE: &str = "nA-8Jq0vN2m";

/// A resident ID number of the specimen series with a good check digit.
pub(crate) const ID_NUMBER: &str = "310110198807200001";

pub(crate) fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2026-11-23T20:00:00+08:00").unwrap()
}

pub(crate) fn today() -> Date {
    Date::from_unix_in_shanghai(now()).unwrap()
}

pub(crate) fn at(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

pub(crate) fn issuer() -> SigningKey {
    SigningKey::ed25519_from_seed([7; 32])
}

pub(crate) fn holder() -> SigningKey {
    SigningKey::ed25519_from_seed([9; 32])
}

pub(crate) fn trust() -> Trust {
    Trust::nobody().with_any_issuer_key(issuer().public())
}

/// The bytes of our own form.
pub(crate) fn permit_form_bytes() -> Vec<u8> {
    let path =
        "crates/cert-server/specimen/departments/psb/forms/residence-permit-endorsement.json";
    std::fs::read(root().join(path)).unwrap()
}

pub(crate) fn permit_form() -> Form {
    Form::parse(&permit_form_bytes())
        .unwrap_or_else(|error| panic!("{error}: {:?}", error.findings()))
}

/// One of the two example forms, when they are beside the checkout.
pub(crate) fn shared_form_bytes(name: &str) -> Option<Vec<u8>> {
    crate::shared::shared_vectors("")?;
    Some(std::fs::read(root().join("../shared/forms").join(name)).unwrap())
}

/// The answer for a file.
pub(crate) fn described(name: &str, media_type: &str, bytes: &[u8]) -> Value {
    Attachment::describe(name, media_type, bytes.len(), &cert_verify::sha256(bytes))
}

/// Issues a certificate with every leaf claim hidden. `salt` makes certificates differ.
pub(crate) fn issue(vct: &str, claims: Value, salt: u8, key: &SigningKey) -> String {
    let Value::Object(claims) = claims else { panic!("claims are an object") };
    let mut disclosable = Vec::new();
    for (name, value) in claims.iter().filter(|(name, _)| *name != COPY_FOR) {
        collect(value, vec![ClaimStep::Key(name.clone())], &mut disclosable);
    }
    let mut payload = Map::new();
    payload.insert("iss".into(), "https://authority.specimen.example".into());
    payload.insert("vct".into(), vct.into());
    payload.insert("iat".into(), (now().seconds() - 86_400).into());
    payload.insert("exp".into(), (now().seconds() + 31_536_000).into());
    payload.insert("cnf".into(), json!({"jwk": key.public_jwk()}));
    payload.extend(claims);
    let mut counter = u64::from(salt) << 32;
    let mut random = |bytes: &mut [u8]| {
        for byte in bytes {
            counter += 1;
            *byte = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[0];
        }
    };
    issue_sd_jwt_vc(&Value::Object(payload), &disclosable, &Map::new(), &issuer(), &mut random)
        .unwrap()
}

fn collect(value: &Value, place: Vec<ClaimStep>, found: &mut Vec<ClaimPath>) {
    match value.as_object() {
        Some(members) => {
            for (name, value) in members {
                let mut inner = place.clone();
                inner.push(ClaimStep::Key(name.clone()));
                collect(value, inner, found);
            }
        }
        None => found.push(ClaimPath::from_steps(place).unwrap()),
    }
}

/// The certificate in the wallet, after it was verified.
pub(crate) fn hold(id: &str, text: &str) -> Held {
    let certificate = Certificate::parse(text.as_bytes()).unwrap();
    let status = StatusEvidence::none();
    let verification =
        verify(&certificate, &trust(), &status, Binding::NotAsked, &Policy::strict(), now());
    let report = verification.report.to_json();
    let certificate = verification.verified.unwrap_or_else(|| panic!("{report}"));
    Held { id: id.to_owned(), certificate }
}

pub(crate) fn held(id: &str, vct: &str, claims: Value) -> Held {
    let salt = id.bytes().fold(0_u8, u8::wrapping_add);
    hold(id, &issue(&format!("https://specimen.example/vct/{vct}"), claims, salt, &holder()))
}

/// Claims per kind, as the specimen issuer makes them.
pub(crate) fn claims(kind: &str) -> Value {
    match kind {
        "resident-id" => {
            json!({"name": "陈示例", "sex": "女", "ethnicity": "汉", "birth_date": "1988-07-20",
            "address": "上海市杨浦区示例东路 12 弄 3 号", "id_number": ID_NUMBER, "issuing_authority": "上海市公安局（示例）",
            "valid_from": "2016-01-01", "valid_until": "2036-01-01"})
        }
        "sh-residence-permit" => {
            json!({"name": "陈示例", "id_number": ID_NUMBER, "permit_number": "SH2025120500017",
            "valid_from": "2025-12-05", "valid_until": "2026-12-05", "first_issued": "2023-12-05",
            "address": {"district_code": "310104", "line": "示例路 88 弄 6 号 301 室"}})
        }
        "lease-record" => json!({"record_number": "徐房租备示例0007", "tenant": "陈示例",
            "address": {"district_code": "310104", "line": " 示例路 88 弄 6 号 301 室 "}, "valid_from": "2025-12-01", "valid_until": "2027-11-30"}),
        "real-estate-title" => json!({"title_number": "沪（示例）徐字第 1 号", "owner": "陈示例",
            "address": {"district_code": "310110", "line": "示例东路 12 弄 3 号 402 室"}, "area_m2": 56}),
        "social-insurance" => {
            json!({"name": "陈示例", "employer": {"name": "上海示例科技有限公司", "uscc": "Y1310000DEM0000146"}, "since": "2024-01-01"})
        }
        other => panic!("no claims for {other}"),
    }
}

/// The wallet of someone who holds everything but a title deed.
pub(crate) fn wallet() -> Vec<Held> {
    wallet_of(&["resident-id", "sh-residence-permit", "lease-record", "social-insurance"])
}

pub(crate) fn wallet_of(kinds: &[&str]) -> Vec<Held> {
    kinds.iter().map(|kind| held(kind, kind, claims(kind))).collect()
}

pub(crate) fn edit(draft: &mut Draft, form: &Form, pointer: &str, value: impl Into<Value>) {
    draft
        .edit(form, &at(pointer), value.into())
        .unwrap_or_else(|error| panic!("{pointer}: {error}"));
}

/// The permit form filled from a wallet, the rest typed.
pub(crate) fn permit_draft(form: &Form, held: &[Held]) -> (Draft, Matches) {
    let matches = match_evidence(form, held, None);
    let mut draft = Draft::filled(form, &matches, held, today());
    edit(&mut draft, form, "/ground", "work");
    edit(&mut draft, form, "/contact/mobile", "138 0000 0000");
    edit(&mut draft, form, "/declaration", true);
    (draft, matches)
}

pub(crate) fn challenge(form: &Form, filing: &str) -> Challenge {
    Challenge {
        aud: form.filing(filing).unwrap().to.client_id.clone(),
        nonce: NONCE.to_owned(),
        expires_in: 900,
        progress: false,
        client_metadata: None,
    }
}

pub(crate) fn sign(form: &Form, plan: &Plan, held: &[Held]) -> Signed {
    sign_at(form, plan, held, now())
}

pub(crate) fn sign_at(form: &Form, plan: &Plan, held: &[Held], at: UnixTime) -> Signed {
    let keys = |_: &str| Some(holder());
    let challenge = challenge(form, &plan.filing);
    sign_filing(form, plan, SUBMISSION, "zh-CN", &challenge, held, &keys, at)
        .unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn planned(
    form: &Form,
    draft: &Draft,
    matches: &Matches,
    held: &[Held],
    filing: &str,
) -> Plan {
    plan(form, draft, matches, held, filing).unwrap_or_else(|error| panic!("{error}"))
}

/// The office with its files.
pub(crate) struct Desk<'f> {
    pub(crate) form: &'f Form,
    pub(crate) filing: &'f str,
    pub(crate) audience: String,
    pub(crate) nonce: String,
    pub(crate) trust: Trust,
    pub(crate) files: BTreeMap<String, u64>,
    pub(crate) now: UnixTime,
}

impl<'f> Desk<'f> {
    pub(crate) fn new(form: &'f Form, filing: &'f str) -> Self {
        Self {
            form,
            filing,
            audience: form.filing(filing).unwrap().to.client_id.clone(),
            nonce: NONCE.to_owned(),
            trust: trust(),
            files: BTreeMap::new(),
            now: now(),
        }
    }

    pub(crate) fn check(&self, body: &[u8]) -> Result<CheckedFiling, Refusal> {
        let files = |digest: &str| self.files.get(digest).copied();
        check_filing(
            body,
            &Office {
                form: self.form,
                filing_id: self.filing,
                trust: &self.trust,
                status: &StatusEvidence::none(),
                policy: &Policy::strict(),
                nonce: &self.nonce,
                audience: &self.audience,
                attachment: &files,
                now: self.now,
            },
        )
    }

    #[track_caller]
    pub(crate) fn accepts(&self, body: &[u8]) -> CheckedFiling {
        self.check(body).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Refused with this code, naming this answer.
    #[track_caller]
    pub(crate) fn refuses(&self, body: &[u8], code: &str, named: &str) {
        let refusal = self.check(body).expect_err("must be refused");
        assert_eq!(refusal.code.as_str(), code, "{refusal}");
        if !named.is_empty() {
            assert!(
                refusal.errors.iter().any(|error| error.pointer == at(named)),
                "{refusal} does not name {named}"
            );
        }
    }
}

/// The company form with four offices, `tests/forms/company-setup.json`.
pub(crate) fn company_form() -> Form {
    let bytes = std::fs::read(root().join("tests/forms/company-setup.json")).unwrap();
    Form::parse(&bytes).unwrap_or_else(|error| panic!("{error}: {:?}", error.findings()))
}

/// The founder's wallet: own ID card, name reservation, lease, and two investors' consents,
/// which are bound to the keys of the investors.
pub(crate) fn founder_wallet() -> Vec<Held> {
    let one = |id: &str, kind: &str, claims: Value, salt: u8, key: &SigningKey| {
        hold(id, &issue(&format!("https://specimen.example/vct/{kind}"), claims, salt, key))
    };
    let consent = |name: &str, id_number: &str, amount: u64| json!({"name": name, "id_number": id_number, "contribution_cny": amount, "reservation_no": "SH-NR-2026-009912"});
    let (chen, zhao) = ("31010119900307771X", "310110198811110026");
    vec![
        one(
            "id",
            "resident-id",
            json!({"name": "陈示例", "id_number": chen, "sex": "男"}),
            1,
            &holder(),
        ),
        one(
            "name",
            "name-reservation",
            json!({"company_name": "上海示例云帆科技有限公司", "reservation_no": "SH-NR-2026-009912"}),
            2,
            &holder(),
        ),
        one(
            "lease",
            "lease-record",
            json!({"address": {"district_code": "310104", "line": "示例路 88 弄 6 号 301 室"}, "tenant": "陈示例"}),
            3,
            &holder(),
        ),
        one(
            "consent-a",
            "investor-consent",
            consent("陈示例", chen, 600_000),
            4,
            &SigningKey::ed25519_from_seed([21; 32]),
        ),
        one(
            "consent-b",
            "investor-consent",
            consent("赵示例", zhao, 400_000),
            5,
            &SigningKey::ed25519_from_seed([22; 32]),
        ),
    ]
}

/// The company form filled and typed to the end.
pub(crate) fn company_draft(form: &Form, held: &[Held]) -> (Draft, Matches) {
    let matches = match_evidence(form, held, None);
    let mut draft = Draft::filled(form, &matches, held, today());
    let typed = [
        ("/company/kind", json!("llc")),
        ("/company/capital_cny", json!("１,000,000")),
        ("/company/scope", json!(["6510", "7519"])),
        ("/legal_rep/mobile", json!("13800000000")),
        ("/finance_officer/name", json!("孙示例")),
        ("/finance_officer/id_number", json!("310115199202020004")),
        ("/finance_officer/mobile", json!("+86 137 0000 0000")),
        ("/seals/types", json!(["company", "finance", "invoice"])),
        ("/seals/shop", json!("SHOP-0042")),
        ("/tax/accounting", json!("small-business")),
        ("/tax/taxpayer", json!("small-scale")),
        ("/tax/invoices", json!(true)),
        ("/tax/invoice_cap_cny", json!("10000")),
        ("/staff/count", json!("3")),
        ("/staff/first_month", json!("2026年12月")),
        ("/declaration", json!(true)),
    ];
    for (pointer, value) in typed {
        edit(&mut draft, form, pointer, value);
    }
    (draft, matches)
}

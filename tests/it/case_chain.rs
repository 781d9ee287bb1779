//! The chain from a receipt to the last word of an office, with everything that can be wrong with it, through
//! the core and through the command line.

use cert_fill::progress::{
    self, CaseFile, Judge, MAX_STATEMENTS, ProgressError, Reason, State, Statement, is_continued,
};
use cert_fill::{LocalText, Pointer};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{Policy, StatusEvidence, Trust, UnixTime};
use serde_json::{Map, Value, json};

const NOW: i64 = 1_795_536_000;
const OFFICE: &str = "https://psb.example";

struct Case {
    office: SigningKey,
    receipt: String,
    statements: Vec<String>,
}

fn signed(claims: &Value, key: &SigningKey) -> String {
    issue_sd_jwt_vc(claims, &[], &Map::new(), key, &mut |buffer| buffer.fill(7)).unwrap()
}

fn receipt(number: &str, key: &SigningKey) -> String {
    let claims =
        json!({"iss": OFFICE, "vct": cert_fill::receipt::TYPE, "iat": NOW, "case_no": number});
    signed(&claims, key)
}

fn says(number: u64, state: &str) -> Statement {
    let reason = Reason {
        code: "why".to_owned(),
        text: LocalText::single("en", "Because"),
        remedy: Some(LocalText::single("en", "Do this")),
    };
    let state = State::of(state);
    let reason = matches!(state, State::Waiting | State::Refused).then_some(reason);
    let at = UnixTime::from_seconds(NOW + i64::try_from(number).unwrap());
    Statement { reason, ..Statement::new(number, state, at) }
}

impl Case {
    /// A case of which this was said.
    fn of(states: &[&str]) -> Self {
        let office = SigningKey::ed25519_from_seed([1; 32]);
        let receipt = receipt("C-1", &office);
        let mut case = Self { office, receipt, statements: Vec::new() };
        for state in states {
            case.say(state);
        }
        case
    }

    fn say(&mut self, state: &str) {
        let number = u64::try_from(self.statements.len()).unwrap() + 1;
        let claims = self.claims(&says(number, state));
        self.statements.push(signed(&claims, &self.office));
    }

    fn claims(&self, says: &Statement) -> Value {
        let before = self.statements.last().map(String::as_str);
        progress::claims(OFFICE, &self.receipt, before, says)
    }

    fn follow(&self) -> Result<Vec<Statement>, ProgressError> {
        let trust = Trust::nobody().with_any_issuer_key(self.office.public());
        self.follow_with(&trust)
    }

    fn follow_with(&self, trust: &Trust) -> Result<Vec<Statement>, ProgressError> {
        let (status, policy) = (StatusEvidence::none(), Policy::strict());
        let now = UnixTime::from_seconds(NOW + 1_000);
        Judge { trust, status: &status, policy: &policy, now }
            .follow(&self.receipt, &self.statements)
    }
}

#[test]
fn what_an_office_said_is_read_back_in_order() {
    let case = Case::of(&["received", "checking", "waiting", "refused"]);
    let told = case.follow().unwrap();
    let expected =
        [says(1, "received"), says(2, "checking"), says(3, "waiting"), says(4, "refused")];
    assert_eq!(told, expected);
    assert_eq!(Case::of(&[]).follow(), Ok(Vec::new()));
}

#[test]
fn a_state_that_is_newer_than_this_program_is_kept_as_it_is_called() {
    let told = Case::of(&["received", "at-the-notary"]).follow().unwrap();
    assert_eq!(told[1].state, State::Other("at-the-notary".to_owned()));
    assert!(!told[1].state.is_decision());
}

#[test]
fn a_statement_that_was_altered_is_not_believed() {
    let mut case = Case::of(&["received", "refused"]);
    let (head, rest) = case.statements[1].split_once('.').unwrap();
    let (payload, rest) = rest.split_once('.').unwrap();
    let bytes = cert_verify::base64url::decode(payload).unwrap();
    let text = String::from_utf8(bytes).unwrap().replace("refused", "checked");
    let payload = cert_verify::base64url::encode(text.as_bytes());
    case.statements[1] = format!("{head}.{payload}.{rest}");
    assert_eq!(case.follow(), Err(ProgressError::NotTrusted));
}

#[test]
fn gaps_other_orders_and_doubles_are_told() {
    let whole = Case::of(&["received", "checking", "waiting"]);
    for order in [&[1, 2][..], &[0, 2], &[0, 2, 1], &[0, 0], &[0, 1, 1]] {
        let mut case = Case::of(&[]);
        case.statements = order.iter().map(|at| whole.statements[*at].clone()).collect();
        assert_eq!(case.follow(), Err(ProgressError::Broken), "{order:?}");
    }
    // Two statements of the same number: what follows names the one that it was signed over.
    let (mut one, other) =
        (Case::of(&["received", "checking", "accepted"]), Case::of(&["received", "waiting"]));
    one.statements[1] = other.statements[1].clone();
    assert_eq!(one.follow(), Err(ProgressError::Broken));
    // A statement that claims to be older than the one before it.
    let mut case = Case::of(&["received"]);
    let claims = case.claims(&Statement { at: UnixTime::from_seconds(NOW), ..says(2, "checking") });
    case.statements.push(signed(&claims, &case.office));
    assert_eq!(case.follow(), Err(ProgressError::Broken));
}

#[test]
fn statements_of_another_case_or_another_office_are_told() {
    let mut case = Case::of(&["received"]);
    case.receipt = receipt("C-2", &case.office);
    assert_eq!(case.follow(), Err(ProgressError::OtherReceipt));
    // The key is trusted for everybody here; that the name differs is what counts.
    let mut case = Case::of(&["received"]);
    let mut claims = case.claims(&says(2, "accepted"));
    claims["iss"] = json!("https://land.example");
    case.statements.push(signed(&claims, &case.office));
    assert_eq!(case.follow(), Err(ProgressError::OtherOffice));
    // A key that nobody trusts.
    let mut case = Case::of(&["received"]);
    let claims = case.claims(&says(2, "accepted"));
    case.statements.push(signed(&claims, &SigningKey::ed25519_from_seed([2; 32])));
    assert_eq!(case.follow(), Err(ProgressError::NotTrusted));
    let nobody = Trust::nobody();
    assert_eq!(Case::of(&[]).follow_with(&nobody), Err(ProgressError::ReceiptNotTrusted));
}

#[test]
fn what_is_no_receipt_and_what_is_no_statement_is_told() {
    let mut case = Case::of(&["received"]);
    let statement = case.statements[0].clone();
    case.statements[0] = case.receipt.clone();
    assert_eq!(case.follow(), Err(ProgressError::Malformed));
    case.receipt = statement;
    assert_eq!(case.follow(), Err(ProgressError::ReceiptNotTrusted));
    let mut case = Case::of(&[]);
    case.statements = vec![String::new(); MAX_STATEMENTS + 1];
    assert_eq!(case.follow(), Err(ProgressError::Malformed));
}

#[test]
fn an_end_that_was_cut_off_is_told_to_who_has_seen_it() {
    let case = Case::of(&["received", "checking", "refused"]);
    let (seen, shorter) = (&case.statements[..2], &case.statements[..1]);
    assert_eq!(is_continued(seen, &case.statements), Ok(()));
    assert_eq!(is_continued(seen, seen), Ok(()));
    assert_eq!(is_continued(seen, shorter), Err(ProgressError::RolledBack));
    let other = Case::of(&["received", "waiting", "accepted"]);
    assert_eq!(is_continued(seen, &other.statements), Err(ProgressError::RolledBack));
}

#[test]
fn anyone_verifies_the_file_of_a_case_on_the_command_line() {
    let case = Case::of(&["received", "refused"]);
    let folder = std::env::temp_dir().join(format!("certfill-case-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let key = folder.join("key.json");
    std::fs::write(&key, case.office.public_jwk().to_string()).unwrap();
    let run = |file: &CaseFile, with_key: bool, json: bool| {
        let path = folder.join("case.json");
        std::fs::write(&path, file.to_bytes()).unwrap();
        let (mut output, mut messages) = (Vec::new(), Vec::new());
        let mut arguments = vec!["certfill".into(), "verify".into()];
        if with_key {
            arguments.extend(["--key".into(), key.clone().into_os_string()]);
        }
        if json {
            arguments.push("--json".into());
        }
        let at = (NOW + 1_000).to_string();
        arguments.extend(["--at".into(), at.into(), path.into_os_string()]);
        let mut io =
            cert_cli::Io { input: &mut &b""[..], output: &mut output, messages: &mut messages };
        let status = cert_cli::run(arguments, &mut io);
        (status, String::from_utf8(output).unwrap())
    };
    let mut file = CaseFile { receipt: case.receipt.clone(), statements: case.statements.clone() };
    assert_eq!(CaseFile::parse(&file.to_bytes()), Ok(file.clone()));
    let (status, said) = run(&file, true, true);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (status, &said["verdict"], &said["statements"][1]["reason"]),
        (0, &json!("valid"), &json!("why"))
    );
    let (status, said) = run(&file, true, false);
    assert!(status == 0 && said.contains("refused: Because"), "{said}");
    assert_eq!(run(&file, false, true).0, 2, "nobody is trusted");
    let mut approved = Case::of(&["received"]);
    let produced = vec![(Pointer::parse("/company/uscc").unwrap(), json!("91X"))];
    let claims = approved.claims(&Statement { produced, ..says(2, "accepted") });
    approved.statements.push(signed(&claims, &approved.office));
    let approved = CaseFile { receipt: approved.receipt, statements: approved.statements };
    let (_, said) = run(&approved, true, false);
    assert!(said.contains(r#"gives /company/uscc="91X""#), "{said}");
    let said: Value = serde_json::from_str(&run(&approved, true, true).1).unwrap();
    assert_eq!(said["statements"][1]["produced"], json!({"/company/uscc": "91X"}));
    file.statements.remove(0);
    let (status, said) = run(&file, true, false);
    assert!(status == 1 && said.contains("progress-broken"), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
    for bad in [
        "",
        "{}",
        r#"{"certfill_case":"2","receipt":"","statements":[]}"#,
        r#"{"certfill_case":"1","receipt":"","statements":[1]}"#,
    ] {
        assert_eq!(CaseFile::parse(bad.as_bytes()), Err(ProgressError::Malformed), "{bad}");
    }
}

//! Cases at the desk: found, seen as they were filed, decided.

use cert_fill::progress::{Judge, MAX_NOTE, State, Statement};
use cert_verify::{Policy, StatusEvidence, Trust, base64url, sha256};
use serde_json::{Value, json};

use super::{
    desk::{Browser, Filed, PASSWORD, field, filed, filed_as, with_desk},
    wallet::{OFFICE, Wallet, put},
    world::World,
};

/// What the citizen's app is told, followed from the receipt.
fn told(world: &World, case: &Filed) -> Vec<Statement> {
    let authorization = format!("Bearer {}", case.handle);
    let headers = [("authorization", authorization.as_str())];
    let answer = world.send("GET", &format!("{OFFICE}/progress"), &headers, b"").expect(200).json();
    let statements: Vec<String> = serde_json::from_value(answer["statements"].clone()).unwrap();
    let trust = Trust::nobody().with_list(&world.trust_list());
    let (status, policy) = (StatusEvidence::none(), Policy::strict());
    let judge = Judge { trust: &trust, status: &status, policy: &policy, now: world.now() };
    judge.follow(&case.receipt, &statements).unwrap()
}

#[test]
fn a_filing_is_seen_as_it_was_filed_with_the_origin_of_each_value() {
    let world = with_desk(&[("lin", "look:psb")]);
    let case = filed(&world, 1);
    let clerk = Browser::of(&world, "lin");
    let page = clerk.get(&format!("/cases/{}?lang=en", case.case_no)).expect(200);
    let text = page.text();
    for part in ["陈示例", "13800000000", "Certified: ", "Typed by the applicant", "Received"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("without the engine"), "it says that nothing is verified again");
    assert!(
        !text.contains("name=\"state\" value=\"accepted\""),
        "who looks is offered no decision"
    );
    let chinese = clerk.get(&format!("/cases/{}?lang=zh", case.case_no)).expect(200);
    assert!(chinese.text().contains("证照证明：") && chinese.text().contains("申请人填写"));
    let zh = clerk.get(&format!("/cases/{}", case.case_no)).expect(200);
    assert!(zh.text().contains(r#"lang="zh-CN""#), "the language is remembered");
}

#[test]
fn a_role_that_is_missing_is_missed_at_the_server() {
    let world = with_desk(&[
        ("lin", "look:psb"),
        ("zhou", "decide:land"),
        ("gu", "administer:*"),
        ("wu", "decide:psb"),
    ]);
    let case = filed(&world, 1);
    let place = format!("/cases/{}", case.case_no);
    let lin = Browser::of(&world, "lin");
    let refused = lin.decide(&case.case_no, "1", &[("state", "accepted")]).expect(403);
    assert!(refused.text().contains("desk-role-missing"));
    let gu = Browser::of(&world, "gu");
    for path in [
        &place,
        &format!("{place}/record"),
        &format!("{place}/record.json"),
        &format!("{place}/evidence"),
    ] {
        assert_eq!(
            Browser::of(&world, "zhou").get_json(path).expect(403).code(),
            "desk-role-missing",
            "another office"
        );
        assert_eq!(
            gu.get_json(path).expect(403).code(),
            "desk-role-missing",
            "to administer is not to look"
        );
    }
    assert_eq!(lin.get_json("/log").expect(403).code(), "desk-role-missing");
    assert_eq!(lin.get_json("/log/check").expect(403).code(), "desk-role-missing");
    assert_eq!(lin.get_json("/counter").expect(403).code(), "desk-role-missing");
    assert!(!Browser::of(&world, "zhou").get("/").expect(200).text().contains(&case.case_no));
    assert_eq!(told(&world, &case).len(), 1, "nothing was said");
    // All of it was written down.
    let log = gu.get("/log?lang=en").expect(200);
    assert!(log.text().matches("Was refused (role)").count() >= 10, "{}", log.text());
    Browser::of(&world, "wu").decide(&case.case_no, "1", &[("state", "accepted")]).expect(303);
}

#[test]
fn a_decision_is_signed_with_its_reason_and_the_clerks_own_words() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let clerk = Browser::of(&world, "lin");
    clerk.decide(&case.case_no, "1", &[("state", "checking")]).expect(303);
    let words = "请补第二页。\n<b>看清楚</b>";
    let fields = [("state", "waiting"), ("reason-waiting", "call-back"), ("note", words)];
    let done = clerk.decide(&case.case_no, "2", &fields).expect(303);
    assert_eq!(done.header("location"), Some(format!("/cases/{}?said=1", case.case_no).as_str()));
    let said = told(&world, &case);
    assert_eq!((said.len(), &said[2].state), (3, &State::Waiting));
    assert_eq!(said[2].reason.as_ref().unwrap().code, "call-back");
    assert_eq!(said[2].note.as_deref(), Some(words));
    let page = clerk.get(&format!("/cases/{}?said=1&lang=en", case.case_no)).expect(200);
    assert!(page.text().contains("Recorded and signed") && page.text().contains(" · lin"));
    assert!(page.text().contains("&lt;b&gt;看清楚") && !page.text().contains("<b>看清楚"));
    clerk.decide(&case.case_no, "3", &[("state", "accepted")]).expect(303);
    let last = told(&world, &case).pop().unwrap();
    assert_eq!((last.state, last.note), (State::Accepted, None));
    assert!(last.gives.is_some(), "the permit is offered as ever");
}

#[test]
fn what_cannot_be_said_is_not_said_and_what_was_typed_stays() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let clerk = Browser::of(&world, "lin");
    let long = "字".repeat(MAX_NOTE + 1);
    for (fields, code) in [
        (&[("state", "refused"), ("note", "因为。")][..], "desk-reason-missing"),
        (
            &[("state", "refused"), ("reason-refused", "call-back"), ("note", "因为。")],
            "desk-reason-missing",
        ),
        (&[("state", "received"), ("note", "因为。")], "desk-reason-missing"),
        (&[("note", "因为。")], "desk-reason-missing"),
        (&[("state", "accepted"), ("note", &long)], "desk-note-too-long"),
    ] {
        let page = clerk.decide(&case.case_no, "1", fields).expect(422);
        assert!(page.text().contains(code), "{code}");
        assert!(page.text().contains("因为。</textarea>") || code == "desk-note-too-long");
    }
    assert_eq!(told(&world, &case).len(), 1);
}

#[test]
fn of_two_clerks_the_second_is_told_what_the_first_said() {
    let world = with_desk(&[("lin", "decide:psb"), ("zhou", "decide:psb")]);
    let case = filed(&world, 1);
    let (lin, zhou) = (Browser::of(&world, "lin"), Browser::of(&world, "zhou"));
    let fields = [("state", "waiting"), ("reason-waiting", "call-back"), ("note", "等电话。")];
    lin.decide(&case.case_no, "1", &fields).expect(303);
    let late = [("state", "accepted"), ("note", "我看可以。")];
    let page = zhou.decide(&case.case_no, "1", &late).expect(409);
    for part in ["case-decided", "等电话。", " · lin", "我看可以。</textarea>", "checked"]
    {
        assert!(page.text().contains(part), "{part}");
    }
    assert_eq!(field(page.text(), "seen"), "2", "said again, it counts");
    zhou.decide(&case.case_no, "2", &late).expect(303);
    // Twice by the same clerk, and after the end.
    let again = zhou.decide(&case.case_no, "2", &late).expect(409);
    assert!(again.text().contains("case-decided") && again.text().contains("我看可以。"));
    assert_eq!(zhou.decide(&case.case_no, "3", &late).status, 409);
    assert_eq!(told(&world, &case).len(), 3);
}

#[test]
fn of_two_decisions_at_the_same_moment_one_counts() {
    let world = with_desk(&[("lin", "decide:psb"), ("zhou", "decide:psb")]);
    let case = filed(&world, 1);
    let clerks = [Browser::of(&world, "lin"), Browser::of(&world, "zhou")];
    let mut ended: Vec<u16> = std::thread::scope(|scope| {
        let both = clerks.iter().map(|clerk| {
            let case_no = case.case_no.as_str();
            scope.spawn(move || clerk.decide(case_no, "1", &[("state", "accepted")]).status)
        });
        let both: Vec<_> = both.collect();
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    ended.sort_unstable();
    assert_eq!(ended, [303, 409]);
    assert_eq!(told(&world, &case).len(), 2);
}

#[test]
fn nothing_typed_is_lost_when_the_session_has_ended() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let clerk = Browser::of(&world, "lin");
    let token = clerk.token();
    world.pass(3_600);
    let typed = "写了很久的一段话 <i>";
    let fields = [
        ("token", token.as_str()),
        ("seen", "1"),
        ("state", "refused"),
        ("reason-refused", "condition-not-met"),
        ("note", typed),
    ];
    let page = clerk.post(&format!("/cases/{}/decisions", case.case_no), &fields).expect(401);
    let (token, back, kept) =
        (field(page.text(), "token"), field(page.text(), "back"), field(page.text(), "kept"));
    // A wrong password loses nothing either.
    let wrong = [
        ("token", token.as_str()),
        ("back", &back),
        ("kept", &kept),
        ("name", "lin"),
        ("password", "x"),
    ];
    let page = clerk.post("/login", &wrong).expect(401);
    assert_eq!(field(page.text(), "kept"), kept);
    let right = [
        ("token", token.as_str()),
        ("back", &back),
        ("kept", &kept),
        ("name", "lin"),
        ("password", PASSWORD),
    ];
    let place = clerk.post("/login", &right).expect(303).header("location").unwrap().to_owned();
    assert_eq!(place, format!("/cases/{}", case.case_no));
    let page = clerk.get(&place).expect(200);
    assert!(page.text().contains("写了很久的一段话 &lt;i&gt;</textarea>"));
    assert!(
        page.text().contains(r#"id="state-refused" name="state" value="refused" required checked"#)
    );
    assert_eq!(told(&world, &case).len(), 1, "it was not sent by itself");
    let page = clerk.get(&place).expect(200);
    assert!(!page.text().contains("写了很久"), "it is shown once");
}

#[test]
fn cases_are_found_by_number_state_day_and_page() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let mut all = Vec::new();
    for number in 1..=3 {
        all.push(filed(&world, number).case_no);
        world.pass(86_400);
    }
    let clerk = Browser::of(&world, "lin");
    let shown = |path: &str| -> Vec<usize> {
        let page = clerk.get(path).expect(200);
        let text = page.text();
        let mut found: Vec<(usize, usize)> = (0..3)
            .filter_map(|one| Some((text.find(&format!("href=\"/cases/{}\"", all[one]))?, one)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, one)| one).collect()
    };
    assert_eq!(shown("/"), [0, 1, 2], "waiting longest first");
    assert_eq!(shown("/?order=newest"), [2, 1, 0]);
    assert_eq!(shown("/?from=2026-11-24&until=2026-11-24"), [1]);
    assert!(shown("/?from=nonsense&state=nonsense&office=nonsense").is_empty());
    clerk.decide(&all[0], "1", &[("state", "accepted")]).expect(303);
    assert_eq!(shown("/"), [1, 2]);
    assert_eq!(shown("/?state=accepted"), [0]);
    assert_eq!(shown("/?state=all"), [0, 1, 2]);
    let lower = all[0].to_lowercase();
    let found = clerk.get(&format!("/?number=%20{lower}")).expect(303);
    assert_eq!(found.header("location"), Some(format!("/cases/{}", all[0]).as_str()));
    assert_eq!(shown("/?number=psb-2026"), [0, 1, 2], "the beginning of a number");
    assert!(
        clerk
            .get("/?number=PSB-1&lang=en")
            .expect(200)
            .text()
            .contains("There is no case with this number")
    );
    for odd in ["/?after=x", "/?after=1~'", "/?number=%27%20OR%201", "/?form=%3Cscript%3E"] {
        let page = clerk.get(odd).expect(200);
        assert!(!page.text().contains("<script>"), "{odd}");
    }
}

#[test]
fn a_long_list_is_read_page_by_page_and_nothing_twice() {
    let world = with_desk(&[("lin", "look:*")]);
    let first = filed(&world, 1).case_no;
    // Rows as filings leave them, many in the same second.
    let mut connection = world.connect();
    world.wait(async {
        for number in 0..99_i64 {
            sqlx::query(
                "INSERT INTO desk_cases (case_no, office, form_id, state, is_open, received_at, changed_at)
                 VALUES ($1, $2, 'https://x.example', 'received', 1, $3, $3)",
            )
            .bind(format!("TEST-{number:03}"))
            .bind(["psb", "land", "tax"][usize::try_from(number % 3).unwrap()])
            .bind(1_700_000_000 + number / 10)
            .execute(&mut connection)
            .await
            .unwrap();
        }
    });
    let clerk = Browser::of(&world, "lin");
    for order in ["", "&order=newest"] {
        let (mut seen, mut place) = (Vec::new(), format!("/?state=all{order}"));
        for _ in 0..3 {
            let page = clerk.get(&place).expect(200);
            let text = page.text().to_owned();
            let links = text.split("class=\"case\" href=\"/cases/").skip(1);
            seen.extend(links.map(|rest| rest.split('"').next().unwrap().to_owned()));
            let Some((_, next)) = text.split_once("rel=\"next\" href=\"") else { break };
            place = next.split('"').next().unwrap().replace("&amp;", "&");
        }
        assert_eq!(seen.len(), 100, "{order}");
        assert!(seen.contains(&first));
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 100, "{order}");
    }
}

#[test]
fn what_is_different_from_the_last_filing_is_marked() {
    let world = with_desk(&[("lin", "look:psb")]);
    let wallet = Wallet::of_chen(&world, 1);
    let first = filed_as(&world, &wallet, &wallet.draft(&world), 1);
    world.pass(3_600);
    let mut draft = wallet.draft(&world);
    wallet.edit(&mut draft, "/contact/mobile", json!("13900000001"));
    let second = filed_as(&world, &wallet, &draft, 2);
    let clerk = Browser::of(&world, "lin");
    let page = clerk.get(&format!("/cases/{}?lang=en", second.case_no)).expect(200);
    assert!(page.text().contains("1 answer differs from what this person filed last"));
    assert!(page.text().contains(&format!("href=\"/cases/{}\"", first.case_no)));
    assert!(page.text().contains("Last time: 13800000000"));
    let page = clerk.get(&format!("/cases/{}?lang=en", first.case_no)).expect(200);
    assert!(!page.text().contains("Last time:") && !page.text().contains("filed last"));
    // Somebody else's filing is no earlier one.
    let other = filed(&world, 3);
    let page = clerk.get(&format!("/cases/{}?lang=en", other.case_no)).expect(200);
    assert!(!page.text().contains("filed last"));
}

#[test]
fn attachments_are_handed_out_so_that_they_can_do_nothing() {
    let world = with_desk(&[("lin", "look:psb"), ("zhou", "look:land")]);
    let wallet = Wallet::of_chen(&world, 1);
    let content = b"%PDF-1.7 <script>alert(1)</script>";
    let draft = wallet.draft_with(&world, content);
    let challenge = wallet.challenge(&world);
    put(&world, &challenge.nonce, &sha256(content), "application/pdf", content).expect(201);
    let case = filed_as(&world, &wallet, &draft, 1);
    let clerk = Browser::of(&world, "lin");
    let digest = base64url::encode(&sha256(content));
    let place = format!("/cases/{}/attachments/{digest}", case.case_no);
    let page = clerk.get(&format!("/cases/{}?lang=en", case.case_no)).expect(200);
    assert!(page.text().contains(&place) && page.text().contains("proof.pdf"));
    let answer = clerk.get(&place).expect(200);
    assert_eq!(answer.body, content);
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    assert!(answer.header("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(
        answer.header("content-disposition").unwrap().starts_with("attachment; filename=\"PSB-")
    );
    Browser::of(&world, "zhou").get(&place).expect(403);
    let other = filed(&world, 2);
    clerk.get(&format!("/cases/{}/attachments/{digest}", other.case_no)).expect(404);
    // Bytes that were changed on the disk are not the citizen's.
    let mut connection = world.connect();
    world.wait(async {
        sqlx::query("UPDATE attachment_contents SET content = $1")
            .bind(&b"<html>"[..])
            .execute(&mut connection)
            .await
            .unwrap();
    });
    assert_eq!(clerk.get_json(&place).expect(422).code(), "attachment-digest-wrong");
}

#[test]
fn hostile_values_are_text() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let wallet = Wallet::of_chen(&world, 1);
    let content = b"%PDF-1.7";
    let mut draft = wallet.draft_with(&world, content);
    wallet.edit(&mut draft, "/residence/address/line", json!("\"><img src=x onerror=alert(1)>"));
    let challenge = wallet.challenge(&world);
    put(&world, &challenge.nonce, &sha256(content), "application/pdf", content).expect(201);
    let case = filed_as(&world, &wallet, &draft, 1);
    let clerk = Browser::of(&world, "lin");
    for path in ["", "/record"] {
        let page = clerk.get(&format!("/cases/{}{path}", case.case_no)).expect(200);
        assert!(page.text().contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"), "{path}");
        assert!(!page.text().contains("<img src=x"), "{path}");
    }
}

#[test]
fn the_evidence_is_what_was_presented() {
    let world = with_desk(&[("lin", "look:psb")]);
    let case = filed(&world, 1);
    let clerk = Browser::of(&world, "lin");
    let said = clerk.get_json(&format!("/cases/{}/evidence", case.case_no)).expect(200).json();
    let list = said["presentations"].as_array().unwrap();
    assert!(list.len() >= 2);
    for one in list {
        assert!(one["nonce"].is_string() && one["audience"].is_string());
        let text = one["text"].as_str().unwrap();
        assert!(cert_verify::Certificate::parse(text.as_bytes()).is_ok());
    }
    assert_eq!(said["status_origin"], "https://certfill.example");
    let list = clerk.get("/status/1");
    assert_eq!(list.header("content-type"), Some("application/statuslist+jwt"));
}

#[test]
fn the_archive_record_holds_the_bytes_and_can_be_followed() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let clerk = Browser::of(&world, "lin");
    let fields =
        [("state", "refused"), ("reason-refused", "condition-not-met"), ("note", "见第 3 条。")];
    clerk.decide(&case.case_no, "1", &fields).expect(303);
    let answer = clerk.get(&format!("/cases/{}/record.json", case.case_no)).expect(200);
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment"));
    let record: Value = answer.json();
    // The part that `certfill verify` follows.
    let file = progress_file(&answer.body);
    let trust = Trust::nobody().with_list(&world.trust_list());
    let (status, policy) = (StatusEvidence::none(), Policy::strict());
    let judge = Judge { trust: &trust, status: &status, policy: &policy, now: world.now() };
    let said = judge.follow(&file.receipt, &file.statements).unwrap();
    assert_eq!(said.last().unwrap().note.as_deref(), Some("见第 3 条。"));
    let told = certfill(&world, &answer.body);
    assert!(told.contains("见第 3 条。"), "{told}");
    // The bytes and what they must hash to.
    let body = from_standard(record["filing"]["bytes"].as_str().unwrap());
    let digest = record["filing"]["digest"].as_str().unwrap();
    let inner = digest.strip_prefix("sha-256=:").unwrap().strip_suffix(':').unwrap();
    assert_eq!(from_standard(inner), sha256(&body));
    assert!(cert_fill::wire::FilingBody::parse(&body).is_ok());
    let mut before = None;
    for line in record["log"].as_str().unwrap().lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        assert_eq!(entry["case_no"], case.case_no.as_str());
        assert!(before.is_none_or(|before| entry["number"].as_i64().unwrap() > before));
        before = entry["number"].as_i64();
    }
    let page = clerk.get(&format!("/cases/{}/record?lang=en", case.case_no)).expect(200);
    for part in ["Archive record", "见第 3 条。", digest, "陈示例", "Decided"] {
        assert!(page.text().contains(part), "{part}");
    }
}

/// What the command line says of a record.
fn certfill(world: &World, record: &[u8]) -> String {
    let place = |name: &str| world.folder.join(name);
    let roots = world.get("/config.json").json()["trust"]["roots"].to_string();
    let list = world.get("/trust/list").expect(200).body;
    std::fs::write(place("list.jws"), list).unwrap();
    std::fs::write(place("roots.json"), roots).unwrap();
    std::fs::write(place("record.json"), record).unwrap();
    let (list, roots) = (place("list.jws"), place("roots.json"));
    let record = place("record.json");
    let at = world.now().to_string();
    let given = [
        "certfill".into(),
        "verify".into(),
        "--trust-list".into(),
        list.into_os_string(),
        "--trust-root".into(),
        roots.into_os_string(),
        "--at".into(),
        at.into(),
        record.into_os_string(),
    ];
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let mut io =
        cert_cli::Io { input: &mut &b""[..], output: &mut output, messages: &mut messages };
    let status = cert_cli::run(given, &mut io);
    assert_eq!(status, 0, "{}", String::from_utf8_lossy(&messages));
    String::from_utf8(output).unwrap()
}

/// The padded alphabet of RFC 4648 section 4.
fn from_standard(text: &str) -> Vec<u8> {
    base64url::decode(text.trim_end_matches('=').replace('+', "-").replace('/', "_").as_str())
        .unwrap()
}

fn progress_file(bytes: &[u8]) -> cert_fill::progress::CaseFile {
    cert_fill::progress::CaseFile::parse(bytes).unwrap()
}

use cert_fill::{Office, Plan, check_filing, plan, sign_filing, wire::Challenge};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{
    Binding, Certificate, ClaimPath, Policy, StatusEvidence, Trust, UnixTime, Verified, verify,
};

use super::*;
use crate::filling::build;
use crate::filling::view::{Control, FieldView, From};
use crate::filling::{consent, summary};
use crate::sending::sent_view;
use crate::wallet::kinds::TypeDescription;

/// 24 November 2026, twelve days before the permit ends.
pub(in crate::filling) const NOW: i64 = 1_795_536_000;
const HOLDER: [u8; 32] = [2; 32];

fn issuer() -> SigningKey {
    SigningKey::ed25519_from_seed([1; 32])
}

pub(in crate::filling) fn today() -> Date {
    Date::from_unix_in_shanghai(UnixTime::from_seconds(NOW)).expect("a date")
}

pub(in crate::filling) fn form() -> Rc<Form> {
    let bytes = include_bytes!(
        "../../../crates/cert-server/specimen/departments/psb/forms/residence-permit-endorsement.json"
    );
    Rc::new(Form::parse(bytes).expect("the specimen form is sound"))
}

fn certificate(kind: &str, claims: &Value) -> Verified<Certificate> {
    let mut all = claims.clone();
    let members = all.as_object_mut().expect("claims are an object");
    let disclosable: Vec<ClaimPath> =
        members.keys().map(|name| ClaimPath::from_json(&json!([name])).expect("a path")).collect();
    members.insert("iss".into(), json!("https://psb.sh.specimen.example"));
    members.insert("vct".into(), json!(format!("https://specimen.example/vct/{kind}")));
    members.insert("iat".into(), json!(NOW - 1_000));
    members
        .insert("cnf".into(), json!({"jwk": SigningKey::ed25519_from_seed(HOLDER).public_jwk()}));
    let mut byte = 0_u8;
    let mut random = |buffer: &mut [u8]| {
        buffer.fill_with(|| {
            byte = byte.wrapping_add(7);
            byte
        });
    };
    let text =
        issue_sd_jwt_vc(&all, &disclosable, &Map::new(), &issuer(), &mut random).expect("issued");
    let parsed = Certificate::parse(text.as_bytes()).expect("well formed");
    let trust = Trust::nobody().with_any_issuer_key(issuer().public());
    let now = UnixTime::from_seconds(NOW);
    let result =
        verify(&parsed, &trust, &StatusEvidence::none(), Binding::NotAsked, &Policy::strict(), now);
    result.verified.expect("a valid certificate")
}

pub(in crate::filling) fn held_with(until: &str) -> Rc<Vec<Held>> {
    let held = |id: &str, kind: &str, claims: Value| Held {
        id: id.to_owned(),
        certificate: certificate(kind, &claims),
    };
    Rc::new(vec![
        held(
            "c1",
            "resident-id",
            json!({"name": "陈示例", "id_number": "310104195503150008", "sex": "女", "ethnicity": "汉", "address": "示例路 1 号"}),
        ),
        held(
            "c2",
            "sh-residence-permit",
            json!({"name": "陈示例", "id_number": "310104195503150008", "permit_number": "SH2025112000017", "valid_until": until}),
        ),
        held(
            "c3",
            "lease-record",
            json!({"record_number": "ZL-1", "address": {"district_code": "310104", "line": "示例路 88 弄 6 号 301 室"}}),
        ),
        held(
            "c4",
            "social-insurance",
            json!({"name": "陈示例", "employer": {"name": "上海示例科技有限公司", "uscc": "91310000DEM000001X"}}),
        ),
        held("c5", "senior-card", json!({"name": "陈示例"})),
    ])
}

pub(in crate::filling) fn held() -> Rc<Vec<Held>> {
    let mut all = held_with("2026-12-05").as_ref().clone();
    all.retain(|one| one.id != "c4");
    Rc::new(all)
}

fn started(way: Way) -> Session {
    Session::start(form(), held(), way, None, today(), NOW)
}

pub(in crate::filling) fn at(text: &str) -> Pointer {
    Pointer::parse(text).expect("a pointer")
}

fn type_in(session: &mut Session, pointer: &str, text: &str) -> bool {
    session.take(&at(pointer), &Typed::Text(text.to_owned()), NOW)
}

fn view(session: &Session, pointer: &str) -> FieldView {
    let names = Names::default();
    build::field(&session.sources(&names, Lang::En), &at(pointer), None).expect("a field")
}

fn finished() -> Session {
    let mut session = started(Way::Certificates);
    session.take(&at("/ground"), &Typed::Choice(Some("home".into())), NOW);
    type_in(&mut session, "/contact/mobile", "+86 138 0013-8000");
    session.take(&at("/declaration"), &Typed::Ticked(true), NOW);
    assert_eq!(session.problems(), [], "everything is answered");
    session
}

#[test]
fn certificates_fill_and_lock_and_suggest() {
    let session = started(Way::Certificates);
    assert!(session.filled().0 >= 8, "{:?}", session.filled());
    let name = view(&session, "/applicant/name");
    assert!(name.locked && matches!(name.from, From::Certificate(_)));
    assert_eq!(name.issuer.as_deref(), Some("psb.sh.specimen.example"));
    let line = view(&session, "/residence/address/line");
    assert!(
        !line.locked && line.withdraws.is_some(),
        "an edit says which certificate it withdraws"
    );
    assert_eq!(view(&session, "/residence/address/district").control, Control::Select);
    assert!(view(&session, "/applicant/id_number").shown.masked.is_some());
    assert_eq!(session.blocked(), []);
}

#[test]
fn an_edit_withdraws_the_certificate_and_can_be_taken_back() {
    let mut session = started(Way::Certificates);
    assert!(
        !type_in(&mut session, "/residence/address/line", " 示例路 88 弄 6 号 301 室 "),
        "the same value"
    );
    assert!(type_in(&mut session, "/residence/address/line", "示例路 88 弄 6 号 302 室"));
    assert!(matches!(view(&session, "/residence/address/line").from, From::Changed(_)));
    let made = plan(&session.form, &session.draft, &session.matches, &session.held, "psb")
        .expect("a plan");
    assert!(!made.certificates.iter().any(|one| one.query == "lease"));
    let views = session.fields("home", &Names::default(), Lang::Zh, &[]);
    let from = |pointer: &str| {
        views.iter().find(|view| view.pointer == pointer).map(|view| view.from.clone())
    };
    assert!(matches!(from("/residence/address/line"), Some(From::Changed(_))));
    assert!(
        matches!(from("/residence/address/district"), Some(From::Unbacked(_))),
        "not changed, but not certified either"
    );
    assert!(matches!(from("/residence/proof"), Some(From::Withdrawn(_))), "to be chosen again");
    // What was cleared is named where the address was changed.
    let line = views.iter().find(|view| view.pointer == "/residence/address/line");
    assert!(line.and_then(|view| view.cleared.as_deref()).is_some_and(|words| !words.is_empty()));
    assert_eq!(session.cleared(), [at("/residence/proof")]);
    let revision = session.revision;
    session.put_back(&at("/residence/address/line"), today(), NOW);
    assert!(session.revision > revision, "the control has to show the certificate's value again");
    assert_eq!(view(&session, "/residence/address/line").text(), "示例路 88 弄 6 号 301 室");
    assert_eq!(session.cleared(), [], "the proof is back, too");
}

#[test]
fn somebody_who_types_gets_only_what_must_be_certified() {
    let session = started(Way::Typing);
    assert!(view(&session, "/applicant/name").locked);
    let line = view(&session, "/residence/address/line");
    assert_eq!((line.locked, line.from), (false, From::Nothing));
}

#[test]
fn hidden_parts_appear_with_their_condition() {
    let names = Names::default();
    let mut session = started(Way::Certificates);
    let shows = |session: &Session| {
        let fields = session.fields("home", &names, Lang::Zh, &[]);
        fields.iter().any(|field| field.pointer == "/residence/proof_file")
    };
    assert!(!shows(&session));
    session.take(&at("/residence/proof"), &Typed::Choice(Some("dormitory".into())), NOW);
    assert!(shows(&session));
}

#[test]
fn problems_are_words_with_the_id_of_their_control() {
    let mut session = started(Way::Certificates);
    type_in(&mut session, "/contact/mobile", "12");
    let problems = session.problems_of("contact");
    let shown: Vec<ShownProblem> =
        problems.iter().map(|problem| session.show(problem, Lang::Zh)).collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (shown[0].id.as_str(), shown[0].step.as_deref()),
        ("f-contact-mobile", Some("contact"))
    );
    assert!(shown[0].words.contains("11"), "{}", shown[0].words);
    let fields = session.fields("contact", &Names::default(), Lang::Zh, &problems);
    assert_eq!(fields[0].error.as_ref(), Some(&shown[0].words), "the same words at the field");
    assert_eq!(fields[0].text(), "12", "what was typed stays");
}

#[test]
fn a_typed_number_with_a_wrong_check_digit_is_a_warning_that_names_the_position() {
    let mut session = started(Way::Certificates);
    session.take(&at("/ground"), &Typed::Choice(Some("work".into())), NOW);
    type_in(&mut session, "/employer/uscc", "91350100M000100Y44");
    let field = view(&session, "/employer/uscc");
    assert!(field.warning.is_some_and(|words| words.contains("18")));
    type_in(&mut session, "/employer/name", "示例公司");
    assert_eq!(session.problems_of("ground"), [], "a warning stops nobody");
}

#[test]
fn too_early_is_a_page_and_no_error() {
    let late =
        Session::start(form(), held_with("2027-06-30"), Way::Certificates, None, today(), NOW);
    let page = late.ineligible(Some("you"), today()).expect("not yet");
    assert_eq!(page.id, "too-early");
    assert!(started(Way::Certificates).ineligible(None, today()).is_none());
}

#[test]
fn a_draft_reads_back_from_the_vault() {
    let session = finished();
    let text = serde_json::to_string(&session.record()).expect("it can be written");
    let record: DraftRecord = serde_json::from_str(&text).expect("a record");
    let again = Session::resume(&record, form(), held(), today()).expect("the same form");
    assert_eq!(again.draft.answers(), session.draft.answers());
    assert_eq!(
        again.draft.origin(&at("/applicant/name")),
        session.draft.origin(&at("/applicant/name"))
    );
}

#[test]
fn a_renewed_certificate_is_offered_and_never_taken_silently() {
    let record = started(Way::Certificates).record();
    let mut again =
        Session::resume(&record, form(), held_with("2026-12-20"), today()).expect("the same form");
    let renewals = again.renewals(today());
    let changed = renewals
        .iter()
        .find(|change| change.pointer == at("/permit/valid_until"))
        .expect("a new date");
    assert_eq!(
        (changed.old.clone(), changed.new.clone()),
        (Some(json!("2026-12-05")), Some(json!("2026-12-20")))
    );
    assert_eq!(
        again.draft.answer(&at("/permit/valid_until")),
        Some(&json!("2026-12-05")),
        "nothing changed yet"
    );
    again.renew(&[], today(), NOW);
    assert_eq!(again.draft.answer(&at("/permit/valid_until")), Some(&json!("2026-12-20")));
    assert!(again.renewals(today()).is_empty());
}

#[test]
fn the_panel_names_exactly_what_the_office_sees() {
    let session = finished();
    let mut names = Names::default();
    let vct = "https://specimen.example/vct/senior-card";
    let described = json!({"vct": vct, "display": [{"locale": "zh-CN", "name": "敬老卡"}]});
    let kind =
        TypeDescription::parse(described.to_string().as_bytes(), vct, None).expect("a description");
    names.learn(vct, Rc::new(kind));
    let made = plan(&session.form, &session.draft, &session.matches, &session.held, "psb")
        .expect("a plan");
    let panel =
        consent::panel(&session.form, &made, &session.held, &names, Lang::Zh).expect("a panel");
    let sends = panel.sends.join("\n");
    let keeps = panel.keeps.join("\n");
    assert!(sends.contains("居住证编号") && sends.contains("手机"), "{sends}");
    assert!(keeps.contains("地址") || keeps.contains("住址"), "the card's address stays: {keeps}");
    assert!(keeps.contains("敬老"), "other certificates are named: {keeps}");
    // The sex is worked out from the number: it goes, although the claim of that name stays.
    assert!(sends.contains("由此得出：性别") && !keeps.contains("性别"), "{sends}\n{keeps}");
    for value in ["陈示例", "310104195503150008", "13800138000"] {
        assert!(!panel.log.join("\n").contains(value), "the log holds names, never values");
    }
}

/// What the office asks to be signed.
fn challenge(session: &Session) -> Challenge {
    Challenge {
        aud: session.form.filing("psb").expect("the filing").to.client_id.clone(),
        nonce: "n-1".into(),
        expires_in: 900,
        progress: false,
        client_metadata: None,
    }
}

/// A filing to it, signed by the holder.
fn signed(session: &Session, made: &Plan, challenge: &Challenge) -> Vec<u8> {
    let keys = |_: &str| Some(SigningKey::ed25519_from_seed(HOLDER));
    let (form, held, now) = (&session.form, &session.held, UnixTime::from_seconds(NOW));
    sign_filing(form, made, "s-1", "zh-CN", challenge, held, &keys, now).expect("signed").body
}

#[test]
fn what_is_signed_passes_the_offices_checks_and_reads_back() {
    let session = finished();
    let names = Names::default();
    let made = plan(&session.form, &session.draft, &session.matches, &session.held, "psb")
        .expect("a plan");
    let challenge = challenge(&session);
    let now = UnixTime::from_seconds(NOW);
    let signed = signed(&session, &made, &challenge);
    let trust = Trust::nobody().with_any_issuer_key(issuer().public());
    let (status, policy) = (StatusEvidence::none(), Policy::strict());
    let office = Office {
        form: &session.form,
        filing_id: "psb",
        trust: &trust,
        status: &status,
        policy: &policy,
        nonce: "n-1",
        audience: &challenge.aud,
        attachment: &|_| None,
        now,
    };
    let checked = check_filing(&signed, &office).expect("the office accepts it");
    assert_eq!(checked.answers["contact"]["mobile"], "13800138000");

    let body = String::from_utf8(signed).expect("JSON is text");
    let panel =
        consent::panel(&session.form, &made, &session.held, &names, Lang::En).expect("a panel");
    let words = summary::words(&session.form, std::slice::from_ref(&made), &[panel], &names);
    let rows = sent_view::rows(&body, &words, None, Lang::En);
    let sent: Vec<&str> = rows.iter().map(|row| row.pointer.as_str()).collect();
    let given: Vec<String> =
        checked.verified.iter().chain(&checked.declared).map(ToString::to_string).collect();
    assert_eq!(sent.len(), given.len(), "every answer and no other one: {sent:?}");
    assert!(given.iter().all(|pointer| sent.contains(&pointer.as_str())));
    let evidence = sent_view::evidence(&body, &words, Lang::En);
    assert_eq!(evidence.len(), made.certificates.len());
}

mod again;

//! Filing for somebody else: a daughter for her mother by a delegation, a parent for a child by the birth
//! certificate; and everything that makes neither of it.

use cert_fill::wire::FilingBody;
use cert_fill::{
    COPY_FOR, Draft, FillError, Form, Held, Plan, RefusalCode, Whom, match_evidence, plan,
    principals, receipt, wire::FilingStatus,
};
use cert_issue::sign_key_binding;
use cert_verify::{ClaimPath, base64url, sha256};
use serde_json::{Map, Value, json};

use crate::filing_world::{Desk, NONCE, at, edit, held, holder, now, sign, today};
use crate::shared::root;

pub(crate) const AGENT: &str = "310104198812020006";
pub(crate) const MOTHER: &str = "310104196003150006";
pub(crate) const CHILD: &str = "310104202005060002";

pub(crate) fn form_bytes(path: &str) -> Vec<u8> {
    std::fs::read(root().join("crates/cert-server/specimen/departments").join(path)).unwrap()
}

pub(crate) fn form(path: &str) -> Form {
    Form::parse(&form_bytes(path)).unwrap_or_else(|error| panic!("{error}: {:?}", error.findings()))
}

pub(crate) fn senior() -> Form {
    form("civil/forms/senior-allowance.json")
}

pub(crate) fn school() -> Form {
    form("education/forms/school-enrolment.json")
}

pub(crate) fn id_card(id: &str, name: &str, number: &str, born: &str) -> Held {
    held(id, "resident-id", json!({"name": name, "id_number": number, "birth_date": born}))
}

/// A delegation; `change` replaces claims.
pub(crate) fn delegation(change: Value) -> Held {
    let mut claims = json!({
        "agent": {"name": "于示例", "id_number": AGENT},
        "principal": {"name": "方示例", "id_number": MOTHER},
        "relation": "女儿",
        "services": ["https://forms.specimen.example/sh/senior-allowance"],
        "region": "310000",
        "valid_from": today().to_string(),
        "valid_until": today().to_string(),
    });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    held("delegation", "delegation", claims)
}

/// The same certificates as copies for an agent.
pub(crate) fn copies(held: &[Held]) -> Vec<Held> {
    let copy = |one: &Held| {
        let names =
            ["name", "id_number", "birth_date", "registered_address", "card_number", "bank"];
        let all = one.certificate.claims().as_object().unwrap();
        let kept = all.iter().filter(|(name, _)| names.contains(&name.as_str()));
        let mut claims: Map<String, Value> =
            kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        claims.insert(COPY_FOR.to_owned(), "agent".into());
        let kind = one.certificate.credential_type().rsplit_once('/').unwrap().1;
        crate::filing_world::held(&one.id, kind, Value::Object(claims))
    };
    held.iter().map(copy).collect()
}

/// The wallet of the daughter: her own card, the delegation, and copies of her mother's certificates.
pub(crate) fn daughter() -> Vec<Held> {
    let household = json!({"registered_address": "示例路 88 弄 12 号", "id_number": MOTHER});
    let bank = json!({"name": "示例银行", "account": "6200000000000000017"});
    let card = json!({"card_number": "示例A0000001", "bank": bank, "id_number": MOTHER});
    vec![
        id_card("own", "于示例", AGENT, "1988-12-02"),
        id_card("mother", "方示例", MOTHER, "1960-03-15"),
        held("household", "household-register", household),
        held("card", "social-security-card", card),
        delegation(json!({})),
    ]
}

pub(crate) fn mother() -> Whom {
    Whom { by: "delegation".to_owned(), name: "方示例".to_owned(), id: Some(MOTHER.to_owned()) }
}

/// What is planned for this person, with the rest typed.
pub(crate) fn planned(form: &Form, held: &[Held], whom: Option<&Whom>) -> Result<Plan, FillError> {
    let matches = match_evidence(form, held, whom);
    let mut draft = Draft::filled(form, &matches, held, today());
    for (pointer, value) in [
        ("/residence/at_registered", json!(true)),
        ("/wish/stage", json!("primary")),
        ("/other/name", json!("示例先生")),
        ("/other/id_number", json!("310000199311120012")),
        ("/residence/proof", json!("relative")),
        ("/residence/district", json!("310104")),
        ("/residence/address", json!("示例路 66 弄 3 号")),
        ("/contact/mobile", json!("13800000000")),
        ("/declaration", json!(true)),
    ] {
        if form.field(&at(pointer)).is_some() {
            edit(&mut draft, form, pointer, value);
        }
    }
    plan(form, &draft, &matches, held, &form.filings()[0].id)
}

fn transaction(body: &[u8]) -> Value {
    let body = FilingBody::parse(body).unwrap();
    serde_json::from_slice(&base64url::decode(&body.transaction_data[0]).unwrap()).unwrap()
}

#[test]
fn a_daughter_files_for_her_mother_and_both_names_stand_in_the_receipt() {
    let (form, held) = (senior(), daughter());
    let found = principals(&form, &held, today());
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].whom, found[0].refusal), (&mother(), None));
    assert_eq!((found[0].held.as_str(), found[0].holder.as_str()), ("delegation", "own"));
    let plan = planned(&form, &held, Some(&mother())).unwrap();
    assert_eq!(plan.answers["applicant"]["name"], "方示例");
    assert_eq!(
        plan.answers["agent"],
        json!({"name": "于示例", "id_number": AGENT, "relation": "女儿"})
    );
    let signed = sign(&form, &plan, &held);
    assert_eq!(transaction(&signed.body)["for"], "delegation");
    let checked = Desk::new(&form, "civil").accepts(&signed.body);
    let acting = checked.acting.clone().unwrap();
    assert_eq!((acting.agent.as_str(), acting.principal.as_str()), ("于示例", "方示例"));
    let decision = receipt::Decision {
        issuer: "https://civil.sh.specimen.example",
        case_no: "CIVIL-1",
        status: FilingStatus::Accepted,
        received_at: now(),
        next: None,
        produced: Vec::new(),
    };
    let claims = receipt::claims(&checked, &decision);
    assert_eq!(
        claims["for"],
        json!({"by": "delegation", "agent": "于示例", "principal": "方示例"})
    );
    assert_eq!(cert_fill::Receipt::read(&claims).unwrap().acting, Some(acting));
}

#[test]
fn who_files_for_themselves_shows_no_delegation_and_signs_what_they_always_signed() {
    let form = senior();
    // Only her mother's certificates would fit, and she is not her mother.
    let own = vec![id_card("own", "方示例", MOTHER, "1960-03-15")];
    let held: Vec<Held> = own.into_iter().chain(daughter().into_iter().skip(2)).collect();
    assert_eq!(
        principals(&form, &held, today()),
        [],
        "the delegation names somebody else as agent"
    );
    let plan = planned(&form, &held, None).unwrap();
    assert_eq!(plan.acting, None);
    assert!(
        plan.certificates.iter().all(|one| one.query != "delegation" && one.query != "agent_id")
    );
    let signed = sign(&form, &plan, &held);
    assert_eq!(transaction(&signed.body).get("for"), None);
    let checked = Desk::new(&form, "civil").accepts(&signed.body);
    assert_eq!((checked.acting, checked.answers.get("agent")), (None, None));
}

#[test]
fn only_certificates_about_the_principal_fill_their_form() {
    let (form, held) = (senior(), daughter());
    let matches = match_evidence(&form, &held, Some(&mother()));
    assert_eq!(matches.usable("resident_id"), ["mother"]);
    assert_eq!(matches.usable("agent_id"), ["own"]);
    assert_eq!(matches.usable("delegation"), ["delegation"]);
    assert_eq!(matches.ambiguous(&form).count(), 0);
    let own = match_evidence(&form, &held, None);
    assert_eq!((own.usable("agent_id").len(), own.usable("delegation").len()), (0, 0));
    let father = Whom { id: Some(CHILD.to_owned()), ..mother() };
    let nobody = match_evidence(&form, &held, Some(&father));
    assert_eq!(nobody.usable("resident_id").len() + nobody.usable("delegation").len(), 0);
}

/// The honest plan, signed with another delegation in place of the one planned.
fn refused_with(change: Value) -> String {
    let (form, held) = (senior(), daughter());
    let plan = planned(&form, &held, Some(&mother())).unwrap();
    let mut other = held;
    *other.last_mut().unwrap() = delegation(change);
    let refusal = Desk::new(&form, "civil").check(&sign(&form, &plan, &other).body).unwrap_err();
    assert_eq!(refusal.errors[0].credential.as_deref(), Some("delegation"), "{refusal}");
    refusal.code.as_str().to_owned()
}

#[test]
fn a_delegation_that_does_not_hold_is_refused_with_its_reason() {
    let yesterday = today().plus_days(-1).unwrap().to_string();
    let of = |name: &str, id: &str| json!({"name": name, "id_number": id});
    for (change, code) in [
        (json!({"valid_from": yesterday, "valid_until": yesterday}), "delegation-expired"),
        (json!({"valid_until": "soon"}), "delegation-unreadable"),
        (
            json!({"services": ["https://forms.specimen.example/sh/other"]}),
            "delegation-not-for-this-service",
        ),
        (json!({"services": []}), "delegation-not-for-this-service"),
        (json!({"services": [1, null]}), "delegation-not-for-this-service"),
        (json!({"principal": of("方示例", AGENT)}), "delegation-of-another-person"),
        (json!({"principal": of("王示例", MOTHER)}), "delegation-of-another-person"),
        (json!({"agent": of("于示例", MOTHER)}), "delegation-names-another-agent"),
        (json!({"principal": of("", MOTHER)}), "delegation-unreadable"),
    ] {
        assert_eq!(refused_with(change.clone()), code, "{change}");
    }
}

#[test]
fn a_delegation_may_cover_everything_and_have_no_end() {
    let form = senior();
    let mut held = daughter();
    *held.last_mut().unwrap() = delegation(json!({"services": "*", "valid_until": "长期"}));
    let plan = planned(&form, &held, Some(&mother())).unwrap();
    Desk::new(&form, "civil").accepts(&sign(&form, &plan, &held).body);
}

#[test]
fn for_can_be_neither_dropped_nor_added() {
    let (form, held) = (senior(), daughter());
    let desk = Desk::new(&form, "civil");
    let honest = planned(&form, &held, Some(&mother())).unwrap();
    let mut dropped = honest.clone();
    dropped.acting = None;
    desk.refuses(&sign(&form, &dropped, &held).body, "evidence-not-requested", "");
    let mut misnamed = honest.clone();
    misnamed.acting.as_mut().unwrap().by = "agent_id".to_owned();
    desk.refuses(&sign(&form, &misnamed, &held).body, "evidence-not-requested", "");
    let mut added = planned(&form, &held[1..4], None).unwrap();
    added.acting = honest.acting;
    desk.refuses(&sign(&form, &added, &held).body, "evidence-missing", "");
    // A form that says nothing of agents.
    let other = crate::filing_world::permit_form();
    let wallet = crate::filing_world::wallet();
    let (draft, matches) = crate::filing_world::permit_draft(&other, &wallet);
    let mut forged = crate::filing_world::planned(&other, &draft, &matches, &wallet, "psb");
    forged.acting = added.acting;
    Desk::new(&other, "psb").refuses(&sign(&other, &forged, &wallet).body, "agent-not-allowed", "");
}

#[test]
fn copies_for_an_agent_count_only_for_the_one_they_are_about() {
    let (form, plain) = (senior(), daughter());
    let mut held = plain.clone();
    held.splice(1..4, copies(&plain[1..4]));
    let desk = Desk::new(&form, "civil");
    let honest = planned(&form, &held, Some(&mother())).unwrap();
    let sent = honest.certificates.iter().flat_map(|one| &one.will_send);
    assert!(
        sent.clone().count() > 0 && sent.clone().all(|path| *path != ClaimPath::of_claim(COPY_FOR))
    );
    desk.accepts(&sign(&form, &honest, &held).body);
    // For oneself none of them fits, and what is signed without `for` and delegation is refused.
    let own = match_evidence(&form, &held, None);
    for query in ["resident_id", "household", "card"] {
        assert!(own.usable(query).iter().all(|id| id == "own"), "{query}");
    }
    let dropped = planned(&form, &plain[1..4], None).unwrap();
    let refusal = desk.check(&sign(&form, &dropped, &held).body).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::CopyForAgent);
    assert_eq!(refusal.errors[0].credential.as_deref(), Some("resident_id"));
    // Nor is a copy the agent's own card, or a delegation.
    for place in [0, 4] {
        let mut other = plain.clone();
        let claims = other[place].certificate.claims().clone();
        let kind =
            other[place].certificate.credential_type().rsplit_once('/').unwrap().1.to_owned();
        let names = [
            "name",
            "id_number",
            "agent",
            "principal",
            "relation",
            "services",
            "region",
            "valid_from",
            "valid_until",
        ];
        let mut claims = claims.as_object().unwrap().clone();
        claims.retain(|name, _| names.contains(&name.as_str()));
        claims.insert(COPY_FOR.to_owned(), "agent".into());
        other[place] = crate::filing_world::held(&plain[place].id, &kind, Value::Object(claims));
        assert_eq!(principals(&form, &other, today()), []);
        let plan = planned(&form, &plain, Some(&mother())).unwrap();
        desk.refuses(&sign(&form, &plan, &other).body, "copy-for-agent-only", "");
    }
    // A form that says nothing of agents takes none.
    let permit = crate::filing_world::permit_form();
    let wallet = crate::filing_world::wallet();
    let (draft, matches) = crate::filing_world::permit_draft(&permit, &wallet);
    let plan = crate::filing_world::planned(&permit, &draft, &matches, &wallet, "psb");
    let mut claims = crate::filing_world::claims("resident-id");
    claims[COPY_FOR] = "agent".into();
    let mut other = wallet.clone();
    other[0] = crate::filing_world::held("resident-id", "resident-id", claims);
    let code =
        Desk::new(&permit, "psb").check(&sign(&permit, &plan, &other).body).unwrap_err().code;
    assert_eq!(code, RefusalCode::CopyForAgent);
}

#[test]
fn the_certificates_of_somebody_else_do_not_pass_for_those_of_the_principal() {
    let (form, held) = (senior(), daughter());
    let plan = planned(&form, &held, Some(&mother())).unwrap();
    let mut other = held.clone();
    let foreign = json!({"registered_address": "示例路 88 弄 12 号", "id_number": AGENT});
    other[2] = crate::filing_world::held("household", "household-register", foreign);
    let refusal = Desk::new(&form, "civil").check(&sign(&form, &plan, &other).body).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::DelegationOtherPerson);
    assert_eq!(refusal.errors[0].credential.as_deref(), Some("household"));
}

#[test]
fn what_has_run_out_is_told_before_anything_is_filled() {
    let form = senior();
    let mut held = daughter();
    let yesterday = today().plus_days(-1).unwrap().to_string();
    let over = json!({"valid_from": yesterday, "valid_until": yesterday});
    *held.last_mut().unwrap() = delegation(over);
    let found = principals(&form, &held, today());
    assert_eq!(found[0].refusal, Some(RefusalCode::DelegationExpired));
    // A new one beside it is taken.
    let mut new = delegation(json!({}));
    new.id = "renewed".to_owned();
    held.push(new);
    let found = principals(&form, &held, today());
    assert_eq!((found.len(), found[0].held.as_str(), found[0].refusal), (1, "renewed", None));
    // Without any, the plan says so, and not that something of the draft is lost.
    let matches = match_evidence(&form, &held, Some(&mother()));
    let draft = Draft::filled(&form, &matches, &held, today());
    let left = match_evidence(&form, &held[..4], Some(&mother()));
    assert_eq!(
        plan(&form, &draft, &left, &held[..4], "civil").unwrap_err(),
        FillError::DelegationGone
    );
}

/// A parent and a child born on this day.
pub(crate) fn parent(born: &str, child: &str) -> Vec<Held> {
    let page = |id: &str, name: &str| {
        let claims = json!({"name": name, "id_number": CHILD, "sex": "女", "birth_date": born,
            "relation": "女儿", "registered_address": "示例路 66 弄 3 号 201 室"});
        held(id, "household-member", claims)
    };
    let birth = json!({
        "certificate_number": "T000000023",
        "child": {"name": child, "birth_date": born},
        "mother": {"name": "赵示例", "id_number": "310104199103190002"},
        "father": {"name": "于示例", "id_number": AGENT},
    });
    vec![
        id_card("own", "于示例", AGENT, "1988-12-02"),
        page("page", "示例宝宝"),
        page("sibling", "示例弟弟"),
        held("birth", "birth-certificate", birth),
    ]
}

pub(crate) fn child() -> Whom {
    Whom { by: "birth".to_owned(), name: "示例宝宝".to_owned(), id: None }
}

#[test]
fn a_father_files_for_his_child_by_the_birth_certificate() {
    let (form, held) = (school(), parent("2020-05-06", "示例宝宝"));
    assert_eq!(principals(&form, &held, today())[0].whom, child());
    assert_eq!(match_evidence(&form, &held, Some(&child())).usable("register"), ["page"]);
    let plan = planned(&form, &held, Some(&child())).unwrap();
    let signed = sign(&form, &plan, &held);
    let desk = Desk::new(&form, "education");
    assert_eq!(desk.accepts(&signed.body).acting.unwrap().principal, "示例宝宝");
    // Nobody enrols themselves.
    let mut unsaid = plan;
    unsaid.acting = None;
    desk.refuses(&sign(&form, &unsaid, &held).body, "evidence-not-requested", "");
}

#[test]
fn a_birth_certificate_with_one_parent_enrols_the_child() {
    let form = school();
    for (father, mother) in [(AGENT, None), (AGENT, Some("310104199103190002"))] {
        let mut held = parent("2020-05-06", "示例宝宝");
        let mut claims = json!({
            "certificate_number": "T000000023",
            "child": {"name": "示例宝宝", "birth_date": "2020-05-06"},
            "father": {"name": "于示例", "id_number": father},
        });
        if let Some(number) = mother {
            claims["mother"] = json!({"name": "赵示例", "id_number": number});
        }
        *held.last_mut().unwrap() = crate::filing_world::held("birth", "birth-certificate", claims);
        assert_eq!(principals(&form, &held, today())[0].whom, child(), "{mother:?}");
        let plan = planned(&form, &held, Some(&child())).unwrap();
        let desk = Desk::new(&form, "education");
        let checked = desk.accepts(&sign(&form, &plan, &held).body);
        assert_eq!(checked.acting.unwrap().agent, "于示例");
        // What a combination needs cannot be kept back, nor can what makes one a parent.
        let born = [&["child", "name"][..], &["father", "id_number"]];
        let named = [&["child", "name"][..], &["child", "birth_date"]];
        let of_mother = mother.map_or("evidence-incomplete", |_| "delegation-names-another-agent");
        for (shown, code) in [(born, "evidence-incomplete"), (named, of_mother)] {
            let mut paths = vec![vec!["certificate_number"]];
            paths.extend(shown.iter().map(|path| path.to_vec()));
            paths.extend(mother.map(|_| vec!["mother", "id_number"]));
            let less = shown_with(
                &sign(&form, &plan, &held).body,
                ("birth", &held[3]),
                &paths,
                &desk.audience,
            );
            let refusal = desk.check(&less).unwrap_err();
            assert_eq!(refusal.code.as_str(), code, "{paths:?}");
        }
    }
}

/// The filing with other claims of the certificate of this query, signed anew.
pub(crate) fn shown_with(
    body: &[u8],
    (query, shown): (&str, &Held),
    paths: &[Vec<&str>],
    audience: &str,
) -> Vec<u8> {
    let mut body = FilingBody::parse(body).unwrap();
    let paths = paths.iter().map(|path| ClaimPath::from_json(&json!(path)).unwrap());
    let presentation = shown.certificate.disclose(&paths.collect::<Vec<_>>()).unwrap();
    let mut extra = Map::new();
    let hash = base64url::encode(&sha256(body.transaction_data[0].as_bytes()));
    extra.insert("transaction_data_hashes".into(), json!([hash]));
    extra.insert("transaction_data_hashes_alg".into(), json!("sha-256"));
    let signed = sign_key_binding(&presentation, NONCE, audience, now(), &extra, &holder());
    body.vp_token.insert(query.to_owned(), vec![signed]);
    body.to_bytes()
}

#[test]
fn a_child_of_18_files_for_itself() {
    for (years, code) in [(-18, Some("principal-of-age")), (-17, None)] {
        let born = format!("{}{}", i32::from(today().year()) + years, &today().to_string()[4..]);
        let (form, held) = (school(), parent(&born, "示例宝宝"));
        let found = principals(&form, &held, today());
        assert_eq!(found[0].refusal.map(RefusalCode::as_str), code, "{born}");
        let plan = planned(&form, &held, Some(&child())).unwrap();
        let result = Desk::new(&form, "education").check(&sign(&form, &plan, &held).body);
        assert_eq!(result.err().map(|refusal| refusal.code.as_str()), code, "{born}");
    }
}

use cert_catalogue::FileEntry;
use cert_fill::Origin;
use serde_json::json;

use super::super::session::tests::{NOW, at, form, held, held_with};
use super::*;
use crate::words::local::PerLanguage;

fn moment(milliseconds: f64) -> Moment {
    Moment { time: UnixTime::from_seconds(NOW), milliseconds }
}

fn service() -> Rc<Service> {
    let text = String::new;
    Rc::new(Service {
        name: "permit".into(),
        department: text(),
        title: PerLanguage::default(),
        summary: PerLanguage::default(),
        server: String::new(),
        href: text(),
        form: FileEntry::of("forms/permit.json", b"{}"),
        needs: Vec::new(),
        looked: Default::default(),
    })
}

fn next(open: &OpenForm, action: FormAction) -> OpenForm {
    open.after(action, moment(0.0)).expect("something is different")
}

fn typed(pointer: &str, text: &str) -> FormAction {
    FormAction::Edit(Edit::Typed(at(pointer), Typed::Text(text.into())))
}

fn started() -> OpenForm {
    next(
        &OpenForm::new(service(), form()),
        FormAction::Start(Way::Certificates, None, held(), "d".into()),
    )
}

fn stored(open: &OpenForm) -> OpenForm {
    next(open, FormAction::Stored(open.changes(), 1))
}

fn record(open: &OpenForm) -> DraftRecord {
    open.session.as_ref().expect("a draft").record()
}

fn answer(open: &OpenForm, pointer: &str) -> Option<Value> {
    open.session.as_ref()?.draft.answer(&at(pointer)).cloned()
}

#[test]
fn a_change_is_to_be_stored_and_the_same_again_is_none() {
    let open = stored(&started());
    assert!(open.is_saved());
    let changed = next(&open, typed("/contact/mobile", "13800138000"));
    assert!(!changed.is_saved() && changed.wait() > 0);
    assert!(changed.after(typed("/contact/mobile", " 138 0013 8000"), moment(1.0)).is_none());
    // What is typed while it is being stored is stored next.
    let later = next(&changed, typed("/contact/mobile", "13800138001"));
    assert!(!next(&later, FormAction::Stored(changed.changes(), 2)).is_saved());
    assert!(stored(&later).is_saved());
}

#[test]
fn typing_without_a_pause_is_stored_at_once_in_the_end() {
    let mut open = stored(&started());
    for (step, digit) in ('0'..='9').enumerate() {
        let milliseconds = 400.0 * f64::from(u32::try_from(step).unwrap());
        open =
            open.after(typed("/contact/mobile", &digit.to_string()), moment(milliseconds)).unwrap();
    }
    assert_eq!(open.wait(), 0);
}

#[test]
fn what_is_not_typed_is_stored_at_once() {
    let begun = started();
    assert_eq!(begun.wait(), 0, "a new draft");
    let open = next(&stored(&begun), typed("/contact/mobile", "1"));
    assert!(open.wait() > 0);
    assert_eq!(next(&open, FormAction::Edit(Edit::Touch)).wait(), 0);
    let file = Edit::Answer(at("/contact/mobile"), Some(json!("13800138000")));
    assert_eq!(next(&open, FormAction::Edit(file)).wait(), 0);
}

#[test]
fn nothing_happens_to_a_draft_that_is_not_there() {
    let open = OpenForm::new(service(), form());
    for action in [
        typed("/contact/mobile", "1"),
        FormAction::Held(held()),
        FormAction::Visit("home".into()),
        FormAction::Continue,
        FormAction::Close,
    ] {
        assert!(open.after(action.clone(), moment(0.0)).is_none(), "{action:?}");
    }
}

/// Another edition of the same form.
fn newer() -> Rc<Form> {
    let text = String::from_utf8(form().bytes().to_vec()).unwrap();
    let newer = text.replacen("\"version\": \"2026", "\"version\": \"2027", 1);
    Rc::new(Form::parse(newer.as_bytes()).unwrap())
}

#[test]
fn a_certificate_that_was_taken_away_stays_away_in_a_newer_edition() {
    let mut open = next(&started(), typed("/residence/address/line", "示例路 9 号"));
    open = next(&open, FormAction::Edit(Edit::Answer(at("/residence/address/district"), None)));
    let session = open.session.as_ref().unwrap();
    assert!(session.draft.is_withdrawn("lease"));
    let resumed =
        next(&OpenForm::new(service(), newer()), FormAction::Resume(record(&open), held()));
    let draft = &resumed.session.as_ref().unwrap().draft;
    assert!(draft.is_withdrawn("lease") && draft.chosen("lease").is_empty());
    assert_eq!(answer(&resumed, "/residence/address/line"), Some(json!("示例路 9 号")));
    let by_hand = Some(&Origin::Override { query: "lease".into() });
    assert_eq!(draft.origin(&at("/residence/address/line")), by_hand);
    for gone in ["/residence/address/district", "/residence/proof"] {
        assert_eq!(answer(&resumed, gone), None, "{gone}: it came from the lease");
    }
    // One that the form cannot do without fills it all the same.
    let mut stored = record(&open);
    stored.draft["withdrawn"] = json!(["lease", "permit", "of-the-older-edition"]);
    let resumed = next(&OpenForm::new(service(), newer()), FormAction::Resume(stored, held()));
    assert_eq!(answer(&resumed, "/permit/number"), answer(&open, "/permit/number"));
}

#[test]
fn the_certificate_that_was_chosen_stays_chosen_in_a_newer_edition() {
    let mut two = held().as_ref().clone();
    let lease = two.iter().find(|one| one.id == "c3").unwrap().clone();
    two.push(Held { id: "c6".into(), ..lease });
    let two = Rc::new(two);
    let start = FormAction::Start(Way::Certificates, None, two.clone(), "d".into());
    let mut open = next(&OpenForm::new(service(), form()), start);
    open = next(&open, FormAction::Edit(Edit::Choose("lease".into(), "c6".into())));
    let resumed = next(&OpenForm::new(service(), newer()), FormAction::Resume(record(&open), two));
    assert_eq!(resumed.session.as_ref().unwrap().draft.chosen("lease"), ["c6"]);
}

#[test]
fn a_draft_of_another_edition_goes_on_with_what_was_typed() {
    let open = next(&started(), typed("/contact/mobile", "138 0000 0000"));
    let newer = newer();
    assert_ne!(newer.integrity(), form().integrity());
    let resumed =
        next(&OpenForm::new(service(), newer.clone()), FormAction::Resume(record(&open), held()));
    assert!(!resumed.unreadable);
    assert_eq!(answer(&resumed, "/contact/mobile"), Some(json!("13800000000")));
    assert_eq!(answer(&resumed, "/applicant/name"), answer(&open, "/applicant/name"));
    assert_eq!(record(&resumed).integrity, newer.integrity());
    // Where the new edition has no such place, the rest stays.
    let other = DraftRecord {
        draft: {
            let mut draft = record(&open).draft;
            draft["origins"]["/contact/fax"] = json!({"origin": "manual"});
            draft["answers"]["contact"]["fax"] = json!("1");
            draft
        },
        ..record(&open)
    };
    let resumed = next(&OpenForm::new(service(), newer), FormAction::Resume(other, held()));
    assert_eq!(answer(&resumed, "/contact/mobile"), Some(json!("13800000000")));
    assert_eq!(answer(&resumed, "/contact/fax"), None);
}

#[test]
fn a_draft_that_cannot_be_read_is_said_and_a_new_one_takes_its_place() {
    let broken = DraftRecord { draft: json!([]), ..record(&started()) };
    let open = next(&OpenForm::new(service(), form()), FormAction::Resume(broken, held()));
    assert!(open.unreadable && open.session.is_none() && open.is_saved());
    let again = next(&open, FormAction::Start(Way::Typing, None, held(), "e".into()));
    assert!(!again.unreadable && again.session.is_some());
}

#[test]
fn the_way_back_to_the_check_page_is_used_once() {
    let open = next(&started(), FormAction::Return("f-contact-mobile".into()));
    let shown = next(&open, FormAction::Visit("contact".into()));
    let session = shown.session.clone().expect("a draft");
    assert!(session.returning && session.focus.is_none());
    assert!(shown.after(FormAction::Visit("contact".into()), moment(0.0)).is_none());
    let back = next(&shown, FormAction::Continue);
    assert!(!back.session.expect("a draft").returning);
}

#[test]
fn other_certificates_are_matched_again() {
    let open = started();
    let other = held_with("2026-12-20");
    let after = next(&open, FormAction::Held(other.clone()));
    assert!(Rc::ptr_eq(&after.session.as_ref().expect("a draft").held, &other));
    assert_eq!(after.changes(), open.changes(), "nobody has changed an answer");
}

#[test]
fn what_another_tab_stored_is_shown_and_what_was_typed_here_is_offered() {
    let base = stored(&started());
    let theirs = next(&base, typed("/contact/mobile", "13900139000"));
    let theirs = next(&theirs, typed("/contact/email", "a@b.example"));
    // Nothing typed here: theirs is taken, and the controls show it.
    let quiet = next(&base, FormAction::Elsewhere(record(&theirs)));
    assert_eq!(answer(&quiet, "/contact/mobile"), Some(json!("13900139000")));
    assert_eq!(quiet.offered, []);
    assert!(quiet.is_saved());
    let revision = |open: &OpenForm| open.session.as_ref().map(|session| session.revision);
    assert!(revision(&quiet) > revision(&base));
    // Something typed here as well: it is offered, and taking it is a change to store.
    let mine = next(&base, typed("/contact/mobile", "13700137000"));
    let both = next(&mine, FormAction::Elsewhere(record(&theirs)));
    assert_eq!(answer(&both, "/contact/mobile"), Some(json!("13900139000")));
    assert_eq!(answer(&both, "/contact/email"), Some(json!("a@b.example")));
    assert_eq!(both.offered, [(at("/contact/mobile"), json!("13700137000"))]);
    let taken = next(&both, FormAction::Offered { take: true });
    assert_eq!(answer(&taken, "/contact/mobile"), Some(json!("13700137000")));
    assert!(taken.offered.is_empty() && !taken.is_saved());
    let left = next(&both, FormAction::Offered { take: false });
    assert_eq!(answer(&left, "/contact/mobile"), Some(json!("13900139000")));
    assert!(left.offered.is_empty() && left.is_saved());
    // Its own news change nothing.
    assert!(base.after(FormAction::Elsewhere(record(&base)), moment(0.0)).is_none());
}

#[test]
fn a_closed_form_has_no_draft() {
    let closed = next(&started(), FormAction::Close);
    assert!(closed.closed && !started().closed, "no other draft takes its place by itself");
    assert!(closed.session.is_none() && closed.is_saved());
}

#[test]
fn what_was_changed_in_another_edition_is_not_taken_back_in_this_one() {
    let open = next(&started(), typed("/contact/mobile", "13900000000"));
    let steps = |open: &OpenForm| open.session.as_ref().unwrap().draft.history().count();
    let same = next(&OpenForm::new(service(), form()), FormAction::Resume(record(&open), held()));
    assert_eq!(steps(&same), 1);
    let back = next(&same, FormAction::Edit(Edit::Undo));
    assert_eq!((answer(&back, "/contact/mobile"), steps(&back)), (None, 0));
    assert!(back.changes() > same.changes(), "it is stored");
    let again = next(&back, FormAction::Edit(Edit::Redo));
    assert_eq!(answer(&again, "/contact/mobile"), Some(json!("13900000000")));

    let newer = next(&OpenForm::new(service(), newer()), FormAction::Resume(record(&open), held()));
    assert_eq!(steps(&newer), 0, "its steps are those of other members");
    assert!(newer.after(FormAction::Edit(Edit::Undo), moment(0.0)).is_none());
    assert_eq!(answer(&newer, "/contact/mobile"), Some(json!("13900000000")));
}

#[test]
fn a_file_that_was_taken_away_goes_with_the_draft_and_not_before() {
    let file = json!({"name": "a.pdf", "media_type": "application/pdf", "size": 3,
        "digest": "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"});
    let put = |answer| FormAction::Edit(Edit::Answer(at("/residence/proof_file"), answer));
    let attached = next(&started(), put(Some(file)));
    let removed = next(&attached, put(None));
    let digests = record(&attached).digests();
    assert_eq!(digests.len(), 1);
    assert_eq!(record(&removed).digests(), digests, "it can be brought back");
    let back = next(&removed, FormAction::Edit(Edit::Undo));
    assert_eq!(record(&back).digests(), digests);
    assert_eq!(
        record(&next(&started(), FormAction::Edit(Edit::Touch))).digests(),
        Vec::<String>::new()
    );
}

//! Each of the specimen people can finish a form with what they hold.

use std::rc::Rc;

use cert_app::filling::session::Session;
use cert_app::filling::view::Typed;
use cert_app::wallet::Way;
use cert_fill::{Date, Pointer};

use super::{
    wallet::{Wallet, form_named, post, submission},
    world::World,
};

/// Everybody's certificates, and the service that fits their story.
const PEOPLE: &[(&str, &[&str], &str)] = &[
    (
        "chen",
        &["resident-id", "sh-residence-permit", "lease-record", "social-insurance"],
        "residence-permit-endorsement",
    ),
    ("chen", &["resident-id", "lease-record"], "contact-details"),
    ("shen", &["resident-id", "senior-card", "real-estate-title"], "contact-details"),
    (
        "wang",
        &["resident-id", "business-licence", "lease-record", "social-insurance"],
        "contact-details",
    ),
];

#[test]
fn everybody_answers_what_only_they_know_and_gets_a_receipt() {
    let world = World::start();
    let today = Date::from_unix_in_shanghai(world.now()).unwrap();
    for (number, (person, kinds, service)) in (1_u8..).zip(PEOPLE) {
        let mut wallet = Wallet::of(&world, person, kinds, number);
        wallet.form = form_named(&world, service).0;
        let (form, held) = (Rc::new(wallet.form.clone()), Rc::new(wallet.held.clone()));
        let now = world.now().seconds();
        let mut session = Session::start(form, held, Way::Certificates, None, today, now);
        assert_eq!(session.blocked(), [], "{person}, {service}");
        // As the pages do: what is left, until nothing is.
        let mut asked = Vec::new();
        while let Some(question) = session.left_to_answer().into_iter().next() {
            let at = question.at.expect("a question with one answer");
            let typed = match at.to_string().as_str() {
                "/ground" => Typed::Choice(Some("home".into())),
                "/contact/mobile" => Typed::Text("138 0000 0000".into()),
                other => panic!("{person} is asked for {other} of {service}"),
            };
            assert!(session.take(&at, &typed, now));
            asked.push(at);
        }
        assert!((1..=2).contains(&asked.len()), "{asked:?}");
        session.take(&Pointer::parse("/declaration").unwrap(), &Typed::Ticked(true), now);
        assert_eq!(session.problems(), [], "{person}, {service}");
        let id = submission(number);
        let signed = wallet.sign(&world, &session.draft, &wallet.challenge(&world), &id);
        post(&world, &signed.idempotency_key, &signed.body).expect(201);
    }
}

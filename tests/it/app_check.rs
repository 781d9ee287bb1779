//! One verdict everywhere: the vectors through the check of the app.

use cert_app::trust::checking::Class;
use cert_verify::Verdict;

use crate::vectors;

/// The app's own entrance: the same bytes give the report of the core, pasted blanks and all. It asks
/// for no proof of possession and has the strict policy, so vectors that ask otherwise are left out.
#[test]
fn every_vector_through_the_check_of_the_app_gives_the_same_report() {
    let mut same = 0;
    for (name, vector) in vectors::all() {
        if vector.get("binding").is_some() || vector.get("policy").is_some() {
            continue;
        }
        let vectors::Given { trust, status, now, .. } = vectors::given(&vector);
        let checked =
            cert_app::trust::checking::check(&vectors::input(&vector), &trust, &status, now);
        assert_eq!(checked.report, vectors::run(&vector).report, "{name}");
        same += 1;
    }
    println!(
        "vectors through the check of the app: {same} of {} as natively",
        vectors::all().len()
    );
    assert!(same * 10 > vectors::all().len() * 8, "too many are left out");
}

/// The large letters over a presentation: valid only when everything in it is, and never milder than
/// the worst in it.
#[test]
fn a_presentation_has_the_worst_result_of_what_it_shows() {
    let (mut seen, mut bad) = (0, 0);
    for (name, vector) in vectors::all() {
        if !name.starts_with("presentation/") {
            continue;
        }
        let vectors::Given { trust, status, now, .. } = vectors::given(&vector);
        let checked =
            cert_app::trust::checking::check(&vectors::input(&vector), &trust, &status, now);
        let class = checked.class(None);
        // The page asks for no proof, so this is not always the verdict of the vector.
        let is_valid = checked.report.verdict() == Verdict::Valid;
        assert_eq!(class == Class::Valid, is_valid, "{name}: {class:?}");
        assert_eq!(checked.presented.len(), checked.report.presented().len(), "{name}");
        for (one, report) in checked.presented.iter().zip(checked.report.presented()) {
            assert_eq!(&one.report, report, "{name}");
            assert!(class <= one.class(None), "{name}: {class:?}");
        }
        if is_valid && !checked.presented.is_empty() {
            assert_eq!(checked.class(Some("urn:specimen:nobody-has-this")), Class::OtherPurpose);
        }
        seen += usize::from(checked.is_presentation);
        bad += usize::from(class == Class::NotGenuine && !checked.presented.is_empty());
    }
    assert!(seen >= 8 && bad >= 1, "{seen} presentations, {bad} with something forged");
}

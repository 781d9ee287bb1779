//! One verdict everywhere: the vectors through the check of the app.

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

//! Every test that docs/faults.md names is there.

use std::{fs, path::Path};

#[test]
fn every_test_that_the_table_of_faults_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let named: Vec<_> =
        table.split('`').skip(1).step_by(2).filter_map(|word| word.split_once("::")).collect();
    assert!(named.len() > 30, "{}", named.len());
    for (file, name) in named {
        let path = root.join("tests/it/server").join(file).with_extension("rs");
        let source = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no {file}"));
        assert!(source.contains(&format!("\nfn {name}()")), "{file}::{name}");
    }
}

//! JSON Pointer against the examples and error conditions of RFC 6901.

use cert_fill::Pointer;

use crate::shared::shared_json;

#[test]
fn rfc_6901() {
    let Some(set) = shared_json("json-pointer/rfc6901.json") else { return };
    let document = &set["document"];

    let pointers = set["pointers"].as_array().unwrap();
    for pair in pointers {
        let text = pair[0].as_str().unwrap();
        let pointer = Pointer::parse(text).unwrap();
        assert_eq!(pointer.get(document), Some(&pair[1]), "{text}");
        assert_eq!(pointer.to_string(), text);
        let mut copy = document.clone();
        pointer.set(&mut copy, "new".into()).unwrap();
        assert_eq!(pointer.get(&copy), Some(&"new".into()), "{text}");
    }

    let errors = set["errors"].as_array().unwrap();
    for pair in errors {
        let text = pair[0].as_str().unwrap();
        let found = Pointer::parse(text).ok().and_then(|pointer| pointer.get(document).cloned());
        assert_eq!(found, None, "{text}: {}", pair[1]);
    }
    assert!(pointers.len() >= 12 && errors.len() >= 6, "the set has shrunk");
}

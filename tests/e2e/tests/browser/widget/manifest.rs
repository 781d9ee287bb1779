//! `pkg/custom-elements.json` says what the elements have, no more and no less.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Shop, open, text_of, visit};

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(|one| text_of(&one["name"])).collect()
}

fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(text_of).collect()
}

#[test]
fn the_manifest_is_what_the_element_has() {
    let manifest =
        std::fs::read(cert_e2e::root().join("pkg/custom-elements.json")).expect("the manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let declarations = manifest["modules"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|module| module["declarations"].as_array().into_iter().flatten());
    let verify = declarations
        .into_iter()
        .find(|one| one["tagName"] == "certfill-verify")
        .expect("the element");
    let shop = Shop::open();
    visit("manifest", &shop, |page| {
        let kept = "['constructor', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback', 'formDisabledCallback', 'formResetCallback', 'formStateRestoreCallback']";
        let members = page.run(&format!(
            "Object.getOwnPropertyNames(customElements.get('certfill-verify').prototype).filter(name => !{kept}.includes(name))"
        ));
        assert_eq!(names(&verify["members"]), texts(&members));
        open(page, "/states/index.html?lang=en");
        // Each part of some state, but for the one state that is over too soon to be seen there.
        let parts = page.run(
            "[...new Set([...document.querySelectorAll('certfill-verify')].flatMap(e => [...e.shadowRoot.querySelectorAll('[part]')]).flatMap(e => [...e.part]))]",
        );
        assert_eq!(names(&verify["cssParts"]), texts(&parts));
        let states = page.run("[...new Set([...document.querySelectorAll('certfill-verify')].map(e => e.state)), 'reading']");
        assert_eq!(names(&verify["cssStates"]), texts(&states));
        let is_marked = "[...document.querySelectorAll('certfill-verify')].every(e => e.matches(`:state(${e.state})`))";
        assert_eq!(page.run(is_marked), json!(true));
        let style = std::fs::read_to_string(cert_e2e::root().join("pkg/elements/verify/style.mjs"))
            .expect("the style");
        let used: BTreeSet<_> = style
            .split("var(")
            .filter(|rest| rest.starts_with("--certfill-"))
            .map(|rest| rest.split([',', ')']).next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(names(&verify["cssProperties"]), used);
        // What an attribute is said to stand for is read from it.
        let attributes = names(&verify["attributes"]);
        let read = page.run(&format!(
            "{}.filter(name => {{ const e = document.createElement('certfill-verify'); e.setAttribute(name, 'x');\
             const field = name.replace(/-./g, two => two[1].toUpperCase()); return e[field] !== 'x' && e[field] !== true }})",
            json!(attributes)
        ));
        assert_eq!(read, json!([]));
    });
}

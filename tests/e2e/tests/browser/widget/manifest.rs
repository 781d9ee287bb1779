//! `pkg/custom-elements.json` says what the elements have, no more and no less.

use std::collections::BTreeSet;

use cert_e2e::Session;
use serde_json::{Value, json};

use super::{Shop, open, text_of, visit};

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(|one| text_of(&one["name"])).collect()
}

fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(text_of).collect()
}

fn manifest() -> Value {
    let manifest =
        std::fs::read(cert_e2e::root().join("pkg/custom-elements.json")).expect("the manifest");
    serde_json::from_slice(&manifest).expect("JSON")
}

/// What the manifest says of an element.
fn declared(tag: &str) -> Value {
    let manifest = manifest();
    let modules = manifest["modules"].as_array().into_iter().flatten();
    let mut all =
        modules.flat_map(|module| module["declarations"].as_array().into_iter().flatten());
    all.find(|one| one["tagName"] == tag).expect("the element").clone()
}

/// The custom properties that these style sheets use.
fn used(styles: &[&str]) -> BTreeSet<String> {
    let of = |style: &&str| {
        let style = std::fs::read_to_string(cert_e2e::root().join("pkg/elements").join(style));
        let style = style.expect("the style");
        let used = style.split("var(").filter(|rest| rest.starts_with("--certfill-"));
        used.map(|rest| rest.split([',', ')']).next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    styles.iter().flat_map(of).collect()
}

/// Members, and what an attribute is said to stand for, which is read from it.
fn assert_members(page: &Session, tag: &str, declared: &Value) {
    let kept = "['constructor', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback', 'formDisabledCallback', 'formResetCallback', 'formStateRestoreCallback']";
    let members = page.run(&format!(
        "Object.getOwnPropertyNames(customElements.get('{tag}').prototype).filter(name => !{kept}.includes(name))"
    ));
    assert_eq!(names(&declared["members"]), texts(&members), "{tag}");
    let attributes = names(&declared["attributes"]);
    let read = page.run(&format!(
        "{}.filter(name => {{ const e = document.createElement('{tag}'); e.setAttribute(name, 'x');\
         const field = name.replace(/-./g, two => two[1].toUpperCase()); return e[field] !== 'x' && e[field] !== true }})",
        json!(attributes)
    ));
    assert_eq!(read, json!([]), "{tag}");
}

#[test]
fn the_manifest_is_what_the_element_has() {
    let verify = declared("certfill-verify");
    let shop = Shop::open();
    visit("manifest", &shop, |page| {
        assert_members(page, "certfill-verify", &verify);
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
        assert_eq!(names(&verify["cssProperties"]), used(&["dress.mjs", "verify/style.mjs"]));
    });
}

#[test]
fn the_manifest_is_what_the_other_element_has() {
    let fill = declared("certfill-fill");
    let shop = Shop::open();
    visit("manifest-fill", &shop, |page| {
        assert_members(page, "certfill-fill", &fill);
        let parts = page.run(
            "[...document.createElement('certfill-fill').shadowRoot.querySelectorAll('[part]')].flatMap(e => [...e.part])",
        );
        assert_eq!(names(&fill["cssParts"]), texts(&parts));
        assert_eq!(names(&fill["cssProperties"]), used(&["dress.mjs", "fill/style.mjs"]));
        // Both names are given by one file, as it says.
        let modules = manifest()["modules"].as_array().cloned().unwrap_or_default();
        let define = modules.iter().find(|one| one["path"] == "define.mjs").expect("the file");
        let defined = names(&define["exports"]);
        assert_eq!(defined, ["certfill-fill", "certfill-verify"].map(str::to_owned).into());
        let are_there = format!("{}.every(name => customElements.get(name))", json!(defined));
        assert_eq!(page.run(&are_there), json!(true));
    });
}

//! What a page's scripts can do to what they send, and what the page's server makes of it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cert_e2e::Session;
use serde_json::{Value, json};

use super::{Shop, text_of, visit};

/// The question that the server gave this visitor.
const CHALLENGE: &str = "2hXf0vT8bB5q1cZk7mWn4w";

/// What the shop's server says, a program of its own in Node.js.
fn server(page: &Session, evidence: &Value) -> Value {
    let asked = json!({
        "evidence": evidence, "keys": [page.run("host.issuer.jwk")], "nonce": CHALLENGE,
        "audience": page.run("`origin:${location.origin}`"), "type": "urn:specimen:business-licence",
    });
    let script = cert_e2e::root().join("tests/e2e/tests/browser/widget/server.mjs");
    let mut node = Command::new("node");
    node.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().expect("Node.js 20 or newer");
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin.write_all(asked.to_string().as_bytes()).expect("a question");
    drop(stdin);
    let told = node.wait_with_output().expect("an answer");
    serde_json::from_slice(&told.stdout).expect("JSON")
}

/// A form with the element, and a script that keeps what is sent.
const FORM: &str = "globalThis.form = document.createElement('form'); document.querySelector('main').append(form);\
    globalThis.proof = (nonce, certificate = host.genuine) => host.present(certificate, host.holder, { nonce, audience: `origin:${location.origin}` });\
    globalThis.element = host.make('licence', { name: 'licence', require: 'possession', challenge: CHALLENGE }); form.append(element);\
    globalThis.sent = () => new FormData(form).getAll('licence').at(-1) ?? ''";

#[test]
fn a_host_script_cannot_make_the_server_accept_an_unverified_certificate_in_five_ways() {
    let forged = "(await proof(CHALLENGE, host.forged))";
    let event = format!(
        "const evidence = {forged}; let heard; element.addEventListener('certfill-result', e => {{ heard = e.detail.evidence }});\
         element.dispatchEvent(new CustomEvent('certfill-result', {{ detail: {{ verdict: 'valid', accepted: true, evidence }} }})); return [heard, 'valid']"
    );
    let field = format!(
        "const input = document.createElement('input'); input.name = 'licence'; input.value = {forged}; form.append(input); return [sent(), 'valid']"
    );
    // WebCrypto checks the bare signature in the browser, and a page can replace WebCrypto.
    let patched = format!(
        "SubtleCrypto.prototype.verify = async () => true; customElements.get('certfill-verify').prototype.reportValidity = () => true;\
         await element.verify({forged}); return [sent(), element.state]"
    );
    let swapped = format!(
        "const other = {forged}; await element.verify(await proof(CHALLENGE)); form.addEventListener('formdata', e => e.formData.set('licence', other));\
         return [sent(), element.state]"
    );
    let replayed = "element.challenge = 'of-last-week'; await element.verify(await proof('of-last-week')); return [sent(), element.state]";
    let ways = [
        ("forges the event", event.as_str(), "signature-wrong"),
        ("forges the field", field.as_str(), "signature-wrong"),
        ("patches what verifies", patched.as_str(), "signature-wrong"),
        ("swaps the evidence", swapped.as_str(), "signature-wrong"),
        ("replays a presentation", replayed, "key-binding-nonce-mismatch"),
    ];
    let shop = Shop::open();
    visit("server", &shop, |page| {
        let with = |script: &str| {
            super::open(page, "/host.html");
            page.act(&FORM.replace("CHALLENGE", &json!(CHALLENGE).to_string()));
            let script = script.replace("CHALLENGE", &json!(CHALLENGE).to_string());
            page.run(&format!("(async () => {{ {script} }})()"))
        };
        let honest =
            with("await element.verify(await proof(CHALLENGE)); return [sent(), element.state]");
        assert_eq!(honest[1], "valid");
        let said = server(page, &honest[0]);
        assert_eq!(said, json!({ "isAccepted": true, "verdict": "valid", "code": null }));
        for (way, script, code) in ways {
            let got = with(script);
            // In the page the trick works: that is why the server looks for itself.
            assert_eq!(got[1], "valid", "{way}");
            assert!(text_of(&got[0]).len() > 100, "{way}: {got}");
            let said = server(page, &got[0]);
            assert_eq!(
                said,
                json!({ "isAccepted": false, "verdict": "invalid", "code": code }),
                "{way}"
            );
        }
    });
}

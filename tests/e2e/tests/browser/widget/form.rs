//! A field of a form: its value is good evidence or nothing.

use cert_e2e::{Engine, Lang, Viewport, scenario_in};
use serde_json::json;

use super::{Shop, open};

fn in_a_form(engine: Engine) {
    let shop = Shop::open();
    scenario_in(engine, "widget-form", &shop.site, Viewport::Computer, Lang::En, |page| {
        open(page, "/host.html");
        page.act(
                "globalThis.form = document.createElement('form'); globalThis.set = document.createElement('fieldset');\
                 form.append(set); document.querySelector('main').append(form);\
                 globalThis.e = host.make('f', { name: 'licence', required: true }); set.append(e);\
                 globalThis.sent = () => new FormData(form).getAll('licence')",
            );
        let now = "[sent(), e.value, form.checkValidity(), e.validity.valueMissing, e.state]";
        let empty = json!([[], "", false, true, "idle"]);
        assert_eq!(page.run(now), empty);
        assert_eq!(
            page.run("[e.form === form, e.type, e.willValidate, e.validationMessage]"),
            json!([true, "certfill-verify", true, "Show a certificate that is valid."])
        );
        let after = |evidence: &str| page.run(&format!("e.verify({evidence}).then(() => {now})"));
        assert_eq!(after("host.forged"), json!([[], "", false, true, "invalid"]));
        assert_eq!(
            page.run("e.validationMessage.startsWith('The signature does not match')"),
            json!(true)
        );
        assert_eq!(after("host.other"), json!([[], "", false, true, "not-accepted"]));
        let genuine = page.run("host.genuine");
        assert_eq!(after("host.genuine"), json!([[genuine], genuine, true, false, "valid"]));
        // What was good before is gone with the next one.
        assert_eq!(after("host.forged"), json!([[], "", false, true, "invalid"]));
        // Bytes travel as bytes.
        let carried = page.run(
                "e.verify(new TextEncoder().encode(host.genuine)).then(r => [r.evidence instanceof Uint8Array, \
                 e.value.startsWith('data:application/octet-stream;base64,') && atob(e.value.split(',')[1]) === host.genuine])",
            );
        assert_eq!(carried, json!([true, true]));
        page.act("form.reset()");
        assert_eq!(page.run(now), empty);
        // What a browser kept is verified again, and forgotten when it is not good.
        let kept = |field: &str| {
            page.run(&format!("e.formStateRestoreCallback({field}, 'restore').then(() => {now})"))
        };
        assert_eq!(kept("host.forged"), empty);
        assert_eq!(kept("host.genuine"), json!([[genuine], genuine, true, false, "valid"]));
        assert_eq!(
            kept("'data:application/octet-stream;base64,' + btoa(host.genuine)").get(4),
            Some(&json!("valid"))
        );
        page.act("form.reset()");
        // Disabled by its fieldset: nothing can be handed over, and nothing is asked.
        page.act("set.disabled = true");
        assert_eq!(
            page.run("[...e.shadowRoot.querySelectorAll('button')].every(b => b.disabled)"),
            json!(true)
        );
        assert_eq!(page.run("[form.checkValidity(), e.willValidate]"), json!([true, false]));
        page.act("set.disabled = false; e.required = false");
        assert_eq!(
            page.run("[form.checkValidity(), e.shadowRoot.querySelector('button').disabled]"),
            json!([true, false])
        );
        // A form that is sent without a certificate brings the person to the element.
        page.act("e.required = true; form.reportValidity()");
        assert_eq!(page.run("document.activeElement === e"), json!(true));
    });
}

#[test]
fn in_a_form_the_value_is_good_evidence_or_nothing() {
    in_a_form(Engine::Chromium);
}

#[test]
fn in_a_form_the_value_is_good_evidence_or_nothing_in_firefox() {
    in_a_form(Engine::Firefox);
}

#[test]
fn in_a_form_the_value_is_good_evidence_or_nothing_in_webkit() {
    in_a_form(Engine::WebKit);
}

#[test]
fn a_certificate_that_can_be_revoked_or_must_be_shown_by_its_holder() {
    let shop = Shop::open();
    super::visit("require", &shop, |page| {
        let after = |id: &str, wishes: &str, evidence: &str| {
            page.run(&format!(
                "host.make('{id}', {wishes}).verify({evidence}).then(r => [r.verdict, r.accepted, r.code ?? null, r.evidence !== undefined])"
            ))
        };
        assert_eq!(
            after("status", "{ require: 'status' }", "host.genuine"),
            json!(["valid", false, "status-not-named", false])
        );
        assert_eq!(
            after("shown", "{ require: ['possession'], challenge: 'c1' }", "host.genuine"),
            json!(["invalid", false, "key-binding-missing", false])
        );
        let proof = "await host.present(host.genuine, host.holder, { nonce: 'c1', audience: `origin:${location.origin}` })";
        let shown = |id: &str, challenge: &str| {
            page.run(&format!(
                "(async () => {{ const r = await host.make('{id}', {{ require: 'possession', challenge: '{challenge}' }}).verify({proof});\
                 return [r.verdict, r.code ?? null, r.nonce ?? null, r.audience === `origin:${{location.origin}}`] }})()"
            ))
        };
        assert_eq!(shown("now", "c1"), json!(["valid", null, "c1", true]));
        assert_eq!(
            shown("again", "c2"),
            json!(["invalid", "key-binding-nonce-mismatch", null, false])
        );
        // Who trusts nobody is shown nothing as valid.
        assert_eq!(
            after("nobody", "{ issuers: undefined }", "host.genuine"),
            json!(["undetermined", false, "issuer-unknown", false])
        );
        // A list that cannot be had proves nothing, and is only asked for where the issuer is known.
        page.act("globalThis.lists = []");
        let listed = page.run(
            "(async () => { const text = await host.makeCertificate({ issuer: host.issuer, claims: { name: 'x' },\
             status: { status_list: { idx: 1, uri: 'https://issuer.specimen.example/list' } } });\
             const fetchStatus = address => { lists.push(address); };\
             const told = [];\
             for (const wishes of [{ fetchStatus }, { fetchStatus: null }, { fetchStatus, issuers: [] }]) {\
               const r = await host.make('l' + told.length, wishes).verify(text); told.push([r.verdict, r.code]) }\
             return [told, lists] })()",
        );
        assert_eq!(
            listed,
            json!([
                [
                    ["undetermined", "status-list-missing"],
                    ["undetermined", "status-list-missing"],
                    ["undetermined", "issuer-unknown"]
                ],
                ["https://issuer.specimen.example/list"],
            ])
        );
    });
}

//! "From your phone's wallet": what is asked, and what comes of every answer that wallets are known to give.

use serde_json::{Value, json};

use super::{Shop, open, press, told, visit, wait_state};
use cert_e2e::{Engine, Lang, Viewport, scenario_in};

/// A wallet by its name, and the outcome: state and code.
const OUTCOMES: &[(&str, &str, Option<&str>)] = &[
    ("encrypted", "valid", None),
    ("with 128 bits", "valid", None),
    // Some browsers hand the answer over as text.
    ("as text", "valid", None),
    // There is one key, so what the header leaves out is no riddle.
    ("without kid", "valid", None),
    // A wallet that gives up at the first key it cannot use finds one that it can; it has `alg` and `kid`.
    ("particular about keys", "valid", None),
    ("epk with alg and use", "valid", None),
    // What older drafts did is harmless: the holder's signature binds what is inside.
    ("token wrapped in a JWT", "valid", None),
    ("no list", "valid", None),
    ("more beside it", "valid", None),
    // The audience is the origin, always (OpenID4VP 1.0, A.4).
    ("audience is the client id", "invalid", Some("key-binding-audience-mismatch")),
    ("audience is the bare origin", "invalid", Some("key-binding-audience-mismatch")),
    ("another nonce", "invalid", Some("key-binding-nonce-mismatch")),
    ("no key binding", "invalid", Some("key-binding-missing")),
    ("another certificate", "not-accepted", Some("kind-not-accepted")),
    ("fewer claims", "not-accepted", Some("claim-not-shown")),
    // One word for whatever a person or a wallet refused.
    ("error in the clear", "failed", Some("wallet-nothing")),
    ("access denied", "failed", Some("wallet-nothing")),
    ("error, encrypted", "failed", Some("wallet-nothing")),
    ("nothing found", "failed", Some("wallet-nothing")),
    ("cancelled", "failed", Some("wallet-nothing")),
    ("aborted", "failed", Some("wallet-nothing")),
    ("no answer", "failed", Some("wallet-nothing")),
    ("not the network", "failed", Some("wallet-nothing")),
    // Encryption was asked for (8.3: MUST).
    ("in the clear", "failed", Some("wallet-answer-unreadable")),
    ("JWT instead of encryption", "failed", Some("wallet-answer-unreadable")),
    ("one key of the set is for somebody else", "failed", Some("wallet-answer-unreadable")),
    ("two presentations", "failed", Some("wallet-answer-unreadable")),
    ("compressed", "failed", Some("wallet-answer-unreadable")),
    ("another cipher", "failed", Some("wallet-answer-unreadable")),
    ("altered", "failed", Some("wallet-answer-unreadable")),
    ("no object", "failed", Some("wallet-answer-unreadable")),
    ("a number", "failed", Some("wallet-answer-unreadable")),
    ("no token", "failed", Some("wallet-answer-unreadable")),
];

fn every_answer(engine: Engine) {
    let shop = Shop::open();
    scenario_in(engine, "widget-wallets", &shop.site, Viewport::Computer, Lang::En, |page| {
        open(page, "/host.html");
        let mut problems = Vec::new();
        for (wallet, state, code) in OUTCOMES {
            let seen = page.run(&format!("host.askWallet({})", json!(wallet)));
            let is_valid = *state == "valid";
            let as_decided = seen["state"] == *state
                && seen["code"].as_str() == *code
                && seen["hasEvidence"] == is_valid
                && seen["hasValue"] == is_valid;
            if !as_decided {
                problems.push(format!("{wallet}: {seen}"));
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        let known = page.run("Object.keys(host.wallets).filter(name => name !== 'silent').sort()");
        let mut tried: Vec<_> = OUTCOMES.iter().map(|(wallet, ..)| *wallet).collect();
        tried.sort_unstable();
        assert_eq!(known, json!(tried), "a wallet without a decided outcome");
    });
}

#[test]
fn every_answer_of_a_wallet_has_a_decided_outcome() {
    every_answer(Engine::Chromium);
}

#[test]
fn every_answer_of_a_wallet_has_a_decided_outcome_in_firefox() {
    every_answer(Engine::Firefox);
}

#[test]
fn every_answer_of_a_wallet_has_a_decided_outcome_in_webkit() {
    every_answer(Engine::WebKit);
}

#[test]
fn a_page_that_wants_no_encryption_gets_none() {
    let shop = Shop::open();
    visit("dc-api", &shop, |page| {
        for (wallet, state) in
            [("in the clear", "valid"), ("cancelled", "failed"), ("error in the clear", "failed")]
        {
            let seen = page
                .run(&format!("host.askWallet({}, {{ responseMode: 'dc_api' }})", json!(wallet)));
            assert_eq!(seen["state"], state, "{wallet}: {seen}");
        }
        let metadata = page.run("host.asked[0].question.client_metadata");
        assert!(metadata.get("jwks").is_none(), "{metadata}");
    });
}

#[test]
fn the_question_is_what_the_standard_asks_for_and_no_nonce_comes_twice() {
    let shop = Shop::open();
    visit("question", &shop, |page| {
        for _ in 0..2 {
            let seen = page.run("host.askWallet('encrypted', { disclose: ['name', 'address/locality', 'nationalities/*', 'list/0'] })");
            assert_eq!(seen["state"], "not-accepted", "{seen}");
        }
        let seen =
            page.run("host.askWallet('encrypted', { challenge: 'of-the-shop', disclose: [] })");
        assert_eq!(seen["state"], "valid", "{seen}");
        let asked = page.run("host.asked");
        assert_eq!(asked[0]["protocol"], "openid4vp-v1-unsigned");
        assert_eq!(asked[0]["mediation"], "required");
        let question = &asked[0]["question"];
        assert_eq!(question["response_type"], "vp_token");
        assert_eq!(question["response_mode"], "dc_api.jwt");
        assert!(question.get("client_id").is_none() && question.get("expected_origins").is_none());
        let query = json!({ "credentials": [{
            "id": "certificate", "format": "dc+sd-jwt",
            "meta": { "vct_values": ["urn:specimen:business-licence"] },
            "claims": [
                { "path": ["name"] }, { "path": ["address", "locality"] },
                { "path": ["nationalities", null] }, { "path": ["list", 0] },
            ],
        }] });
        assert_eq!(question["dcql_query"], query);
        let metadata = &question["client_metadata"];
        assert_eq!(
            metadata["encrypted_response_enc_values_supported"],
            json!(["A256GCM", "A128GCM"])
        );
        let keys = metadata["jwks"]["keys"].as_array().expect("keys");
        assert_eq!(keys.len(), 1);
        assert_eq!((&keys[0]["alg"], &keys[0]["use"]), (&json!("ECDH-ES"), &json!("enc")));
        assert!(keys[0]["kid"].as_str().is_some_and(|kid| kid.len() >= 16));
        assert!(keys[0].get("d").is_none());
        let nonce = |number: usize| {
            asked[number]["question"]["nonce"].as_str().expect("a nonce").to_owned()
        };
        assert!(nonce(0).len() >= 43, "{}", nonce(0));
        assert_ne!(nonce(0), nonce(1));
        assert_ne!(
            keys[0]["kid"],
            asked[1]["question"]["client_metadata"]["jwks"]["keys"][0]["kid"]
        );
        assert_eq!(nonce(2), "of-the-shop");
        // Without claims a wallet shows nothing but what it must.
        assert!(asked[2]["question"]["dcql_query"]["credentials"][0].get("claims").is_none());
    });
}

#[test]
fn a_signed_question_is_signed_by_the_page_and_without_somebody_to_sign_it_nothing_is_offered() {
    let shop = Shop::open();
    visit("signed", &shop, |page| {
        page.act("host.installWallet('encrypted', ['openid4vp-v1-signed']); host.make('plain')");
        assert_eq!(page.run("host.part('plain', 'wallet')"), Value::Null);
        page.act(
            "host.make('signed', { signRequest: async question => { globalThis.given = question; \
             return 'e30.' + btoa(JSON.stringify(question)) + '.AAAA' } })",
        );
        press(page, "signed", "wallet");
        wait_state(page, "signed", "valid");
        assert_eq!(page.run("host.asked.at(-1).protocol"), json!("openid4vp-v1-signed"));
        assert_eq!(page.run("given.expected_origins[0] === location.origin"), json!(true));
        page.act("host.make('refused', { signRequest: () => Promise.reject(new Error('down')) })");
        press(page, "refused", "wallet");
        wait_state(page, "refused", "failed");
        assert_eq!(told(page, "refused"), super::one_error("wallet-not-asked"));
    });
}

#[test]
fn whoever_stops_waiting_or_removes_the_element_ends_the_question() {
    let shop = Shop::open();
    visit("stop", &shop, |page| {
        page.act("host.installWallet('silent'); host.make('a'); host.make('b'); host.make('c')");
        for id in ["a", "b", "c"] {
            press(page, id, "wallet");
            wait_state(page, id, "waiting");
        }
        press(page, "a", "cancel");
        wait_state(page, "a", "idle");
        page.act("globalThis.removed = host.one('b'); removed.remove()");
        page.wait("the removed one is idle", "removed.state === 'idle'");
        assert_eq!(told(page, "a"), json!([]));
        // One that waits is not disturbed by the others.
        wait_state(page, "c", "waiting");
    });
}

/// The example of OpenID4VP 1.0, 8.3, with the private key that is printed beside it.
#[test]
fn the_published_encrypted_response_is_opened() {
    let shop = Shop::open();
    visit("published", &shop, |page| {
        let token = concat!(
            "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImtpZCI6ImFjIiwiZXBrIjp7Imt",
            "0eSI6IkVDIiwieCI6Im5ubVZwbTNWM2piaGNhZlFhUkJrU1ZOSGx3Wkh3dC05ck9wSnVmeVlJdWsiLCJ5I",
            "joicjRmakRxd0p5czlxVU9QLV9iM21SNVNaRy0tQ3dPMm1pYzVWU05UWU45ZyIsImNydiI6IlAtMjU2In1",
            "9..uAYcHRUSSn2X0WPX.yVzlGSYG4qbg0bq18JcUiDRw56yVnbKR8E7S7YlEtzT00RqE3Pw5oTpUG3hdLN",
            "4taHZ9gC1kwak8JOnJgQ.1wR024_3-qtAlx1oFIUpQQ",
        );
        let key = json!({
            "kty": "EC", "crv": "P-256", "x": "YO4epjifD-KWeq1sL2tNmm36BhXnkJ0He-WqMYrp9Fk",
            "y": "Hekpm0zfK7C-YccH5iBjcIXgf6YdUvNUac_0At55Okk", "d": "Et-3ce0omz8_TuZ96Df9lp0GAaaDoUnDe6X-CRO7Aww",
        });
        let opened = page.run(&format!(
            "(async () => {{ const {{ open }} = await import('/elements/verify/jwe.mjs');\
             const privateKey = await crypto.subtle.importKey('jwk', {key}, {{ name: 'ECDH', namedCurve: 'P-256' }}, false, ['deriveBits']);\
             return JSON.parse(await open('{token}', {{ privateKey, jwk: {{ kid: 'ac' }} }})) }})()"
        ));
        assert_eq!(opened, json!({ "vp_token": { "example_credential_id": ["eyJhb...YMetA"] } }));
    });
}

/// The signed example of OpenID4VP 1.0 (SD-JWT VCLD) as a wallet's answer: somebody else's presentation, for another
/// audience and nonce.
#[test]
fn the_published_presentation_is_for_somebody_else() {
    let folder =
        cert_e2e::root().join("../shared/vectors/openid4vc/OpenID4VP/examples/sd_jwt_vcld/01");
    let Ok(text) = std::fs::read_to_string(folder.join("sd_jwt_presentation.txt")) else {
        assert!(std::env::var_os("CI").is_none(), "{} must exist in CI", folder.display());
        println!("skipped: {} is not here", folder.display());
        return;
    };
    let presentation: String = text.split_whitespace().collect();
    // The issuer's key as it stands in the example's settings.
    let issuer = json!({
        "kty": "EC", "crv": "P-256", "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    });
    let shop = Shop::open();
    visit("published-presentation", &shop, |page| {
        page.act(&format!("host.wallets.published = async () => ({{ vp_token: {{ certificate: ['{presentation}'] }} }})"));
        let wishes = format!(
            "{{ responseMode: 'dc_api', issuers: [{issuer}], accept: ['https://credentials.example.com/example_credential'], disclose: [] }}"
        );
        let seen = page.run(&format!("host.askWallet('published', {wishes})"));
        assert_eq!(seen["code"], "key-binding-nonce-mismatch", "{seen}");
        let genuine = page.run(&format!(
            "(async () => {{ const e = host.make('file', {wishes}); return (await e.verify('{presentation}')).verdict }})()"
        ));
        assert_eq!(genuine, "valid");
    });
}

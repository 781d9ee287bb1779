//! The start page, the built app, and the headers of every answer.

use std::fs;

use serde_json::json;

use super::world::World;

#[test]
fn every_answer_has_the_security_headers() {
    let mut world = World::stopped();
    world.config.app = Some(app(&world));
    world.restart();
    let (_, id, _) = world.offer_with_code("chen");
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/services/some-form"),
        ("GET", "/app-0123456789abcdef.js"),
        ("GET", "/config.json"),
        ("GET", "/trust/list"),
        ("GET", "/status/1"),
        ("GET", "/departments/psb/index.jws"),
        ("GET", "/departments/psb/types/resident-id.json"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("GET", "/specimen"),
        ("GET", &format!("/specimen/offers/{id}")),
        ("GET", "/specimen/certificates"),
        ("GET", "/specimen/codes/none"),
        ("GET", "/specimen/style.css"),
        ("GET", "/missing.js"),
        ("GET", "/offices/psb"),
        ("DELETE", "/issuer/token"),
        ("POST", "/issuer/token"),
        ("POST", "/nowhere"),
    ] {
        let answer = world.send(method, path, &[], b"");
        let policy =
            answer.header("content-security-policy").unwrap_or_else(|| panic!("{method} {path}"));
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
            "{policy}"
        );
        for part in [
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "connect-src 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types certfill",
        ] {
            assert!(policy.contains(part), "{part}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path}");
        }
        assert!(answer.header("permissions-policy").unwrap().starts_with("camera=(self)"));
        assert!(answer.header("cross-origin-resource-policy").is_some());
        assert!(answer.header("cache-control").is_some());
        // Only pages with a form know their visitor, and only there.
        let cookie = answer.header("set-cookie");
        assert_eq!(cookie.is_some(), path == "/specimen", "{path}");
        assert!(cookie.is_none_or(|cookie| {
            cookie.ends_with("; Path=/specimen; HttpOnly; SameSite=Strict; Secure")
        }));
    }
}

fn app(world: &World) -> std::path::PathBuf {
    let folder = world.folder.join("dist");
    fs::create_dir_all(folder.join("fonts")).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html><title>app</title>"),
        ("app-0123456789abcdef.js", "export default 1"),
        ("app-0123456789abcdef.js.br", "packed"),
        ("app-0123456789abcdef_bg.wasm", "\0asm"),
        ("worker.js", "1"),
        ("fonts/a.txt", "deep"),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
    folder
}

#[test]
fn the_built_app_is_served() {
    let mut world = World::stopped();
    world.config.app = Some(app(&world));
    world.restart();
    for path in
        ["/", "/index.html", "/add", "/services/residence-permit-endorsement/home", "/sent/1"]
    {
        let answer = world.get(path).expect(200);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
    let script = world.get("/app-0123456789abcdef.js").expect(200);
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!((script.text(), script.header("content-encoding")), ("export default 1", None));
    let packed = world.send(
        "GET",
        "/app-0123456789abcdef.js",
        &[("accept-encoding", "gzip, br;q=0.9")],
        b"",
    );
    assert_eq!((packed.text(), packed.header("content-encoding")), ("packed", Some("br")));
    let tag = script.header("etag").unwrap();
    world.send("GET", "/app-0123456789abcdef.js", &[("if-none-match", tag)], b"").expect(304);
    assert_eq!(
        world.get("/app-0123456789abcdef_bg.wasm").header("content-type"),
        Some("application/wasm")
    );
    assert_eq!(world.get("/worker.js").header("cache-control"), Some("no-cache"));
    assert_eq!(world.get("/fonts/a.txt").text(), "deep");
    for path in [
        "/../certfill.sqlite",
        "/fonts/../../keys/root.jwk",
        "/%2e%2e/keys/root.jwk",
        "/keys/root.jwk",
        "/missing.css",
        "/offices/psb",
        "/metrics",
        "/issuer/nothing",
    ] {
        world.get(path).expect(404);
    }
}

#[test]
fn a_folder_without_an_app_is_refused_at_start() {
    let mut world = World::stopped();
    world.config.app = Some(world.folder.clone());
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("there is no index.html"), "{refused}");
    assert!(!refused.contains('\n'));
}

#[test]
fn the_start_page_speaks_both_languages_without_script() {
    let world = World::start();
    for (path, headers, lang, words) in [
        ("/specimen", &[][..], "zh-CN", "选择一位示例人物"),
        (
            "/specimen",
            &[("accept-language", "fr, en-GB;q=0.8, zh;q=0.5")],
            "en",
            "Choose a specimen person",
        ),
        ("/specimen?lang=zh", &[("accept-language", "en")], "zh-CN", "选择一位示例人物"),
        ("/specimen/certificates?lang=en", &[], "en", "Issued specimen certificates"),
        ("/specimen/offers/gone?lang=en", &[], "en", "Offer no longer valid"),
    ] {
        let page = world.send("GET", path, headers, b"").expect(200);
        let html = page.text();
        assert!(
            html.contains(&format!("<html lang=\"{lang}\">")) && html.contains(words),
            "{path}"
        );
        assert!(html.contains("示例 SPECIMEN"));
        for forbidden in ["<script", " style=", " onclick=", "http-equiv"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn the_offer_page_gives_link_text_and_code() {
    let world = World::start();
    let (id, _) = world.offer("chen");
    let page = world.get(&format!("/specimen/offers/{id}?lang=en")).expect(200);
    let html = page.text();
    let uri = format!("https%3A%2F%2Fcertfill.example%2Fissuer%2Foffers%2F{id}");
    assert!(html.contains(&format!("openid-credential-offer://?credential_offer_uri={uri}")));
    assert!(html.contains(
        r#"href="/add#offer=openid-credential-offer%3A%2F%2F%3Fcredential_offer_uri%3D"#
    ));
    assert!(html.contains("<svg class=\"qr\" role=\"img\" aria-label="));
}

#[test]
fn forms_of_other_sites_change_nothing() {
    let world = World::start();
    let token = world.page_token();
    let fields = [("token", "guess"), ("person", "chen")];
    assert_eq!(world.post_form("/specimen/offers", &fields).expect(403).code(), "page-expired");
    // Somebody else's token, got from the same page: the form is filled in by their site and sent by this
    // browser, or by them.
    let mine = world.forget_cookie().unwrap();
    let fields = [("token", token.as_str()), ("person", "chen")];
    assert_eq!(world.post_form("/specimen/offers", &fields).expect(403).code(), "page-expired");
    let other = world.page_token();
    assert_ne!(other, token);
    assert_eq!(world.post_form("/specimen/offers", &fields).expect(403).code(), "page-expired");
    let own = [("token", other.as_str()), ("person", "chen")];
    world.post_form("/specimen/offers", &own).expect(303);
    let body = format!("token={token}&person=chen");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "cross-site"),
        ("cookie", mine.as_str()),
    ];
    assert_eq!(
        world.send("POST", "/specimen/offers", &headers, body.as_bytes()).expect(403).code(),
        "page-expired"
    );
    let json = world.post_json("/specimen/certificates", &json!({"token": token}));
    assert_eq!(json.expect(415).code(), "media-type-not-supported");
    world.pass(2 * 43_200);
    assert_eq!(world.post_form("/specimen/offers", &own).expect(403).code(), "page-expired");
}

#[test]
fn floods_and_large_bodies_are_refused() {
    let mut world = World::stopped();
    world.config.rate = cert_server::Rate { burst: 5, per_second: 1 };
    world.restart();
    let large = vec![b'x'; 100_000];
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(
        world.send("POST", "/issuer/token", &headers, &large).expect(413).code(),
        "body-too-large"
    );
    for _ in 0..4 {
        world.send("POST", "/issuer/nonce", &[], b"").expect(200);
    }
    let refused = world.send("POST", "/issuer/nonce", &[], b"").expect(429);
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("too-many-requests", Some("2"))
    );
    world.get("/trust/list").expect(200);
    world.pass(1);
    world.send("POST", "/issuer/nonce", &[], b"").expect(200);
}

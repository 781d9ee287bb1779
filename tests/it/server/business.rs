//! A business's own server: just an office, on another origin than the city's.

use cert_fill::{
    Date, Draft, Form, Held, Pointer, Receipt, Signed, match_evidence, plan, sign_filing,
    wire::{self, Challenge, ChallengeRequest, FilingAccepted},
};
use cert_issue::{SigningKey, issue_sd_jwt_vc, proof_jwt};
use cert_server::{Business, Config, OwnOffice, card_of, roots_of};
use cert_verify::{
    Binding, Certificate, Policy, PublicKey, RootKeys, StatusEvidence, Trust, verify,
};
use serde_json::{Map, Value, json};

use super::{
    http::Answer,
    wallet,
    world::{World, holder},
};

const WALLET: &str = "https://wallet.example";
const OFFICE: &str = "/offices/shop/ef";
const JSON: (&str, &str) = ("content-type", "application/json");

/// The city, and the shop that it knows.
struct Both {
    city: World,
    shop: World,
}

/// Both know each other, and only the shop is started.
fn introduced() -> Both {
    let (mut city, mut shop) = (World::stopped(), World::stopped());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    // The shop fetches the city's lists, so its address is a true one.
    city.config.listen = free.local_addr().unwrap();
    drop(free);
    city.config.public_url = None;
    let base = format!("http://{}", city.config.listen);
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/cert-server/specimen/shop");
    let mut own = OwnOffice::read(&folder.join("office.json")).unwrap();
    let roots = roots_of(&city.config).unwrap();
    own.wallets = vec![WALLET.to_owned()];
    own.trust_list = format!("{base}/trust/list");
    own.trust_roots = Some((RootKeys::from_json(&roots).unwrap(), roots));
    own.site = vec![("/".to_owned(), folder.join("site"))];
    shop.config.public_url = Some("https://shop.specimen.example".to_owned());
    shop.config.office = Some(own);
    let card = card_of(&shop.config).unwrap();
    city.config.businesses = vec![Business::parse(card.to_string().as_bytes()).unwrap()];
    shop.restart();
    Both { city, shop }
}

fn start() -> Both {
    let mut both = introduced();
    both.city.restart();
    both
}

impl Both {
    /// A company's licence in a wallet, and the shop's form.
    fn licence(&self) -> (Vec<Held>, Form, String) {
        let token = self.city.access_token("wang");
        let issuer = self.city.get("/.well-known/openid-credential-issuer/issuer").json();
        let issuer = issuer["credential_issuer"].as_str().unwrap();
        let proof = proof_jwt(issuer, Some(&self.city.nonce()), self.city.now(), &holder(1));
        let answer =
            self.city.ask_with_proof(&token, "business-licence", &proof).expect(200).json();
        let text = answer["credentials"][0]["credential"].as_str().unwrap();
        let certificate = Certificate::parse(text.as_bytes()).unwrap();
        let trust = Trust::nobody().with_list(&self.city.trust_list());
        let mut status = StatusEvidence::none();
        for uri in certificate.evidence_needed().status_lists {
            let path = uri.strip_prefix(&format!("http://{}", self.city.address())).unwrap();
            status.add_fetched_from(&uri, &self.city.get(path).body, self.city.now());
        }
        let policy = Policy::strict();
        let found =
            verify(&certificate, &trust, &status, Binding::NotAsked, &policy, self.city.now());
        let held = Held { id: "licence".to_owned(), certificate: found.verified.unwrap() };
        let told = &self.city.get("/config.json").json()["businesses"][0];
        let key = PublicKey::from_jwk(&told["form_keys"][0]).unwrap();
        let signed = self.shop.get("/forms/open-account").expect(200);
        (vec![held], Form::open_signed(signed.text(), &[key]).unwrap(), text.to_owned())
    }

    fn signed(&self) -> Signed {
        let (held, form, _) = self.licence();
        let request = ChallengeRequest::new(&form, &form.filings()[0]);
        let answer = self.shop.send(
            "POST",
            &format!("{OFFICE}/challenges"),
            &[JSON],
            &wire::write(&request),
        );
        let challenge: Challenge = wire::read(&answer.expect(201).body).unwrap();
        let matches = match_evidence(&form, &held, None);
        let today = Date::from_unix_in_shanghai(self.shop.now()).unwrap();
        let mut draft = Draft::filled(&form, &matches, &held, today);
        for (at, value) in
            [("/contact/mobile", json!("13800000000")), ("/declaration", json!(true))]
        {
            draft.edit(&form, &Pointer::parse(at).unwrap(), value).unwrap();
        }
        let plan = plan(&form, &draft, &matches, &held, "account").unwrap();
        let keys = |_: &str| Some(holder(1));
        let (id, now) = (wallet::submission(1), self.shop.now());
        sign_filing(&form, &plan, &id, "zh-CN", &challenge, &held, &keys, now).unwrap()
    }

    fn file(&self, signed: &Signed) -> Answer {
        let key = format!("\"{}\"", signed.idempotency_key);
        let headers = [JSON, ("idempotency-key", key.as_str()), ("origin", WALLET)];
        self.shop.send("POST", &format!("{OFFICE}/filings"), &headers, &signed.body)
    }
}

#[test]
fn a_shop_takes_a_filing_with_a_licence_that_the_city_issued() {
    let both = start();
    let answer = both.file(&both.signed()).expect(201);
    assert_eq!(answer.header("access-control-allow-origin"), Some(WALLET));
    let accepted: FilingAccepted = wire::read(&answer.body).unwrap();
    assert!(accepted.case_no.starts_with("SHOP-"), "{}", accepted.case_no);
    // The city's list vouches for the shop's receipts.
    let receipt = Certificate::parse(accepted.receipt.as_bytes()).unwrap();
    let trust = Trust::nobody().with_list(&both.city.trust_list());
    let nothing = StatusEvidence::none();
    let now = both.city.now();
    let found = verify(&receipt, &trust, &nothing, Binding::NotAsked, &Policy::strict(), now);
    let verified = found.verified.unwrap_or_else(|| panic!("{}", found.report.to_json()));
    assert_eq!(verified.issuer(), "https://shop.specimen.example");
    let claims = Receipt::read(verified.claims()).unwrap();
    assert_eq!(claims.verified.len(), 4);
    // And the shop's own pages ask its server, which believes only its own receipts.
    let known = both
        .shop
        .send("POST", "/business/receipt", &[], accepted.receipt.as_bytes())
        .expect(200)
        .json();
    assert_eq!(known["answers"]["company"]["name"], "上海示例食品有限公司（SPECIMEN）");
    assert_eq!(known["declared"], json!(["/contact/mobile", "/declaration"]));
    let forged = accepted.receipt.replacen('.', ".x", 1);
    for other in [forged.as_str(), "", "x", "a.b.c~"] {
        both.shop.send("POST", "/business/receipt", &[], other.as_bytes()).expect(404);
    }
}

#[test]
fn a_shop_checks_what_its_page_was_shown_with_its_own_lists() {
    let both = start();
    let (_, _, text) = both.licence();
    let report = both.shop.send("POST", "/business/check", &[], text.as_bytes()).expect(200).json();
    assert_eq!(report["verdict"], "valid", "{report}");
    let other = text.replacen(".ey", ".eX", 1);
    let report =
        both.shop.send("POST", "/business/check", &[], other.as_bytes()).expect(200).json();
    assert_eq!(report["verdict"], "invalid", "{report}");
}

#[test]
fn without_the_citys_lists_nothing_is_taken_and_the_shop_says_so() {
    let mut both = start();
    let signed = both.signed();
    both.shop.get("/readyz").expect(200);
    both.city.stop();
    both.shop.restart();
    both.shop.get("/readyz").expect(503);
    let refused = both.file(&signed).expect(503);
    assert_eq!(refused.code(), "not-ready");
    both.city.restart();
    both.shop.pass(11);
    both.file(&signed).expect(201);
}

/// Says the same to whoever asks, on the city's address, until the test ends.
fn answer_with(address: std::net::SocketAddr, page: &'static str) {
    use std::io::{Read, Write};
    let place = std::net::TcpListener::bind(address).unwrap();
    std::thread::spawn(move || {
        for mut asked in place.incoming().flatten() {
            let _ = asked.read(&mut [0; 4_096]);
            let length = page.len();
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            let _ = asked.write_all((head + page).as_bytes());
        }
    });
}

#[test]
fn a_page_in_place_of_a_list_leaves_the_last_good_one() {
    let mut both = start();
    let (_, _, text) = both.licence();
    let verdict = |both: &Both| {
        let report = both.shop.send("POST", "/business/check", &[], text.as_bytes()).expect(200);
        report.json()["verdict"].clone()
    };
    assert_eq!(verdict(&both), "valid");
    let address = both.city.address();
    both.city.stop();
    answer_with(address, "<!doctype html><title>Please log in</title>");
    both.shop.pass(301);
    assert_eq!(verdict(&both), "valid");
    both.shop.restart();
    both.shop.send("POST", "/business/check", &[], text.as_bytes()).expect(503);
}

#[test]
fn an_absent_city_is_asked_once_however_many_come() {
    let both = introduced();
    let address = both.city.config.listen;
    let city = std::net::TcpListener::bind(address).unwrap();
    let asked = std::thread::spawn(move || {
        let mut asked = 0;
        while let Ok((stream, _)) = city.accept() {
            let mut first = [0];
            // The test itself says when it is over.
            if matches!(std::io::Read::read(&mut &stream, &mut first), Ok(1)) && first == *b"!" {
                break;
            }
            asked += 1;
        }
        asked
    });
    let shop = both.shop.address();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(move || {
                let answer = super::http::send(shop, "POST", "/business/check", &[], b"x").unwrap();
                assert_eq!(answer.expect(503).code(), "not-ready");
            });
        }
    });
    both.shop.send("POST", "/business/check", &[], b"x").expect(503);
    both.shop.pass(11);
    both.shop.send("POST", "/business/check", &[], b"x").expect(503);
    std::io::Write::write_all(&mut std::net::TcpStream::connect(address).unwrap(), b"!").unwrap();
    assert_eq!(asked.join().unwrap(), 2, "once, and once more after a while");
}

#[test]
fn only_the_wallets_that_a_shop_names_may_read_its_answers() {
    let both = introduced();
    for (origin, allowed) in [
        (WALLET, true),
        ("https://evil.example", false),
        ("https://wallet.example.evil.example", false),
        ("null", false),
    ] {
        let read =
            both.shop.send("GET", "/forms/open-account", &[("origin", origin)], b"").expect(200);
        assert_eq!(read.header("access-control-allow-origin").is_some(), allowed, "{origin}");
        assert!(read.header("vary").is_some());
        let asks = [("origin", origin), ("access-control-request-method", "POST")];
        let asked = both.shop.send("OPTIONS", &format!("{OFFICE}/filings"), &asks, b"");
        assert_eq!(asked.header("access-control-allow-origin").is_some(), allowed, "{origin}");
        assert_eq!(asked.status, if allowed { 204 } else { 405 });
    }
    // Its pages and its questions are its own.
    let page = both.shop.send("GET", "/", &[("origin", WALLET)], b"").expect(200);
    assert_eq!(page.header("access-control-allow-origin"), None);
    assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin-allow-popups"));
}

#[test]
fn a_shop_is_an_office_and_nothing_else() {
    let both = introduced();
    for path in [
        "/config.json",
        "/trust/list",
        "/status/1",
        "/specimen",
        "/issuer/token",
        "/forms/catalogue",
        "/offices/psb/ef/filings/x",
    ] {
        let status = both.shop.get(path).status;
        assert!(status == 404, "{path}: {status}");
    }
}

#[test]
fn an_app_speaks_to_the_businesses_that_its_operator_names_and_to_nobody_else() {
    let both = start();
    let policy = |world: &World| {
        let answer = world.get("/healthz");
        answer.header("content-security-policy").unwrap().to_owned()
    };
    assert!(policy(&both.city).contains("connect-src 'self' https://shop.specimen.example;"));
    let told = both.city.get("/config.json").json();
    assert_eq!(told["businesses"][0]["origin"], "https://shop.specimen.example");
    assert_eq!(told["businesses"][0].get("receipt_keys"), None::<&Value>);
    let plain = World::start();
    assert!(policy(&plain).contains("connect-src 'self';"));
    assert_eq!(plain.get("/config.json").json().get("businesses"), None);
}

#[test]
fn what_would_not_work_is_refused_at_the_start() {
    let both = introduced();
    let whole = both.shop.config.office.clone().unwrap();
    type Change = fn(&mut OwnOffice);
    let without: [(&str, Change); 4] = [
        ("--wallet", |own| own.wallets.clear()),
        ("--trust-list", |own| own.trust_list.clear()),
        ("--trust-roots", |own| own.trust_roots = None),
        ("--status-origin", |own| own.status_origins.push("http://elsewhere.example".into())),
    ];
    for (named, change) in without {
        let mut own = whole.clone();
        change(&mut own);
        let mut shop = World::stopped();
        shop.config.office = Some(own);
        let problem = shop.try_restart().unwrap_err().to_string();
        assert!(problem.contains(named), "{problem}");
    }
    // Its receipts would be signed with the key of its forms.
    for taken in ["root", "forms", "page"] {
        let mut shop = World::stopped();
        shop.config.office = Some(OwnOffice { slug: taken.to_owned(), ..whole.clone() });
        let problem = shop.try_restart().unwrap_err().to_string();
        assert!(problem.contains(&format!("keys/{taken}.jwk")), "{problem}");
    }
    let mut shop = World::stopped();
    let broken = shop.folder.join("forms");
    std::fs::create_dir_all(&broken).unwrap();
    let form = std::fs::read_to_string(whole.forms.join("open-account.json")).unwrap();
    let misspelt = form.replacen("\"title\"", "\"titel\"", 1);
    std::fs::write(broken.join("open-account.json"), misspelt).unwrap();
    shop.config.office = Some(OwnOffice { forms: broken, ..whole.clone() });
    let problem = shop.try_restart().unwrap_err().to_string();
    assert!(
        problem.contains("open-account") && problem.contains("form-malformed (format at"),
        "{problem}"
    );
    let key = SigningKey::ed25519_from_seed([9; 32]);
    assert!(Business::parse(key.public_jwk().to_string().as_bytes()).is_err());
    assert!(card_of(&Config::new("unused")).is_err(), "no office is described");
}

#[test]
fn a_certificate_of_nobody_on_the_list_makes_a_shop_ask_for_nothing() {
    let both = start();
    // A stranger names a place that would answer, if it were asked.
    let place = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/status/1", place.local_addr().unwrap());
    let key = SigningKey::ed25519_from_seed([9; 32]);
    let claims = json!({"iss": "https://evil.example", "vct": "https://evil.example/x",
        "status": {"status_list": {"idx": 1, "uri": uri}}});
    let text =
        issue_sd_jwt_vc(&claims, &[], &Map::new(), &key, &mut |bytes| bytes.fill(7)).unwrap();
    let report = both.shop.send("POST", "/business/check", &[], text.as_bytes()).expect(200).json();
    assert_eq!(report["verdict"], "undetermined", "{report}");
    place.set_nonblocking(true).unwrap();
    assert!(place.accept().is_err(), "it was asked");
}

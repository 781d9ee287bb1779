//! Logging in through an identity provider: a small one on the loopback address, honest or not.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use cert_issue::{SigningKey, sign_jws};
use cert_server::IdentityProvider;
use cert_verify::{base64url, sha256};
use serde_json::{Map, Value, json};

use super::{
    desk::{Browser, PASSWORD, field, filed, with_desk_and},
    http::Answer,
    world::{World, holder},
};

/// What is different in the next token.
type Change = Box<dyn Fn(&mut Map<String, Value>) + Send>;

/// What the provider would say next, and what it was asked.
struct State {
    key: SigningKey,
    change: Change,
    claims: Map<String, Value>,
    asked: Vec<(String, String)>,
}

/// A provider.
struct Provider {
    address: String,
    state: Arc<Mutex<State>>,
    is_away: Arc<AtomicBool>,
}

impl Provider {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            key: holder(77),
            change: Box::new(|_| {}),
            claims: Map::new(),
            asked: Vec::new(),
        }));
        let is_away = Arc::new(AtomicBool::new(false));
        let (own, known, away) = (address.clone(), state.clone(), is_away.clone());
        // It ends with the process of the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if !away.load(Ordering::SeqCst) {
                    let _ = answer(stream, &own, &known);
                }
            }
        });
        Self { address, state, is_away }
    }

    fn config(&self) -> IdentityProvider {
        let said = json!({
            "issuer": self.address, "client_id": "desk", "client_secret_file": "secret",
            "roles_claim": "groups", "roles": {"clerks": "decide:psb", "auditors": "administer:*"},
        });
        IdentityProvider::parse(said.to_string().as_bytes(), |_| Ok("s3cret".to_owned())).unwrap()
    }

    fn world(&self) -> World {
        let config = self.config();
        with_desk_and(&[("lin", "look:psb")], |desk| desk.provider = Some(config))
    }

    /// From the login page to the provider and back, with these claims.
    fn log_in(
        &self,
        browser: &Browser<'_>,
        kept: &str,
        change: impl Fn(&mut Map<String, Value>) + Send + 'static,
    ) -> Answer {
        let away = self.set_out(browser, kept).expect(200);
        let query = query_of(&way(&away));
        self.prepare(browser.world, &query, change);
        browser.get(&format!("/login/return?code=abc&state={}", query["state"]))
    }

    fn set_out(&self, browser: &Browser<'_>, kept: &str) -> Answer {
        let token = field(browser.get("/login").text(), "token");
        browser.post("/login/provider", &[("token", &token), ("kept", kept)])
    }

    fn prepare(
        &self,
        world: &World,
        query: &HashMap<String, String>,
        change: impl Fn(&mut Map<String, Value>) + Send + 'static,
    ) {
        let now = world.now().seconds();
        let claims = json!({
            "iss": self.address, "aud": "desk", "sub": "u-17", "name": "林示例", "iat": now, "exp": now + 300,
            "nonce": query["nonce"], "groups": ["clerks", "others"],
        });
        let mut state = self.state.lock().unwrap();
        state.claims = claims.as_object().unwrap().clone();
        state.change = Box::new(change);
    }
}

/// Where the page leads on to.
fn way(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("content=\"0; url=").expect("a way on");
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

fn query_of(address: &str) -> HashMap<String, String> {
    let query = address.split_once('?').unwrap().1;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn answer(stream: TcpStream, own: &str, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length, mut authorization) = (String::new(), 0, String::new());
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let header = header.trim();
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(": ").unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap_or_default(),
            "authorization" => value.clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut state = state.lock().unwrap();
    let said = match path.as_str() {
        "/.well-known/openid-configuration" => json!({
            "issuer": own, "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"), "jwks_uri": format!("{own}/keys"),
        }),
        "/keys" => {
            let mut jwk = holder(77).public_jwk();
            jwk["kid"] = json!("one");
            json!({"keys": [{"kty": "oct", "kid": "x"}, jwk]})
        }
        _ => {
            let body = String::from_utf8_lossy(&body).into_owned();
            state.asked.push((authorization, body));
            let mut claims = state.claims.clone();
            (state.change)(&mut claims);
            let mut header = Map::new();
            header.insert("kid".to_owned(), "one".into());
            let token = sign_jws(&header, Value::Object(claims).to_string().as_bytes(), &state.key);
            json!({"token_type": "Bearer", "access_token": "x", "id_token": token})
        }
    };
    drop(state);
    let text = said.to_string();
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    )
}

#[test]
fn a_clerk_comes_in_with_the_roles_that_the_provider_says() {
    let provider = Provider::start();
    let world = provider.world();
    let case = filed(&world, 1);
    let browser = Browser::new(&world);
    let away = provider.set_out(&browser, "").expect(200);
    let place = way(&away);
    let query = query_of(&place);
    assert!(place.starts_with(&format!("{}/authorize?", provider.address)));
    assert_eq!(
        (query["response_type"].as_str(), query["code_challenge_method"].as_str()),
        ("code", "S256")
    );
    provider.prepare(&world, &query, |_| {});
    let back = browser.get(&format!("/login/return?code=abc&state={}", query["state"])).expect(200);
    // A page and no redirect, or the strict cookie would not be sent with the next request.
    assert_eq!(way(&back), "/");
    let (authorization, body) = provider.state.lock().unwrap().asked[0].clone();
    assert_eq!(authorization, "Basic ZGVzazpzM2NyZXQ=");
    let asked: HashMap<_, _> = body.split('&').filter_map(|pair| pair.split_once('=')).collect();
    assert_eq!(
        base64url::encode(&sha256(asked["code_verifier"].as_bytes())),
        query["code_challenge"]
    );
    let page = browser.get(&format!("/cases/{}?lang=en", case.case_no)).expect(200);
    assert!(page.text().contains("林示例") && page.text().contains("Sign and send"));
    browser.get("/log").expect(403);
    browser.decide(&case.case_no, "1", &[("state", "checking")]).expect(303);
    let page = browser.get(&format!("/cases/{}", case.case_no)).expect(200);
    assert!(page.text().contains("oidc:u-17"), "the log has who it is");
}

#[test]
fn a_token_that_is_not_for_this_login_lets_nobody_in() {
    let provider = Provider::start();
    let world = provider.world();
    type Lie = fn(&mut Map<String, Value>);
    let changes: [(&str, Lie); 12] = [
        ("iss", |claims| drop(claims.insert("iss".into(), json!("https://other.example")))),
        ("aud", |claims| drop(claims.insert("aud".into(), json!("other")))),
        ("several", |claims| drop(claims.insert("aud".into(), json!(["desk", "other"])))),
        ("azp", |claims| drop(claims.insert("azp".into(), json!("other")))),
        ("exp", |claims| drop(claims.insert("exp".into(), json!(5)))),
        ("no exp", |claims| drop(claims.remove("exp"))),
        ("iat", |claims| drop(claims.insert("iat".into(), json!(9_999_999_999_i64)))),
        ("nbf", |claims| drop(claims.insert("nbf".into(), json!(9_999_999_999_i64)))),
        ("nonce", |claims| drop(claims.insert("nonce".into(), json!("other")))),
        ("no nonce", |claims| drop(claims.remove("nonce"))),
        ("sub", |claims| drop(claims.remove("sub"))),
        ("empty sub", |claims| drop(claims.insert("sub".into(), json!("")))),
    ];
    for (what, change) in changes {
        let browser = Browser::new(&world);
        let page = provider.log_in(&browser, "", change).expect(403);
        assert!(page.text().contains("desk-provider-refused"), "{what}");
        assert_eq!(browser.cookie("desk"), None, "{what}");
    }
    // Another key, and nobody's.
    provider.state.lock().unwrap().key = holder(78);
    provider.log_in(&Browser::new(&world), "", |_| {}).expect(403);
    provider.state.lock().unwrap().key = holder(77);
    let page = provider.log_in(&Browser::new(&world), "", |claims| {
        drop(claims.insert("groups".into(), json!("others")))
    });
    assert!(page.expect(403).text().contains("desk-no-role"));
    provider.log_in(&Browser::new(&world), "", |_| {}).expect(200);
}

#[test]
fn one_comes_back_once_and_in_the_browser_that_set_out() {
    let provider = Provider::start();
    let world = provider.world();
    let browser = Browser::new(&world);
    let query = query_of(&way(&provider.set_out(&browser, "").expect(200)));
    provider.prepare(&world, &query, |_| {});
    let place = format!("/login/return?code=abc&state={}", query["state"]);
    // Somebody who was sent the link.
    Browser::new(&world).get(&place).expect(403);
    browser.get(&place).expect(403);
    let query = query_of(&way(&provider.set_out(&browser, "").expect(200)));
    provider.prepare(&world, &query, |_| {});
    let place = format!("/login/return?code=abc&state={}", query["state"]);
    browser.get(&format!("{place}&state=x")).expect(403);
    browser.get(&place).expect(200);
    browser.get(&place).expect(403);
    // Too late, and a no.
    let query = query_of(&way(&provider.set_out(&browser, "").expect(200)));
    world.pass(601);
    browser.get(&format!("/login/return?code=abc&state={}", query["state"])).expect(403);
    let query = query_of(&way(&provider.set_out(&browser, "").expect(200)));
    browser.get(&format!("/login/return?error=access_denied&state={}", query["state"])).expect(403);
}

#[test]
fn a_provider_that_is_down_says_so_and_local_accounts_go_on() {
    let provider = Provider::start();
    let world = provider.world();
    provider.is_away.store(true, Ordering::SeqCst);
    let browser = Browser::new(&world);
    let page = provider.set_out(&browser, "").expect(503);
    assert!(
        page.text().contains("desk-provider-away") && page.text().contains(r#"type="password""#)
    );
    browser.log_in("lin", PASSWORD).expect(303);
    browser.get("/").expect(200);
    provider.is_away.store(false, Ordering::SeqCst);
    provider.log_in(&Browser::new(&world), "", |_| {}).expect(200);
}

#[test]
fn what_was_typed_survives_the_way_there_and_back() {
    let provider = Provider::start();
    let world = provider.world();
    let case = filed(&world, 1);
    let browser = Browser::new(&world);
    provider.log_in(&browser, "", |_| {}).expect(200);
    let token = browser.token();
    world.pass(3_600);
    let fields =
        [("token", token.as_str()), ("seen", "1"), ("state", "accepted"), ("note", "还没发出的话")];
    let page = browser.post(&format!("/cases/{}/decisions", case.case_no), &fields).expect(401);
    let kept = field(page.text(), "kept");
    let back = provider.log_in(&browser, &kept, |_| {}).expect(200);
    assert_eq!(way(&back), format!("/cases/{}", case.case_no));
    assert!(browser.get(&way(&back)).expect(200).text().contains("还没发出的话</textarea>"));
}

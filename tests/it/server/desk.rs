//! The desk: who gets in, what they may do, and what a browser is told.

use std::sync::Mutex;

use cert_fill::progress;
use cert_server::{ClerkAccounts, ClerkTrouble, DeskConfig};

use super::{
    http::{self, Answer},
    wallet::{Wallet, post, submission},
    world::{World, percent},
};

pub(super) const PASSWORD: &str = "correct horse battery";

/// A world with a desk, and these accounts.
pub(super) fn with_desk(accounts: &[(&str, &str)]) -> World {
    with_desk_and(accounts, |_| {})
}

/// The same with other settings.
pub(super) fn with_desk_and(
    accounts: &[(&str, &str)],
    change: impl FnOnce(&mut DeskConfig),
) -> World {
    let mut world = World::stopped();
    let mut desk = DeskConfig::new("127.0.0.1:0".parse().unwrap());
    change(&mut desk);
    world.config.desk = Some(desk);
    world.restart();
    for (name, grants) in accounts {
        add(&world, name, grants);
    }
    world
}

pub(super) fn accounts<T>(world: &World, work: impl AsyncFnOnce(&ClerkAccounts) -> T) -> T {
    world.wait(async {
        let accounts = ClerkAccounts::open(&world.config).await.unwrap();
        let done = work(&accounts).await;
        accounts.close().await;
        done
    })
}

pub(super) fn add(world: &World, name: &str, grants: &str) {
    accounts(world, async |all| all.add(name, grants, Some(PASSWORD)).await.unwrap());
}

/// A browser at the desk, with its cookies.
pub(super) struct Browser<'w> {
    pub(super) world: &'w World,
    cookies: Mutex<Vec<(String, String)>>,
}

impl<'w> Browser<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        Self { world, cookies: Mutex::default() }
    }

    /// One who has logged in.
    pub(super) fn of(world: &'w World, name: &str) -> Self {
        let browser = Self::new(world);
        browser.log_in(name, PASSWORD).expect(303);
        browser
    }

    pub(super) fn send(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let cookies: Vec<String> = {
            let cookies = self.cookies.lock().unwrap();
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        let cookies = cookies.join("; ");
        let mut headers = vec![("accept", "text/html"), ("cookie", cookies.as_str())];
        headers.extend(more);
        let answer = http::send(self.world.desk_address(), method, path, &headers, body).unwrap();
        for cookie in answer.headers("set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            cookies.retain(|(other, _)| other != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// As the script asks.
    pub(super) fn get_json(&self, path: &str) -> Answer {
        let cookie = self.cookie("desk").map(|value| format!("desk={value}")).unwrap_or_default();
        let headers = [("accept", "application/json"), ("cookie", cookie.as_str())];
        http::send(self.world.desk_address(), "GET", path, &headers, b"").unwrap()
    }

    pub(super) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &form, body.join("&").as_bytes())
    }

    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    }

    pub(super) fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(other, _)| other != name);
        cookies.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn log_in(&self, name: &str, password: &str) -> Answer {
        let page = self.get("/login").expect(401);
        let token = field(page.text(), "token");
        self.post("/login", &[("token", &token), ("name", name), ("password", password)])
    }

    /// The token that the forms of this session carry.
    pub(super) fn token(&self) -> String {
        field(self.get("/?lang=en").expect(200).text(), "token")
    }

    /// A decision, as the page's form sends it.
    pub(super) fn decide(&self, case_no: &str, seen: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token();
        let mut all = vec![("token", token.as_str()), ("seen", seen)];
        all.extend(fields);
        self.post(&format!("/cases/{case_no}/decisions"), &all)
    }
}

/// The value of a hidden field.
pub(super) fn field(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!(r#"name="{name}" value=""#)).expect("the field");
    rest.split('"').next().unwrap().to_owned()
}

/// A filed case.
pub(super) struct Filed {
    pub(super) case_no: String,
    pub(super) handle: String,
    pub(super) receipt: String,
}

/// Chen's filing, with a handle for news.
pub(super) fn filed(world: &World, number: u8) -> Filed {
    let wallet = Wallet::of_chen(world, number);
    let draft = wallet.draft(world);
    filed_as(world, &wallet, &draft, number)
}

pub(super) fn filed_as(
    world: &World,
    wallet: &Wallet,
    draft: &cert_fill::Draft,
    number: u8,
) -> Filed {
    let handle = progress::handle(&[number; 32]);
    let challenge = wallet.challenge(world);
    let digest = Some(progress::digest(&handle));
    let signed = wallet.sign_with(world, draft, &challenge, &submission(number), digest);
    let accepted = post(world, &signed.idempotency_key, &signed.body).expect(201).json();
    let text = |name: &str| accepted[name].as_str().unwrap().to_owned();
    Filed { case_no: text("case_no"), receipt: text("receipt"), handle }
}

#[test]
fn nothing_is_shown_to_who_is_not_logged_in() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let stranger = Browser::new(&world);
    for path in [
        "/",
        &format!("/cases/{}", case.case_no),
        "/log",
        "/log/check",
        "/counter",
        "/cases/x/record.json",
    ] {
        let page = stranger.get(path).expect(401);
        assert!(page.text().contains(r#"type="password""#), "{path}");
        assert!(!page.text().contains("陈示例"), "{path}");
        assert_eq!(stranger.get_json(path).expect(401).code(), "desk-session-ended", "{path}");
    }
    // Nor is the desk on the citizens' address.
    assert_eq!(world.get("/cases/x").status, 404);
    assert_eq!(world.get("/desk.css").status, 404);
    for open in ["/desk.css", "/desk.mjs", "/icon.svg", "/trust/list"] {
        stranger.get(open).expect(200);
    }
}

#[test]
fn a_clerk_logs_in_and_out_and_the_session_ends_by_itself() {
    let world = with_desk(&[("lin", "look:psb")]);
    let browser = Browser::of(&world, "lin");
    let cookie = browser.cookie("desk").unwrap();
    browser.get("/?lang=en").expect(200);
    let token = browser.token();
    browser.post("/logout", &[("token", &token)]).expect(303);
    assert_eq!(browser.cookie("desk"), None);
    browser.set_cookie("desk", &cookie);
    browser.get("/").expect(401);

    // Half an hour without a request.
    let idle = Browser::of(&world, "lin");
    world.pass(1_700);
    idle.get("/").expect(200);
    world.pass(1_700);
    idle.get("/").expect(200);
    world.pass(1_801);
    assert!(idle.get("/?lang=en").expect(401).text().contains("Your session has ended."));

    // Ten hours, however busy.
    let busy = Browser::of(&world, "lin");
    for _ in 0..24 {
        world.pass(1_490);
        busy.get("/").expect(200);
    }
    world.pass(300);
    busy.get("/").expect(401);
}

#[test]
fn one_logs_out_everywhere_at_once() {
    let world = with_desk(&[("lin", "look:psb"), ("zhou", "look:psb")]);
    let (one, other, zhou) =
        (Browser::of(&world, "lin"), Browser::of(&world, "lin"), Browser::of(&world, "zhou"));
    let token = one.token();
    one.post("/logout/everywhere", &[("token", &token)]).expect(303);
    other.get("/").expect(401);
    zhou.get("/").expect(200);
}

#[test]
fn an_account_that_is_taken_away_is_nobody_at_once() {
    let world = with_desk(&[("lin", "look:psb"), ("zhou", "look:psb")]);
    let (lin, zhou) = (Browser::of(&world, "lin"), Browser::of(&world, "zhou"));
    accounts(&world, async |all| all.remove("lin").await.unwrap());
    lin.get("/").expect(401);
    let given = accounts(&world, async |all| all.new_password("zhou", None).await.unwrap());
    zhou.get("/").expect(401);
    zhou.log_in("zhou", PASSWORD).expect(401);
    zhou.log_in("zhou", &given).expect(303);
}

#[test]
fn cookies_are_for_this_host_alone_and_out_of_reach_of_scripts() {
    let world = with_desk_and(&[("lin", "look:psb")], |desk| {
        desk.public_url = Some("https://desk.example".to_owned());
    });
    let browser = Browser::new(&world);
    let page = browser.get("/login").expect(401);
    assert!(page.headers("strict-transport-security").len() == 1);
    let token = field(page.text(), "token");
    let fields = [("token", token.as_str()), ("name", "lin"), ("password", PASSWORD)];
    let answer = browser.post("/login", &fields).expect(303);
    let cookie = answer.headers("set-cookie")[0];
    assert!(cookie.starts_with("__Host-desk="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // The database has the digest of the token and not the token.
    let token = browser.cookie("__Host-desk").unwrap();
    let stored = world.stored();
    assert!(!stored.windows(token.len()).any(|part| part == token.as_bytes()));
    assert!(!stored.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes()));
}

#[test]
fn every_answer_of_the_desk_is_strict() {
    let world = with_desk(&[("lin", "look:psb")]);
    let browser = Browser::of(&world, "lin");
    for path in ["/", "/login", "/desk.mjs", "/nothing", "/cases/%ff"] {
        let answer = browser.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
            "{path}"
        );
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
    }
    let page = browser.get("/").expect(200);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(!page.text().contains("style=") && !page.text().contains("onclick"));
}

#[test]
fn who_tries_passwords_has_to_wait() {
    let world = with_desk(&[("lin", "look:psb"), ("zhou", "look:psb")]);
    let browser = Browser::new(&world);
    for number in 0..10 {
        let page = browser.log_in("lin", &format!("wrong guess number {number}")).expect(401);
        assert!(page.text().contains("desk-login-wrong"));
    }
    let page = browser.log_in("lin", PASSWORD).expect(429);
    assert!(
        page.text().contains("desk-tries-too-many"),
        "the right one as well, or it could be told apart"
    );
    browser.log_in("zhou", PASSWORD).expect(303);
    world.pass(901);
    browser.log_in("lin", PASSWORD).expect(303);
}

#[test]
fn an_account_that_is_not_there_looks_like_a_wrong_password() {
    let world = with_desk(&[("lin", "look:psb")]);
    let browser = Browser::new(&world);
    let code = |name: &str| {
        let page = browser.log_in(name, "some other password").expect(401);
        page.text().contains("desk-login-wrong")
    };
    for name in ["lin", "nobody", "<script>", "oidc:lin", ""] {
        assert!(code(name), "{name}");
    }
    assert!(!browser.log_in("<script>alert(1)</script>", "x").text().contains("<script>alert"));
}

#[test]
fn another_site_can_neither_log_in_nor_act() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let browser = Browser::of(&world, "lin");
    let place = format!("/cases/{}/decisions", case.case_no);
    let token = browser.token();
    let fields = [("token", token.as_str()), ("seen", "1"), ("state", "accepted")];
    // Without the token, with another browser's, from another site.
    for wrong in ["", "x", &Browser::of(&world, "lin").token()] {
        let fields = [("token", wrong), ("seen", "1"), ("state", "accepted")];
        let page = browser.post(&place, &fields).expect(403);
        assert!(page.text().contains("page-expired"), "{wrong}");
    }
    let body = format!("token={token}&seen=1&state=accepted");
    let form = ("content-type", "application/x-www-form-urlencoded");
    for site in ["cross-site", "same-site"] {
        let answer =
            browser.send("POST", &place, &[form, ("sec-fetch-site", site)], body.as_bytes());
        assert_eq!(answer.status, 403, "{site}");
    }
    assert_eq!(
        browser.send("POST", &place, &[("content-type", "text/plain")], body.as_bytes()).status,
        415
    );
    let stranger = Browser::new(&world);
    stranger.post("/login", &[("name", "lin"), ("password", PASSWORD)]).expect(403);
    // And with all that it takes it is done.
    browser.post(&place, &fields).expect(303);
}

#[test]
fn one_goes_on_where_one_was_and_never_on_another_site() {
    let world = with_desk(&[("lin", "look:psb")]);
    let case = filed(&world, 1);
    let browser = Browser::new(&world);
    let place = format!("/cases/{}?lang=en", case.case_no);
    let page = browser.get(&place).expect(401);
    let (token, back) = (field(page.text(), "token"), field(page.text(), "back"));
    assert_eq!(back, place);
    let fields =
        [("token", token.as_str()), ("name", "lin"), ("password", PASSWORD), ("back", &back)];
    assert_eq!(
        browser.post("/login", &fields).expect(303).header("location"),
        Some(place.as_str())
    );
    for other in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let browser = Browser::new(&world);
        let token = field(browser.get("/login").text(), "token");
        let fields =
            [("token", token.as_str()), ("name", "lin"), ("password", PASSWORD), ("back", other)];
        assert_eq!(
            browser.post("/login", &fields).expect(303).header("location"),
            Some("/"),
            "{other}"
        );
    }
}

#[test]
fn accounts_are_made_with_care() {
    let world = with_desk(&[("lin", "look:psb")]);
    let made = |name: &'static str, grants: &'static str, password: Option<&'static str>| {
        accounts(&world, async move |all| all.add(name, grants, password).await)
    };
    assert_eq!(made("lin", "look:psb", None), Err(ClerkTrouble::Exists));
    assert_eq!(made("li n", "look:psb", None), Err(ClerkTrouble::Name));
    assert_eq!(made("oidc:x", "look:psb", None), Err(ClerkTrouble::Name));
    assert_eq!(made("zhou", "rule:psb", None), Err(ClerkTrouble::Grants));
    assert_eq!(made("zhou", "look:psb", Some("short")), Err(ClerkTrouble::Password));
    assert_eq!(made("zhou", "look:psb", None).map(|password| password.len()), Ok(20));
    let unknown = accounts(&world, async |all| all.remove("nobody").await);
    assert_eq!(unknown, Err(ClerkTrouble::Unknown));
}

#[test]
fn nobody_decides_without_a_login_where_there_is_a_desk() {
    let world = with_desk(&[]);
    let case = filed(&world, 1);
    let there = world.get("/specimen/filings").expect(303);
    assert!(there.header("location").unwrap().starts_with("http://127.0.0.1:"));
    let token = world.page_token();
    let fields =
        [("token", token.as_str()), ("case", &case.case_no), ("seen", "1"), ("state", "accepted")];
    world.post_form("/specimen/filings", &fields).expect(404);
}

#[test]
fn a_desk_for_others_wants_tls() {
    let mut world = World::stopped();
    let mut desk = DeskConfig::new("0.0.0.0:0".parse().unwrap());
    world.config.desk = Some(desk.clone());
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("--desk-url https://"), "{refused}");
    desk.public_url = Some("https://desk.example".to_owned());
    world.config.desk = Some(desk);
    world.restart();
}

#[test]
fn sessions_of_somebody_else_s_provider_end_with_it() {
    let world = with_desk(&[]);
    let (hash, far) = ("of-nobody", world.now().plus_seconds(3_600).seconds());
    let begin = format!(
        "INSERT INTO desk_sessions (token_hash, clerk, name, grants, began_at, seen_at, ends_at)
         VALUES ('{hash}', 'oidc:wan', 'Wan', 'decide:*', {0}, {0}, {far})",
        world.now().seconds()
    );
    let mut connection = world.connect();
    world.wait(sqlx::raw_sql(sqlx::AssertSqlSafe(begin)).execute(&mut connection)).unwrap();
    accounts(&world, async |all| all.remove("oidc:wan").await.unwrap());
    let again = accounts(&world, async |all| all.remove("oidc:wan").await.unwrap_err());
    assert!(matches!(again, ClerkTrouble::Unknown));
}

//! The desk in a real browser: a filing that came over HTTP is opened, verified again by the engine in the clerk's own
//! browser, decided, and followed by the citizen.

#[path = "../../../it/server/http.rs"]
#[allow(dead_code, reason = "other tests of the server use the rest")]
mod http;
#[path = "../../../it/server/store.rs"]
#[allow(dead_code, reason = "other tests of the server use the rest")]
mod store;
#[path = "../../../it/server/wallet.rs"]
#[allow(dead_code, reason = "other tests of the server use the rest")]
mod wallet;
#[path = "../../../it/server/world.rs"]
#[allow(dead_code, reason = "other tests of the server use the rest")]
mod world;

use cert_e2e::{Key, Lang, Session, Site, Viewport, scenario};
use cert_fill::progress::{self, Judge, State};
use cert_server::{ClerkAccounts, DeskConfig};
use cert_verify::{Policy, StatusEvidence, Trust, sha256};
use serde_json::json;

use self::{
    wallet::{OFFICE, Wallet, post, put, submission},
    world::World,
};

const PASSWORD: &str = "correct horse battery";

/// The smallest picture that a browser draws.
const PICTURE: &[u8] = include_bytes!("../../../../docs/home.png");

/// A city with a desk, at the time that the browser has.
struct City {
    world: World,
    desk: Site,
    case_no: String,
    handle: String,
    receipt: String,
    /// Where the identity card stands on the status lists.
    withdrawn: (u64, u64),
}

impl City {
    fn start() -> Self {
        let mut world = World::stopped();
        #[expect(clippy::disallowed_methods, reason = "the browser's clock is the machine's")]
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        world.pass(i64::try_from(now.as_secs()).unwrap() - world.now().seconds() - 7_200);
        let mut desk = DeskConfig::new("127.0.0.1:0".parse().unwrap());
        desk.package = Some(cert_e2e::root().join("pkg"));
        world.config.desk = Some(desk);
        // Certificates name the lists of the address that the server has.
        world.restart();
        world.wait(async {
            let accounts = ClerkAccounts::open(&world.config).await.unwrap();
            accounts.add("lin", "decide:psb administer:*", Some(PASSWORD)).await.unwrap();
            accounts.close().await;
        });
        let wallet = Wallet::of_chen(&world, 1);
        let first = wallet.draft(&world);
        let signed = wallet.sign(&world, &first, &wallet.challenge(&world), &submission(1));
        post(&world, &signed.idempotency_key, &signed.body).expect(201);
        world.pass(7_200);
        let mut draft = wallet.draft_with(&world, PICTURE);
        let mut file = wallet::described(PICTURE);
        file["media_type"] = json!("image/png");
        file["name"] = json!("租房合同.png");
        wallet.edit(&mut draft, "/residence/proof_file", file);
        let challenge = wallet.challenge(&world);
        put(&world, &challenge.nonce, &sha256(PICTURE), "image/png", PICTURE).expect(201);
        let handle = progress::handle(&[1; 32]);
        let digest = Some(progress::digest(&handle));
        let signed = wallet.sign_with(&world, &draft, &challenge, &submission(2), digest);
        let accepted = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
        let text = |name: &str| accepted[name].as_str().unwrap().to_owned();
        let place = &wallet.held[0].certificate.claims()["status"]["status_list"];
        let list = place["uri"].as_str().unwrap().rsplit('/').next().unwrap();
        let withdrawn = (list.parse().unwrap(), place["idx"].as_u64().unwrap());
        let desk = Site::elsewhere(&format!("http://{}", world.desk_address()));
        Self { desk, handle, case_no: text("case_no"), receipt: text("receipt"), withdrawn, world }
    }

    /// What the citizen's app hears, followed from the receipt.
    fn told(&self) -> Vec<progress::Statement> {
        let authorization = format!("Bearer {}", self.handle);
        let headers = [("authorization", authorization.as_str())];
        let answer = self.world.send("GET", &format!("{OFFICE}/progress"), &headers, b"");
        let statements = answer.expect(200).json()["statements"].clone();
        let statements: Vec<String> = serde_json::from_value(statements).unwrap();
        let trust = Trust::nobody().with_list(&self.world.trust_list());
        let (status, policy) = (StatusEvidence::none(), Policy::strict());
        let now = self.world.now();
        let judge = Judge { trust: &trust, status: &status, policy: &policy, now };
        judge.follow(&self.receipt, &statements).unwrap()
    }
}

fn look(page: &Session, state: &str) {
    assert!(!page.scrolls_sideways(), "{state} scrolls sideways");
    // 400 % zoom of 1280 pixels (WCAG 2.2, 1.4.10).
    page.resize(Viewport::Size(320, 640));
    assert!(!page.scrolls_sideways(), "{state} scrolls sideways at 320 pixels");
    page.resize(page.viewport());
    page.assert_accessible(state);
    page.screenshots(state);
}

fn log_in(page: &Session) {
    page.wait_for("#password");
    page.fill_css("#name", "lin");
    page.fill_css("#password", PASSWORD);
    page.click("main form[action='/login'] button");
    // The login page answers 401, which the browser notes.
    page.wait_gone("#password");
    drop(page.complaints());
}

fn works(page: &Session, city: &City) {
    page.go("/");
    page.wait_for("#password");
    look(page, "1-login");
    log_in(page);
    page.wait_text(&city.case_no);
    look(page, "2-list");

    page.go(&format!("/cases/{}", city.case_no));
    page.wait_text(page.say(
        "全部证照已在您的浏览器中重新核验，均有效。",
        "All certificates were verified again in your browser and are valid.",
    ));
    assert!(page.count(".origin .live[data-verdict=valid]") > 3, "beside each value");
    assert!(page.count(".changed") > 0, "it differs from the filing before");
    page.wait("the picture", "document.querySelector('img.attachment').naturalWidth > 0 || !document.querySelector('img.attachment').scrollIntoView()");
    look(page, "3-case");

    // What was typed is not lost when the session has ended.
    page.click("#state-refused");
    page.fill_css("#note", "请看第 2 页。");
    city.world.pass(3_600);
    page.click("#decide ~ form button");
    page.wait_for("#password");
    look(page, "4-expired");
    log_in(page);
    page.wait_for("#note");
    assert_eq!(page.value("#note"), "请看第 2 页。");
    assert_eq!(page.run("document.querySelector('#state-refused').checked"), json!(true));
    assert_eq!(city.told().len(), 1, "it was not sent by itself");
    page.click("#decide ~ form button");
    page.wait_text(page.say("已记录并签名", "Recorded and signed"));
    look(page, "5-decided");
    let told = city.told();
    assert_eq!((told.len(), &told[1].state), (2, &State::Refused));
    assert_eq!(told[1].note.as_deref(), Some("请看第 2 页。"));

    page.go(&format!("/cases/{}/record", city.case_no));
    page.wait_for(".paper");
    look(page, "6-record");
    page.paper(true);
    page.screenshot("6-paper");
    page.paper(false);
    page.go("/log");
    page.wait_for("table");
    look(page, "7-log");
    page.go("/log/check");
    page.wait_text(page.say("日志完整", "The log is whole"));
    look(page, "8-check");
    page.go("/counter");
    page.wait_for("#content");
    look(page, "9-counter");
    page.assert_not_stored(&["陈示例", "13800000000", "请看第 2 页。"]);
}

#[test]
fn what_was_withdrawn_since_is_seen_in_the_clerks_browser() {
    let city = City::start();
    // The first certificate that was presented.
    let place = &city.withdrawn;
    let token = city.world.page_token();
    let (list, index) = (place.0.to_string(), place.1.to_string());
    let fields = [("token", token.as_str()), ("list", &list), ("index", &index), ("status", "1")];
    city.world.post_form("/specimen/certificates", &fields).expect(303);
    scenario("desk-withdrawn", &city.desk, Viewport::Computer, Lang::En, |page| {
        page.go(&format!("/cases/{}", city.case_no));
        log_in(page);
        page.wait_text("Verified again just now: not valid (revoked)");
        page.wait_text("They were valid when the filing came.");
        assert!(page.count(".origin .live[data-verdict=invalid]") > 0, "beside its values");
        assert!(page.count(".origin .live[data-verdict=valid]") > 0, "and not beside the others'");
        look(page, "1-case");
    });
}

#[test]
fn a_clerk_decides_on_a_phone_in_chinese() {
    let city = City::start();
    scenario("desk", &city.desk, Viewport::Phone, Lang::Zh, |page| works(page, &city));
}

#[test]
fn a_clerk_decides_on_a_computer_in_english() {
    let city = City::start();
    scenario("desk", &city.desk, Viewport::Computer, Lang::En, |page| works(page, &city));
}

#[test]
fn a_clerk_needs_no_mouse() {
    let city = City::start();
    scenario("desk-keys", &city.desk, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        page.wait_for("#password");
        page.tab_to("input \"name\"");
        page.type_text("lin");
        page.key(Key::Tab);
        page.type_text(PASSWORD);
        page.key(Key::Enter);
        page.wait_text(&city.case_no);
        drop(page.complaints());
        page.tab_to("Skip to main content");
        page.key(Key::Enter);
        page.wait("the focus in main", "document.activeElement.id === 'main'");
        page.tab_to(&city.case_no);
        page.key(Key::Enter);
        page.wait_for("#decide");
        page.tab_to("Go to the decision");
        page.key(Key::Enter);
        page.wait("the focus at the decision", "document.activeElement.id === 'decide'");
        page.key(Key::Tab);
        page.key(Key::Space);
        assert_eq!(page.run("document.activeElement.checked"), json!(true));
        page.key(Key::Enter);
        page.wait_text("Recorded and signed");
        assert_eq!(city.told().len(), 2);
    });
}

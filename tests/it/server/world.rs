//! A server in this process, its clock, and a person with a key.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use cert_catalogue::{FileEntry, Index, Publisher, accept};
use cert_issue::{SigningKey, proof_jwt};
use cert_server::{Clock, Config, Faults, Rate, Running, StartError};
use cert_verify::{
    Binding, Certificate, Policy, RootKeys, StatusEvidence, Trust, TrustList, UnixTime,
    Verification, Verified, verify,
};
use serde_json::{Value, json};
use sqlx::AnyConnection;
use tokio::runtime::Runtime;

use super::{
    http::{self, Answer},
    store::{Backup, Store},
};
use crate::shared::root;

/// The address that everything signed names; it stays the same over restarts.
pub(crate) const BASE: &str = "https://certfill.example";

pub(crate) const ISSUER: &str = "https://certfill.example/issuer";

const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

static FOLDERS: AtomicU64 = AtomicU64::new(0);

/// A server with its folder, which is deleted in the end.
pub(crate) struct World {
    runtime: Runtime,
    running: Option<Running>,
    pub(crate) folder: PathBuf,
    pub(crate) store: Store,
    now: Arc<AtomicI64>,
    pub(crate) faults: Faults,
    /// Of the specimen pages, as a browser keeps it.
    cookie: Mutex<Option<String>>,
    /// What the next start is given.
    pub(crate) config: Config,
}

impl World {
    /// Starts on an empty folder.
    pub(crate) fn start() -> Self {
        let mut world = Self::stopped();
        world.restart();
        world
    }

    /// The same on a SQLite file, whichever engine the others use.
    pub(crate) fn start_on_file() -> Self {
        let mut world = Self::stopped_on_file();
        world.restart();
        world
    }

    /// An empty folder, nothing started.
    pub(crate) fn stopped() -> Self {
        Self::stopped_on(Store::new)
    }

    /// The same on a SQLite file.
    pub(crate) fn stopped_on_file() -> Self {
        Self::stopped_on(|_, folder| Store::on_file(folder))
    }

    /// A server on PostgreSQL.
    pub(crate) fn start_on_postgres() -> Self {
        let mut world = Self::stopped_on(|runtime, _| Store::on_postgres(runtime));
        world.restart();
        world
    }

    /// Another machine on the same database, with the same keys and clock; nothing started.
    pub(crate) fn beside(&self) -> Self {
        let mut other = Self::stopped_on(|_, _| self.store.shared());
        let (from, to) = (self.folder.join("keys"), other.folder.join("keys"));
        fs::create_dir_all(&to).unwrap();
        for key in fs::read_dir(from).unwrap() {
            let key = key.unwrap();
            fs::copy(key.path(), to.join(key.file_name())).unwrap();
        }
        other.now = self.now.clone();
        other
    }

    fn stopped_on(store: impl FnOnce(&Runtime, &Path) -> Store) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
        let name = format!("server-{}-{number}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        let start = UnixTime::parse_rfc3339("2026-11-23T12:00:00+08:00").unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let store = store(&runtime, &folder);
        let mut config = configured(&folder);
        store.configure(&mut config);
        Self {
            config,
            runtime,
            running: None,
            store,
            folder,
            now: Arc::new(AtomicI64::new(start.seconds())),
            faults: Faults::default(),
            cookie: Mutex::default(),
        }
    }

    /// Stops what runs and starts again on the same folder.
    pub(crate) fn restart(&mut self) {
        self.try_restart().unwrap();
    }

    pub(crate) fn try_restart(&mut self) -> Result<(), StartError> {
        self.stop();
        let mut config = self.config.clone();
        config.faults = self.faults.clone();
        let now = self.now.clone();
        config.clock = Clock::from_fn(move || UnixTime::from_seconds(now.load(Ordering::SeqCst)));
        self.running = Some(self.runtime.block_on(cert_server::start(config))?);
        Ok(())
    }

    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    /// Pulls the plug.
    pub(crate) fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.kill());
        }
    }

    /// A connection of somebody else to what the server stores.
    pub(crate) fn connect(&self) -> AnyConnection {
        self.store.connect(&self.runtime)
    }

    /// Everything that the server stores, as bytes without order.
    pub(crate) fn stored(&self) -> Vec<u8> {
        self.store.all_bytes(&self.runtime)
    }

    /// Loses all that was stored; the server must not be running.
    pub(crate) fn lose(&self) {
        self.store.lose(&self.runtime);
    }

    pub(crate) fn back_up(&self) -> Backup {
        self.store.back_up(&self.runtime)
    }

    pub(crate) fn restore(&self, backup: &Backup) {
        self.store.restore(&self.runtime, backup);
    }

    pub(crate) fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.now.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Waits for something asynchronous.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.running.as_ref().unwrap().address()
    }

    pub(crate) fn desk_address(&self) -> std::net::SocketAddr {
        self.running.as_ref().unwrap().desk().expect("a desk").1
    }

    pub(crate) fn metrics_address(&self) -> Option<std::net::SocketAddr> {
        self.running.as_ref().unwrap().metrics_address()
    }

    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        http::send(self.address(), method, path, headers, body)
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        self.try_send(method, path, headers, body).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub(crate) fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        let cookie = self.cookie.lock().unwrap().clone().unwrap_or_default();
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("cookie", cookie.as_str())];
        let sent = if cookie.is_empty() { &headers[..1] } else { &headers[..] };
        self.send("POST", path, sent, body.join("&").as_bytes())
    }

    /// The next visit to the specimen pages is another browser's.
    pub(crate) fn forget_cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().take()
    }

    pub(crate) fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(
            "POST",
            path,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// The token that the forms of the start page carry.
    pub(crate) fn page_token(&self) -> String {
        let mut cookie = self.cookie.lock().unwrap();
        let known = cookie.clone().unwrap_or_default();
        let page = self.send("GET", "/specimen", &[("cookie", &known)], b"").expect(200);
        if let Some(new) = page.header("set-cookie") {
            *cookie = new.split(';').next().map(str::to_owned);
        }
        let (_, rest) = page.text().split_once(r#"name="token" value=""#).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// An offer for a person, as the start page makes it: its identifier and the offer.
    pub(crate) fn offer(&self, person: &str) -> (String, Value) {
        let token = self.page_token();
        let fields = [("token", token.as_str()), ("person", person), ("lang", "en")];
        let answer = self.post_form("/specimen/offers", &fields).expect(303);
        self.offer_at(answer.header("location").unwrap())
    }

    /// The same with a transaction code, whose page comes first.
    pub(crate) fn offer_with_code(&self, person: &str) -> (Answer, String, Value) {
        let token = self.page_token();
        let fields = [("token", token.as_str()), ("person", person), ("tx_code", "1")];
        let answer = self.post_form("/specimen/offers", &fields).expect(303);
        let place = answer.header("location").unwrap();
        assert!(place.starts_with("/specimen/codes/"), "{place}");
        let page = self.get(place).expect(200);
        let (_, rest) = page.text().split_once(r#"href="/specimen/offers/"#).unwrap();
        let (id, offer) = self.offer_at(&format!("/specimen/offers/{rest}"));
        (page, id, offer)
    }

    fn offer_at(&self, place: &str) -> (String, Value) {
        let id = place.strip_prefix("/specimen/offers/").unwrap().split('?').next().unwrap();
        let id = id.to_owned();
        let offer = self.get(&format!("/issuer/offers/{id}")).expect(200).json();
        (id, offer)
    }

    pub(crate) fn redeem(&self, offer: &Value, tx_code: Option<&str>) -> Answer {
        let code = offer["grants"][GRANT]["pre-authorized_code"].as_str().unwrap();
        let mut fields = vec![("grant_type", GRANT), ("pre-authorized_code", code)];
        fields.extend(tx_code.map(|code| ("tx_code", code)));
        self.post_form("/issuer/token", &fields)
    }

    pub(crate) fn access_token(&self, person: &str) -> String {
        let (_, offer) = self.offer(person);
        self.redeem(&offer, None).expect(200).json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn nonce(&self) -> String {
        self.send("POST", "/issuer/nonce", &[], b"").expect(200).json()["c_nonce"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn ask(&self, access_token: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {access_token}");
        let headers =
            [("content-type", "application/json"), ("authorization", authorization.as_str())];
        self.send("POST", "/issuer/credential", &headers, body.to_string().as_bytes())
    }

    pub(crate) fn ask_with_proof(&self, access_token: &str, kind: &str, proof: &str) -> Answer {
        self.ask(
            access_token,
            &json!({"credential_configuration_id": kind, "proofs": {"jwt": [proof]}}),
        )
    }

    /// One certificate, honestly asked for.
    pub(crate) fn certificate(&self, access_token: &str, kind: &str, key: &SigningKey) -> String {
        let proof = proof_jwt(ISSUER, Some(&self.nonce()), self.now(), key);
        let answer = self.ask_with_proof(access_token, kind, &proof).expect(200).json();
        answer["credentials"][0]["credential"].as_str().unwrap().to_owned()
    }

    pub(crate) fn roots(&self) -> RootKeys {
        RootKeys::from_json(&self.get("/config.json").json()["trust"]["roots"]).unwrap()
    }

    pub(crate) fn trust_list(&self) -> TrustList {
        let token = self.get("/trust/list").expect(200).body;
        TrustList::accept(&token, &self.roots(), None, self.now()).unwrap()
    }

    /// Verifies as the app does: with the trust list and the status list from the server.
    pub(crate) fn check(&self, certificate: &str) -> Verification {
        let certificate = Certificate::parse(certificate.as_bytes()).unwrap();
        let mut status = StatusEvidence::none();
        for uri in certificate.evidence_needed().status_lists {
            let path = uri.strip_prefix(BASE).unwrap();
            status.add_fetched_from(&uri, &self.get(path).expect(200).body, self.now());
        }
        let trust = Trust::nobody().with_list(&self.trust_list());
        verify(&certificate, &trust, &status, Binding::NotAsked, &Policy::strict(), self.now())
    }

    /// The index of a department, accepted as the app accepts it.
    #[track_caller]
    pub(crate) fn index(&self, slug: &str) -> Index {
        let configuration = self.get("/config.json").json();
        let departments = configuration["departments"].as_array().unwrap().clone();
        let named = departments.iter().find(|one| one["slug"] == slug).unwrap();
        let list = self.trust_list();
        let entry = list.issuers().iter().find(|one| named["id"] == one.id()).unwrap();
        let token =
            self.get(&format!("{}/index.jws", named["address"].as_str().unwrap())).expect(200);
        let publisher = Publisher::on_list(entry, self.now());
        accept(token.text().as_bytes(), &publisher, None, false, self.now()).unwrap()
    }

    /// A file that an index names, from the place that it is served at.
    #[track_caller]
    pub(crate) fn file(&self, slug: &str, file: &FileEntry) -> Vec<u8> {
        let answer = self.get(&format!("/departments/{slug}/{}", file.path)).expect(200);
        file.check(answer.text().as_bytes()).unwrap();
        answer.text().as_bytes().to_vec()
    }

    /// The description of a type, from whichever department publishes it.
    #[track_caller]
    pub(crate) fn description(&self, vct: &str) -> Value {
        for slug in ["psb", "market", "xuhui", "hrss", "land"] {
            if let Some(entry) = self.index(slug).types.iter().find(|one| one.vct == vct) {
                return serde_json::from_slice(&self.file(slug, &entry.file)).unwrap();
            }
        }
        panic!("nobody describes {vct}");
    }

    #[track_caller]
    pub(crate) fn verified(&self, certificate: &str) -> Verified<Certificate> {
        let verification = self.check(certificate);
        verification.verified.unwrap_or_else(|| panic!("{}", verification.report.to_json()))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.faults.release_all();
        self.stop();
        self.store.remove(&self.runtime);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Without limits that a test would meet by chance.
fn configured(folder: &Path) -> Config {
    let mut config = Config::new(folder);
    config.public_url = Some(BASE.to_owned());
    config.world = Some(root().join("crates/cert-server/specimen"));
    config.rate = Rate { burst: 100_000, per_second: 1_000 };
    config
}

/// A holder's key, the same for the same number.
pub(crate) fn holder(number: u8) -> SigningKey {
    SigningKey::ed25519_from_seed([number; 32])
}

pub(crate) fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

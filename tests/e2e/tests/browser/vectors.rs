//! One verdict everywhere: every vector in Chromium, through the npm package's engine alone and with
//! bare signatures checked by WebCrypto, in one module or two.

use std::path::{Path, PathBuf};

use cert_e2e::{Lang, Session, Site, Viewport};
use serde_json::{Map, Value, json};

/// The vectors are the same files, and the native answer comes from the same function, as in the
/// native tests.
#[path = "../../../it/vectors.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::print_stdout)]
pub(crate) mod native;
#[path = "question.rs"]
mod question;

/// Vectors in one message to the page: some hold lists of a megabyte.
const BATCH: usize = 40;

/// Loads the package twice: once as it comes, with the rest when it is needed, and once where the rest cannot be had.
/// `judge` answers a batch in order: what the first says, alone and with WebCrypto, and what the second says. Its two ways
/// must say the same, and so must alone and with WebCrypto.
const PAGE: &str = "\
import { ready } from './index.mjs';
import { whole } from './lib/engine.mjs';
import { verify } from './dist/cert_wasm.js';
import { createVerifier } from './verifier.mjs';
import { ready as readyFirst } from './first/index.mjs';
import { verify as verifyFirst } from './first/dist/cert_wasm.js';
import { createVerifier as createFirst } from './first/verifier.mjs';
const same = (one, other) => one === other ? one : one + ' with WebCrypto ' + other;
const told = async answer => { try { return await answer(); } catch (error) { return 'threw: ' + error.message; } };
const stepwise = async (create, rest, options, certificate) => {
  const verifier = await create(options, rest);
  try { return await verifier.verify(certificate); } finally { verifier.free(); }
};
const offline = () => Promise.reject(new TypeError('rest-not-loaded'));
globalThis.judge = batch => Promise.all(batch.map(async ([text, options]) => {
  const certificate = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const other = await told(() => stepwise(createVerifier, whole, options, certificate));
  const one = await told(() => verify(certificate, options));
  const otherFirst = await told(() => stepwise(createFirst, offline, options, certificate));
  const oneFirst = await told(() => verifyFirst(certificate, options));
  return [same(one, other), same(oneFirst, otherFirst)];
}));
globalThis.ready = Promise.all([ready(), readyFirst()]).then(() => true);
";

/// What an engine says instead of a verdict, when the rest is needed and cannot be had.
const NO_VERDICT: &str = "threw: rest-not-loaded";

#[test]
fn every_vector_gives_the_native_report_in_the_browser() {
    let site = Folder::of_the_engine();
    let served = Site::of_files(&site.0);
    let page = Session::new("vectors", &served, Viewport::Computer, Lang::En);
    page.go("/");
    page.wait("the engine is loaded", "'ready' in globalThis");
    assert_eq!(page.run("ready"), json!(true));

    let vectors: Vec<_> = native::all().into_iter().collect();
    let (mut problems, mut without_rest) = (Vec::new(), 0);
    for batch in vectors.chunks(BATCH) {
        let asked: Vec<_> = batch.iter().map(|(_, vector)| question::question(vector)).collect();
        let told = page.run(&format!("judge({})", Value::from(asked)));
        let told = told.as_array().expect("an answer for each");
        assert_eq!(told.len(), batch.len());
        for ((name, vector), told) in batch.iter().zip(told) {
            let expected = answer(vector);
            let (whole, first) = (&told[0], &told[1]);
            let is_same = |told: &Value| told.as_str() == Some(&expected);
            // With the first module alone: the same verdict, or none. Never another for want of code.
            let is_first_right = match needs_rest(name, vector) {
                true => first == NO_VERDICT,
                false => is_same(first) || first == NO_VERDICT,
            };
            if !is_same(whole) || !is_first_right {
                problems.push(format!("{name}: {whole}, first {first}, natively {expected}"));
            }
            without_rest += usize::from(is_same(first));
        }
    }
    let same = vectors.len() - problems.len();
    #[allow(clippy::print_stdout, reason = "the figure belongs beside the result")]
    {
        println!("vectors in Chromium: {same} of {} as natively", vectors.len());
        println!("  of these {without_rest} without the rest of the engine");
    }
    assert!(without_rest >= vectors.len() / 3, "only {without_rest} without the rest");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(vectors.len() >= 120, "only {} vectors", vectors.len());
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Whether nobody can judge this without the code for X.509: certificates or revocation lists of it are handed over.
fn needs_rest(name: &str, vector: &Value) -> bool {
    let has = |member: &str| vector[member].as_array().is_some_and(|them| !them.is_empty());
    let keys = vector["key_files"].as_array().into_iter().flatten();
    name.starts_with("crl/")
        || has("crls")
        || has("crls_base64")
        || keys.filter_map(Value::as_str).any(|key| key.starts_with("-----BEGIN"))
}

/// The text that the binding must give, byte for byte.
fn answer(vector: &Value) -> String {
    let answer = native::run(vector);
    let mut told = Map::new();
    if let Some(token) = vector["trust_list"].as_str() {
        let list = match answer.trust_list {
            Some(code) => json!({ "code": code.as_str() }),
            None => remembered(token, vector),
        };
        told.insert("trustList".to_owned(), list);
    }
    told.insert("report".to_owned(), answer.report.to_json());
    Value::Object(told).to_string()
}

pub(crate) fn remembered(token: &str, vector: &Value) -> Value {
    let now = cert_verify::UnixTime::parse_rfc3339(vector["at"].as_str().expect("at"));
    let roots = cert_verify::RootKeys::from_json(&vector["roots"]).expect("root keys");
    let list = cert_verify::TrustList::accept(token.as_bytes(), &roots, None, now.expect("a time"));
    let seen = list.expect("it was accepted before").remembered();
    let digest = cert_verify::base64url::encode(&seen.digest);
    json!({ "sequence": seen.sequence, "digest": digest })
}

/// A folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a temporary folder");
    for entry in std::fs::read_dir(from).expect("the package") {
        let entry = entry.expect("an entry").path();
        let name = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &name);
        } else {
            std::fs::copy(&entry, name).expect("a file of the package");
        }
    }
}

/// A site with the package; gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn of_the_engine() -> Self {
        let built = cert_e2e::root().join("pkg/dist");
        assert!(built.is_dir(), "no pkg/dist: `cargo xtask test` builds the engine");
        let name = format!("certfill-engine-{}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        for place in [folder.0.clone(), folder.file("first")] {
            copy(&cert_e2e::root().join("pkg"), &place);
        }
        let page = "<!doctype html><html lang=\"en\"><title>vectors</title>\
            <link rel=\"icon\" href=\"data:,\"><script type=\"module\" src=\"/page.js\"></script>";
        std::fs::write(folder.file("index.html"), page).expect("the page");
        std::fs::write(folder.file("page.js"), PAGE).expect("its script");
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(&self.0).join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

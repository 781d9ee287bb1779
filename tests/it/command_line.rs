//! One verdict everywhere: every vector through `certfill verify` gives the report of the core.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::shared::root;
use crate::vectors;

/// What the command line cannot be told, so vectors that have it are left out. The reason is design
/// section 9: it keeps nothing between two runs, and its tolerances are the strict ones.
const NOT_EXPRESSED: &[&str] =
    &["remembered", "clock_skew", "status_max_age", "key_binding_max_age"];

/// What one run of the command line gave.
struct Said {
    status: u8,
    output: Vec<u8>,
    messages: String,
}

/// Runs the program in this process.
fn certfill(arguments: &[OsString], mut input: &[u8]) -> Said {
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let mut io = cert_cli::Io { input: &mut input, output: &mut output, messages: &mut messages };
    let arguments = std::iter::once("certfill".into()).chain(arguments.iter().cloned());
    let status = cert_cli::run(arguments, &mut io);
    Said { status, output, messages: String::from_utf8(messages).unwrap() }
}

/// A folder that is gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("certfill-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> OsString {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.into_os_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The arguments of `certfill verify` for a vector, with its files written into `folder`;
/// `None` when it has a member that the command line does not know.
fn arguments(vector: &Value, folder: &Folder) -> Option<Vec<OsString>> {
    let mut arguments: Vec<OsString> = vec!["verify".into(), "--json".into()];
    let mut push = |name: &str, value: OsString| arguments.extend([name.into(), value]);
    push("--at", vector["at"].as_str()?.into());
    let list = |name: &str| vector[name].as_array().cloned().unwrap_or_default();
    for (at, jwk) in list("keys").iter().enumerate() {
        push("--key", folder.write(&format!("key-{at}"), jwk.to_string()));
    }
    for (at, text) in list("key_files").iter().enumerate() {
        push("--key", folder.write(&format!("file-{at}"), text.as_str()?));
    }
    for (at, token) in list("status").iter().enumerate() {
        push("--status", folder.write(&format!("status-{at}"), token.as_str()?));
    }
    for (at, token) in list("status_base64").iter().enumerate() {
        let bytes = cert_verify::base64url::decode(token.as_str()?).unwrap();
        push("--status", folder.write(&format!("cwt-{at}"), bytes));
    }
    for (at, text) in list("card_revocations").iter().enumerate() {
        push("--card-revocations", folder.write(&format!("cards-{at}"), text.as_str()?));
    }
    for (at, text) in list("crls").iter().enumerate() {
        push("--crl", folder.write(&format!("crl-{at}"), text.as_str()?));
    }
    for (at, text) in list("crls_base64").iter().enumerate() {
        let bytes = cert_verify::base64url::decode(text.as_str()?).unwrap();
        push("--crl", folder.write(&format!("crl-der-{at}"), bytes));
    }
    if let Some(token) = vector["trust_list"].as_str() {
        push("--trust-list", folder.write("list", token));
        push("--trust-root", folder.write("roots", vector["roots"].to_string()));
    }
    if vector["any_type"] == true {
        arguments.push("--any-type".into());
    }
    let mut push = |name: &str, value: OsString| arguments.extend([name.into(), value]);
    if let Some(binding) = vector.get("binding") {
        push("--nonce", binding["nonce"].as_str()?.into());
        push("--audience", binding["audience"].as_str()?.into());
    }
    let policy = vector["policy"].as_object().into_iter().flatten();
    let mut told = policy.map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    told.extend(vector.get("remembered").map(|_| "remembered"));
    for name in told {
        match name {
            "allow_legacy_typ" => arguments.push("--allow-legacy-typ".into()),
            "require_crl" => arguments.push("--require-crl".into()),
            "require_expiry" => arguments.push("--require-expiry".into()),
            "least_status_entries" => {
                let entries = vector["policy"]["least_status_entries"].to_string();
                arguments.extend(["--least-status-entries".into(), entries.into()]);
            }
            other => {
                assert!(NOT_EXPRESSED.contains(&other), "no argument for {other}");
                return None;
            }
        }
    }
    arguments.push(folder.write("certificate", vectors::input(vector)));
    Some(arguments)
}

/// What is wrong with the answer to a vector.
fn problem(vector: &Value, said: &Said) -> Option<String> {
    let expected = vectors::run(vector);
    let report = expected.report.to_json().to_string() + "\n";
    let status = match vector["expect"]["verdict"].as_str() {
        Some("valid") => 0,
        Some("invalid") => 1,
        _ => 2,
    };
    let list = match (expected.trust_list, expected.unread.as_str()) {
        (Some(code), _) => format!("certfill: the trust list is not used: {}\n", code.as_str()),
        (None, "") => String::new(),
        (None, unread) => format!("certfill: not read of the trust list: {unread}\n"),
    };
    if said.output != report.as_bytes() {
        return Some(format!(
            "stdout is {}instead of {report}",
            String::from_utf8_lossy(&said.output)
        ));
    }
    (said.status != status || said.messages != list)
        .then(|| format!("status {}, stderr {:?}", said.status, said.messages))
}

#[test]
fn every_vector_through_the_command_line_gives_the_same_report() {
    let (mut same, mut left_out, mut problems) = (0, Vec::new(), Vec::new());
    for (name, vector) in vectors::all() {
        let folder = Folder::new(&name.replace('/', "-"));
        let Some(arguments) = arguments(&vector, &folder) else {
            left_out.push(name);
            continue;
        };
        match problem(&vector, &certfill(&arguments, &[])) {
            None => same += 1,
            Some(problem) => problems.push(format!("{name}: {problem}")),
        }
    }
    println!("vectors through the command line: {same} of {} as natively", same + problems.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    println!("  left out: {}", left_out.join(", "));
    // A handful: the claim is that the command line judges as the core does.
    assert!(left_out.len() * 20 < same, "too many are left out");
}

/// The built program, with real streams: a file, stdin, and what cannot be read.
#[test]
fn the_program_itself_says_the_same() {
    let program = built();
    let all = vectors::all();
    for name in ["time/expired", "status/list-missing"] {
        let vector = &all[name];
        let folder = Folder::new(&name.replace('/', "-program-"));
        let mut arguments = arguments(vector, &folder).unwrap();
        let by_name = output(&program, &arguments, None);
        assert_eq!(problem(vector, &by_name), None, "{name}");
        let certificate = arguments.pop().unwrap();
        arguments.push("-".into());
        let by_stdin = output(&program, &arguments, Some(Path::new(&certificate)));
        assert_eq!(problem(vector, &by_stdin), None, "{name} through stdin");
    }
    let missing = output(&program, &["verify".into(), "no/such/file".into()], None);
    assert_eq!((missing.status, missing.output.as_slice()), (66, &b""[..]));
    let misspelt = output(&program, &["verify".into(), "--jsn".into()], None);
    assert_eq!((misspelt.status, misspelt.output.as_slice()), (64, &b""[..]));
}

fn output(program: &Path, arguments: &[OsString], input: Option<&Path>) -> Said {
    let input = input
        .map_or_else(std::process::Stdio::null, |path| std::fs::File::open(path).unwrap().into());
    let said = Command::new(program).args(arguments).stdin(input).output().unwrap();
    let status = u8::try_from(said.status.code().unwrap()).unwrap();
    Said { status, output: said.stdout, messages: String::from_utf8(said.stderr).unwrap() }
}

/// Builds `certfill` with the cargo that runs the tests, into the target folder of this test.
fn built() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    // target/<profile>/deps/it-…
    let target = here.ancestors().nth(3).unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .current_dir(root())
        .args([
            "build",
            "--quiet",
            "--package",
            "cert-cli",
            "--no-default-features",
            "--target-dir",
        ])
        .arg(target)
        .status();
    assert!(built.unwrap().success(), "cargo build -p cert-cli");
    target.join("debug").join(format!("certfill{}", std::env::consts::EXE_SUFFIX))
}

//! The npm package on a server: one verdict everywhere, and nothing believed that a page says.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use super::host;
use crate::vectors::native;

/// Runs a script in the app for Node.js and gives back what it printed.
fn node(args: &[&str], input: &str) -> String {
    let mut node = Command::new("node");
    node.args(args).current_dir(host("node")).env("NO_COLOR", "1");
    let mut process = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Node.js");
    let mut stdin = process.stdin.take().expect("its input");
    let text = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let out = process.wait_with_output().expect("its end");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "node {args:?} ended with {}:\n{said}", out.status);
    writer.join().expect("the writer").expect("all was read");
    said
}

/// The command line gives the native report too (`tests/it/command_line.rs`).
#[test]
fn every_vector_gives_the_native_report_on_a_server() {
    let mut questions = String::new();
    let mut count = 0;
    for (name, mut vector) in native::all() {
        let answer = native::run(&vector);
        let list = vector["trust_list"].as_str().map(|token| match answer.trust_list {
            Some(code) => json!({ "code": code.as_str() }),
            None => crate::vectors::remembered(token, &vector),
        });
        if let Some(seen) = vector.get("remembered") {
            let payload = seen["payload"].as_str().expect("the payload seen before");
            let digest = cert_verify::sha256(payload.as_bytes());
            let digest = cert_verify::base64url::encode(&digest);
            vector["remembered_list"] = json!({ "sequence": seen["sequence"], "digest": digest });
        }
        let code = answer.report.code().map(cert_verify::Code::as_str);
        let question = json!([name, vector, answer.report.to_json(), list, code]);
        questions.push_str(&question.to_string());
        questions.push('\n');
        count += 1;
    }
    let said = node(&["vectors.mjs"], &questions);
    println!("vectors on a server: {}", said.trim());
    assert_eq!(said, format!("same: {count}\n"));
}

/// Options, progress, aborting, status lists, claims with strange names.
#[test]
fn calls_on_a_server_keep_their_promises() {
    let said = node(&["--test", "--test-reporter=tap", "calls.mjs"], "");
    assert!(said.contains("# fail 0"), "{said}");
    assert!(!said.contains("# pass 0"), "{said}");
}

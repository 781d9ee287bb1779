//! Clients that take more than their part, by design or by a bad line: others are served, and whoever is
//! refused hears why.

use std::{net::TcpStream, time::Duration};

use cert_verify::{base64url, sha256};
use tokio::net::TcpSocket;

use super::{
    http::{Answer, Raw},
    wallet::{OFFICE, Wallet},
    world::World,
};

const SHORT: Duration = Duration::from_millis(200);

const FORM: &str = "content-type: application/x-www-form-urlencoded";

/// A connection from another address of this machine.
fn from_elsewhere(world: &World) -> Raw {
    let stream = world.wait(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        socket.connect(world.address()).await.unwrap().into_std().unwrap()
    });
    TcpStream::set_nonblocking(&stream, false).unwrap();
    Raw::on(stream)
}

/// A request whose body is asked for, and so far not sent: the server waits for it when this returns.
fn slow(world: &World, target: &str, headers: &str, length: usize) -> Raw {
    let mut raw = Raw::open(world.address());
    raw.say(format!(
        "{target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n\
         content-length: {length}\r\nexpect: 100-continue\r\n\r\n"
    ));
    raw.hear("HTTP/1.1 100 Continue\r\n\r\n");
    raw
}

fn slow_post(world: &World) -> Raw {
    slow(world, "POST /issuer/token", FORM, 3)
}

fn get(mut raw: Raw, path: &str) -> Answer {
    raw.say(format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"));
    raw.answer()
}

#[track_caller]
fn refused(answer: Answer, status: u16, code: &str) {
    let answer = answer.expect(status);
    assert_eq!(answer.code(), code);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert!(answer.header("content-security-policy").is_some());
    assert!(answer.header("request-id").is_some());
    assert!(answer.json()["detail"]["zh-CN"].is_string());
}

#[test]
fn a_request_is_named_by_the_server_or_by_a_proxy_that_is_trusted() {
    let mut world = World::stopped();
    world.restart();
    let named = [("request-id", "edge-4711")];
    let ask = |world: &World| {
        let answer = world.send("GET", "/nowhere.txt", &named, b"").expect(404);
        let id = answer.header("request-id").unwrap().to_owned();
        assert_eq!(answer.json()["request"], id.as_str());
        id
    };
    let (one, other) = (ask(&world), ask(&world));
    assert!(one != "edge-4711" && one != other, "a stranger's name is not taken");
    world.config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    world.restart();
    assert_eq!(ask(&world), "edge-4711");
    assert!(world.get("/healthz").expect(200).header("request-id").is_some());
}

#[test]
fn a_head_that_does_not_come_to_its_end_is_not_waited_for() {
    let mut world = World::stopped();
    world.config.patience.head = SHORT;
    world.restart();
    let mut raw = Raw::open(world.address());
    raw.say("GET /trust/list HTTP/1.1\r\nhost: a\r\nx-slow: ");
    refused(raw.answer(), 408, "request-too-slow");
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let mut world = World::stopped();
    world.config.patience.body = SHORT;
    world.restart();
    let mut raw = Raw::open(world.address());
    raw.say(format!(
        "POST /issuer/token HTTP/1.1\r\nhost: a\r\n{FORM}\r\ncontent-length: 3\r\n\r\na"
    ));
    refused(raw.answer(), 408, "request-too-slow");
}

#[test]
fn one_address_has_its_share_of_connections() {
    let mut world = World::stopped();
    world.config.ceilings.connections_of_one = 2;
    world.restart();
    let _idle = [Raw::open(world.address()), Raw::open(world.address())];
    refused(Raw::open(world.address()).answer(), 429, "too-many-requests");
    refused(get(Raw::open(world.address()), "/trust/list"), 429, "too-many-requests");
    get(from_elsewhere(&world), "/trust/list").expect(200);
}

#[test]
fn one_address_has_its_share_of_requests() {
    let mut world = World::stopped();
    world.config.ceilings.requests_of_one = 1;
    world.restart();
    let mut waits = slow_post(&world);
    refused(get(Raw::open(world.address()), "/trust/list"), 429, "too-many-requests");
    get(from_elsewhere(&world), "/trust/list").expect(200);
    waits.say("a=b");
    waits.answer().expect(400);
    get(Raw::open(world.address()), "/trust/list").expect(200);
}

#[test]
fn behind_a_proxy_everybody_is_counted_apart_and_nobody_else_is_believed() {
    let mut world = World::stopped();
    world.config.rate = cert_server::Rate { burst: 2, per_second: 1 };
    world.config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    // As many as a stranger opens below one after the other: a place is free a moment after its answer.
    world.config.ceilings.connections_of_one = 3;
    world.restart();
    let _idle = [(); 3].map(|()| Raw::open(world.address()));
    let ask = |forwarded: &str| {
        world.send("POST", "/issuer/nonce", &[("x-forwarded-for", forwarded)], b"").status
    };
    for client in ["192.0.2.1", "192.0.2.2", "2001:db8:1:1::1"] {
        let asked = [(); 3].map(|()| ask(&format!("10.9.8.7, {client}")));
        assert_eq!(asked, [200, 200, 429], "{client}");
    }
    assert_eq!(ask("2001:db8:1:1::2"), 429, "the same household");
    assert_eq!(ask("2001:db8:1:2::1"), 200);
    // Who is no proxy of ours says what he likes, and is counted as himself.
    let stranger = [1, 2, 3].map(|number| {
        let mut raw = from_elsewhere(&world);
        raw.say(format!(
            "POST /issuer/nonce HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 198.51.100.{number}\r\n\
             connection: close\r\n\r\n"
        ));
        raw.answer().status
    });
    assert_eq!(stranger, [200, 200, 429]);
}

#[test]
fn a_server_full_of_slow_bodies_says_that_it_is_alive() {
    let mut world = World::stopped();
    world.config.ceilings.requests = 2;
    world.restart();
    let waits = [slow_post(&world), slow_post(&world)];
    refused(world.get("/trust/list"), 503, "busy");
    world.get("/healthz").expect(200);
    for mut one in waits {
        one.say("a=b");
        one.answer().expect(400);
    }
    world.get("/trust/list").expect(200);
}

#[test]
fn slow_uploads_of_one_address_leave_room_for_those_of_others() {
    let mut world = World::stopped();
    world.config.ceilings.uploads_of_one = 1;
    world.restart();
    let content = b"%PDF-1.7 slow";
    let digest = sha256(content);
    let path = format!("{OFFICE}/attachments/{}", base64url::encode(&digest));
    let nonce = Wallet::of_chen(&world, 1).challenge(&world).nonce;
    let headers = format!("content-type: application/pdf\r\nef-nonce: {nonce}");
    let mut first = slow(&world, &format!("PUT {path}"), &headers, content.len());
    let put = |mut raw: Raw| {
        raw.say(format!(
            "PUT {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\ncontent-length: {}\r\n\r\n",
            content.len()
        ));
        raw.say(content);
        raw.answer()
    };
    refused(put(Raw::open(world.address())), 429, "too-many-requests");
    put(from_elsewhere(&world)).expect(201);
    first.say(content);
    first.answer().expect(201);
}

#[test]
fn what_is_no_request_gets_a_code_and_the_security_headers() {
    let world = World::start();
    let long = "x".repeat(100_000);
    let many: String = (0..120).map(|number| format!("x-{number}: y\r\n")).collect();
    for (request, status, code) in [
        ("NONSENSE\r\n\r\n".to_owned(), 400, "request-malformed"),
        ("GET / HTTP/9.9\r\nhost: a\r\n\r\n".to_owned(), 400, "request-malformed"),
        ("GET / HTTP/1.1\r\nhost : a\r\n\r\n".to_owned(), 400, "request-malformed"),
        (format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"), 414, "address-too-long"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\nx: {long}\r\n\r\n"), 431, "headers-too-large"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"), 431, "headers-too-large"),
        ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(), 400, "request-malformed"),
        (
            "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n".to_owned(),
            400,
            "request-malformed",
        ),
    ] {
        let mut raw = Raw::open(world.address());
        raw.say(&request);
        let begin: String = request.chars().take(40).collect();
        println!("{begin:?}");
        refused(raw.answer(), status, code);
    }
    for path in [
        "/departments/psb/types/%ff",
        "/status/%ff",
        "/departments/%c3%28/index.jws",
        "/offices/%ff/ef/filings",
    ] {
        refused(world.get(path), 400, "request-malformed");
    }
    // A connection goes on after a good request, and its next head is measured anew.
    let mut raw = Raw::open(world.address());
    for _ in 0..4 {
        let pad = "x".repeat(6_000);
        raw.say(format!("HEAD /status/none HTTP/1.1\r\nhost: a\r\nx: {pad}\r\n\r\n"));
        raw.hear("HTTP/1.1 404 Not Found\r\n");
        while raw.line() != "\r\n" {}
    }
    get(raw, "/trust/list").expect(200);
}

#[test]
fn who_still_sends_hears_the_refusal() {
    let world = World::start();
    let large = vec![b' '; 9 * 1_048_576];
    let send = |method: &str, path: &str, media_type: &str| {
        let mut raw = Raw::open(world.address());
        raw.say(format!(
            "{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {media_type}\r\n\
             idempotency-key: \"k\"\r\ncontent-length: {}\r\n\r\n",
            large.len()
        ));
        raw.say(&large);
        raw.answer()
    };
    let filings = format!("{OFFICE}/filings");
    refused(send("POST", &filings, "application/json"), 413, "body-too-large");
    refused(send("POST", &filings, "text/plain"), 415, "media-type-not-supported");
    refused(send("POST", "/nowhere", "text/plain"), 404, "not-found");
    let file = format!("{OFFICE}/attachments/{}", base64url::encode(&sha256(b"")));
    refused(send("PUT", &file, "application/pdf"), 422, "nonce-unknown");
}

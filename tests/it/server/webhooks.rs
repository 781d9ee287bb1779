//! Webhooks: signed, tried again, given up and sent once more; a receiver that hangs holds up nobody.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

use cert_server::{Replay, replay};
use cert_verify::{base64url, sha256};
use serde_json::{Value, json};

use super::{
    back_office::{file, settings, world},
    http,
    world::World,
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A server that hangs fails the test and does not hold it up.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came in: its headers and its body.
struct Message {
    headers: Vec<(String, String)>,
    body: String,
}

impl Message {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        &found.unwrap_or_else(|| panic!("no {name}: {:?}", self.headers)).1
    }

    fn id(&self) -> String {
        self.header("webhook-id").to_owned()
    }

    fn case_no(&self) -> String {
        let said: Value = serde_json::from_str(&self.body).unwrap();
        said["data"]["case_no"].as_str().unwrap().to_owned()
    }
}

/// Somebody who is told: each message waits until the test has said what is answered.
struct Register {
    address: SocketAddr,
    came: Receiver<(Message, Sender<String>)>,
}

impl Register {
    fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, came) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tell = tell.clone();
                std::thread::spawn(move || hear(stream, &tell));
            }
        });
        Self { address, came }
    }

    fn hook(&self, name: &str) -> Value {
        json!({"name": name, "url": format!("http://{}/hooks/psb", self.address), "secrets": [SECRET]})
    }

    /// The next message, answered so.
    #[track_caller]
    fn answers(&self, head: &str) -> Message {
        let (message, answer) = self.came.recv_timeout(PATIENCE).expect("a message");
        answer.send(head.to_owned()).unwrap();
        message
    }
}

fn hear(mut stream: TcpStream, tell: &Sender<(Message, Sender<String>)>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let (mut first, mut headers) = (String::new(), Vec::new());
    lines.read_line(&mut first).ok()?;
    assert_eq!(first, "POST /hooks/psb HTTP/1.1\r\n");
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut message = Message { headers, body: String::new() };
    let mut body = vec![0; message.header("content-length").parse().ok()?];
    lines.read_exact(&mut body).ok()?;
    message.body = String::from_utf8(body).ok()?;
    let (say, said) = channel();
    tell.send((message, say)).ok()?;
    let head = said.recv().ok()?;
    let answer = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).ok()
}

/// RFC 2104, another way to the same value.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = sha256(&[padded(0x36), message.to_vec()].concat());
    sha256(&[padded(0x5c), inner.to_vec()].concat())
}

#[track_caller]
fn assert_genuine(world: &World, message: &Message) {
    assert_eq!(message.header("content-type"), "application/json");
    let (id, at) = (message.header("webhook-id"), message.header("webhook-timestamp"));
    assert_eq!(at, world.now().seconds().to_string());
    let key = base64url::decode(&SECRET["whsec_".len()..]).unwrap();
    let signed = hmac(&key, format!("{id}.{at}.{}", message.body).as_bytes());
    // The other alphabet, with padding.
    let signed = base64url::encode(&signed).replace('-', "+").replace('_', "/");
    assert_eq!(message.header("webhook-signature"), format!("v1,{signed}="));
}

/// A server with these receivers, and an operator who looks at its numbers.
fn told(webhooks: &Value) -> World {
    let mut world = world(webhooks);
    world.config.metrics = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    world.restart();
    world
}

/// Looks at the operator's numbers until they say so.
#[track_caller]
fn until(world: &World, receiver: &str, state: &str, count: u32) {
    let line = format!(
        "certfill_webhooks{{office=\"psb\",receiver=\"{receiver}\",state=\"{state}\"}} {count}"
    );
    let began = std::time::Instant::now();
    loop {
        let answer = http::send(world.metrics_address().unwrap(), "GET", "/metrics", &[], b"");
        let text = answer.unwrap().expect(200).text().to_owned();
        if text.lines().any(|other| other == line) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{line} is not in\n{text}");
    }
}

/// Looks into the database until a try has come to this: only then is it known when the next one is.
#[track_caller]
fn until_came_to(world: &World, word: &str) {
    let (mut other, began) = (world.connect(), std::time::Instant::now());
    loop {
        let row = sqlx::query("SELECT last FROM webhooks WHERE last = $1").bind(word);
        if world.wait(row.fetch_optional(&mut other)).unwrap().is_some() {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "no try came to {word}");
    }
}

#[test]
fn a_receiver_is_told_of_each_filing_and_of_nobody() {
    let register = Register::open();
    let world = told(&json!([register.hook("register")]));
    let (case_no, _) = file(&world, 1);
    let message = register.answers("204 No Content");
    assert_genuine(&world, &message);
    let said: Value = serde_json::from_str(&message.body).unwrap();
    assert_eq!(
        (&said["type"], &said["timestamp"]),
        (&json!("filing.received"), &json!("2026-11-23T04:00:00Z"))
    );
    assert_eq!(
        (&said["data"]["office"], &said["data"]["case_no"]),
        (&json!("psb"), &json!(case_no))
    );
    for secret in ["陈示例", "13800000000", "eyJ"] {
        assert!(!message.body.contains(secret), "{secret}");
    }
    until(&world, "register", "delivered", 1);
    // What was refused is told to nobody: the next message is the next filing's.
    let refused = super::wallet::post(&world, "x", b"{}");
    refused.expect(400);
    let (next, _) = file(&world, 2);
    assert_eq!(register.answers("200 OK").case_no(), next);
}

#[test]
fn what_fails_is_tried_again_when_it_is_time_and_is_the_same_message() {
    let register = Register::open();
    let mut world = told(&json!([register.hook("register")]));
    file(&world, 1);
    let first = register.answers("500 Internal Server Error");
    until_came_to(&world, "500");
    world.pass(6);
    let second = register.answers("302 Found\r\nlocation: http://127.0.0.1:1/");
    assert_eq!((second.id(), &second.body), (first.id(), &first.body));
    assert_genuine(&world, &second);
    until_came_to(&world, "302");
    // Five minutes, or a tenth more.
    world.pass(331);
    let third = register.answers("503 Service Unavailable\r\nretry-after: 7200");
    assert_eq!(third.id(), first.id());
    until_came_to(&world, "503");
    // The machine loses its power; what is not delivered is not forgotten.
    world.kill();
    world.restart();
    world.pass(7_201);
    let fourth = register.answers("200 OK");
    assert_eq!(fourth.id(), first.id());
    until(&world, "register", "delivered", 1);
}

#[test]
fn a_receiver_that_hangs_holds_up_nobody_else() {
    let (silent, other) = (Register::open(), Register::open());
    let world = told(&json!([silent.hook("silent"), other.hook("other")]));
    let cases: Vec<String> = (1..=2).map(|number| file(&world, number).0).collect();
    // It has the message and says nothing.
    let (hanging, _answer) = silent.came.recv_timeout(PATIENCE).unwrap();
    assert_eq!(hanging.case_no(), cases[0]);
    let told: Vec<String> = (1..=2).map(|_| other.answers("200 OK").case_no()).collect();
    assert_eq!(told, cases);
    until(&world, "other", "delivered", 2);
    until(&world, "silent", "waiting", 2);
    let (third, _) = file(&world, 3);
    assert_eq!(other.answers("200 OK").case_no(), third);
}

#[test]
fn what_was_given_up_is_said_and_sent_again_when_asked() {
    let register = Register::open();
    let world = told(&json!([register.hook("register")]));
    file(&world, 1);
    let first = register.answers("410 Gone");
    until(&world, "register", "given-up", 1);
    let again = |receiver: Option<&str>, all: bool| {
        let which = Replay {
            office: "psb".to_owned(),
            receiver: receiver.map(str::to_owned),
            all,
            ..Replay::default()
        };
        let mut config = world.config.clone();
        let now = world.now();
        config.clock = cert_server::Clock::from_fn(move || now);
        world.wait(replay(&config, &which)).unwrap()
    };
    assert_eq!(again(Some("another"), false), 0);
    assert_eq!(again(None, false), 1);
    let second = register.answers("200 OK");
    assert_eq!((second.id(), &second.body), (first.id(), &first.body));
    until(&world, "register", "delivered", 1);
    assert_eq!(again(None, false), 0);
    assert_eq!(again(Some("register"), true), 1);
    assert_eq!(register.answers("200 OK").id(), first.header("webhook-id"));
}

#[test]
fn two_machines_on_one_database_tell_once() {
    const FILINGS: u8 = 6;
    let register = Register::open();
    let mut one = World::start_on_postgres();
    let mut other = one.beside();
    let hook = json!([register.hook("register")]);
    for world in [&mut one, &mut other] {
        world.config.back_office = Some(settings(&hook));
        world.config.metrics = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
        world.restart();
    }
    let mut cases: Vec<String> = (1..=FILINGS)
        .map(|number| file(if number % 2 == 0 { &one } else { &other }, number).0)
        .collect();
    let mut told: Vec<String> =
        (1..=FILINGS).map(|_| register.answers("200 OK").case_no()).collect();
    until(&one, "register", "delivered", FILINGS.into());
    told.sort_unstable();
    cases.sort_unstable();
    assert_eq!(told, cases);
    assert!(register.came.try_recv().is_err(), "something was told twice");
}

#[test]
fn after_three_days_in_vain_it_is_given_up() {
    // Nobody listens there any more.
    let register = {
        let register = Register::open();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        Register { address, ..register }
    };
    let world = told(&json!([register.hook("gone")]));
    file(&world, 1);
    let began = std::time::Instant::now();
    let given_up = "certfill_webhooks{office=\"psb\",receiver=\"gone\",state=\"given-up\"} 1";
    loop {
        let answer = http::send(world.metrics_address().unwrap(), "GET", "/metrics", &[], b"");
        if answer.unwrap().expect(200).text().contains(given_up) {
            break;
        }
        // Each look is half a day later, so the ten tries are soon over.
        world.pass(43_200);
        assert!(began.elapsed() < PATIENCE, "it is tried for ever");
    }
    // Filing goes on all the while.
    file(&world, 2);
}

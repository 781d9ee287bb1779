//! What happens when the files under the server are not as they should be.

use std::{fs, os::unix::fs::PermissionsExt};

use cert_server::StorageFault;
use serde_json::json;

use super::world::World;

#[test]
fn keys_and_database_are_for_the_owner_alone() {
    let world = World::start_on_file();
    let mode =
        |path: &str| fs::metadata(world.folder.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("keys"), 0o700);
    for key in ["root", "forms", "psb", "hrss", "page"] {
        assert_eq!(mode(&format!("keys/{key}.jwk")), 0o600);
    }
    assert_eq!(mode("certfill.sqlite"), 0o600);
    assert_eq!(mode("certfill.sqlite-wal"), 0o600);
}

#[test]
fn a_key_that_others_can_read_stops_the_start() {
    let mut world = World::start();
    world.stop();
    let path = world.folder.join("keys/root.jwk");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("root.jwk") && refused.contains("others may read it"), "{refused}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "{}").unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("not a private key"), "{refused}");
}

#[test]
fn a_database_that_is_none_stops_the_start() {
    let mut world = World::start_on_file();
    world.stop();
    for file in ["certfill.sqlite-wal", "certfill.sqlite-shm"] {
        let _ = fs::remove_file(world.folder.join(file));
    }
    fs::write(world.folder.join("certfill.sqlite"), vec![b'x'; 8_192]).unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("certfill.sqlite") && !refused.contains('\n'), "{refused}");
}

#[test]
fn a_read_only_or_full_database_refuses_writing_and_recovers() {
    let world = World::start();
    for fault in [StorageFault::ReadOnly, StorageFault::Full] {
        let (_, offer) = world.offer("chen");
        // Free pages would still take a few rows; a full disk has none.
        world.faults.storage(Some(fault));
        let mut answer = world.redeem(&offer, None);
        for _ in 0..200 {
            if answer.status != 200 && answer.status != 400 {
                break;
            }
            answer = world.send("POST", "/issuer/nonce", &[], b"");
        }
        assert_eq!(answer.status, 503, "{fault:?}");
        assert_eq!(
            (answer.code().as_str(), answer.header("retry-after")),
            ("storage-unavailable", Some("10"))
        );
        assert!(answer.json()["detail"]["zh-CN"].is_string());
        world.get("/specimen").expect(200);
        world.faults.storage(None);
        world.send("POST", "/issuer/nonce", &[], b"").expect(200);
        world.offer("chen");
    }
}

#[test]
fn a_database_file_that_vanished_is_noticed() {
    let world = World::start_on_file();
    world.get("/readyz").expect(200);
    fs::rename(world.folder.join("certfill.sqlite"), world.folder.join("elsewhere")).unwrap();
    world.pass(1);
    assert_eq!(world.get("/readyz").expect(503).code(), "not-ready");
    assert_eq!(
        world.send("POST", "/issuer/nonce", &[], b"").expect(503).code(),
        "storage-unavailable"
    );
    fs::rename(world.folder.join("elsewhere"), world.folder.join("certfill.sqlite")).unwrap();
    world.send("POST", "/issuer/nonce", &[], b"").expect(200);
}

#[test]
fn numbers_are_for_the_operator_alone() {
    let mut world = World::stopped();
    world.config.metrics = Some("127.0.0.1:0".parse().unwrap());
    world.restart();
    world.get("/status/1").expect(200);
    world.get("/certificates/secret-id?name=x");
    let address = world.metrics_address().unwrap();
    let numbers = super::http::send(address, "GET", "/metrics", &[], b"").unwrap().expect(200);
    let expected = r#"certfill_requests_total{route="/status/{n}",method="GET",status="200"} 1"#;
    let has = |line: &str| numbers.text().lines().any(|other| other == line);
    assert!(has(expected) && has("certfill_can_store 1"), "{}", numbers.text());
    assert!(!numbers.text().contains("secret"));
    assert_eq!(world.get("/metrics").expect(404).code(), "not-found");
    assert_eq!(super::http::send(address, "GET", "/healthz", &[], b"").unwrap().status, 404);
    world.config.metrics = None;
    world.restart();
    assert_eq!(world.metrics_address(), None);
}

#[test]
fn to_live_and_to_be_ready_are_two_things() {
    for fault in [StorageFault::ReadOnly, StorageFault::Full] {
        let world = World::start();
        world.faults.storage(Some(fault));
        // On a busy machine a look may take longer than the server waits for it; then it says what it knew.
        let after_a_look = |status: u16| {
            let mut looks = (0..20).map(|_| {
                world.pass(1);
                world.get("/readyz")
            });
            looks.find(|answer| answer.status == status).expect("an answer after a look")
        };
        let refused = after_a_look(503);
        assert_eq!(
            (refused.code().as_str(), refused.header("retry-after")),
            ("not-ready", Some("10"))
        );
        let none = json!({"store": false, "issue": false, "file": false});
        assert_eq!(refused.json()["can"], none, "{fault:?}");
        assert_eq!(world.get("/healthz").expect(200).text(), "alive\n");
        world.faults.storage(None);
        let all = json!({"store": true, "issue": true, "file": true});
        assert_eq!(after_a_look(200).json(), json!({"ready": true, "can": all}));
    }
}

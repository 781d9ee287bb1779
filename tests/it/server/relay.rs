//! Sealed messages between a kiosk and a phone: opaque, once, bounded, and gone.

use cert_server::Rate;

use super::world::World;

const CHANNEL: &str = "AAECAwQFBgcICQoLDA0ODw";
const OCTETS: [(&str, &str); 1] = [("content-type", "application/octet-stream")];

fn slot(name: &str) -> String {
    format!("/relay/{CHANNEL}/{name}")
}

#[test]
fn a_message_is_carried_once_and_byte_for_byte() {
    let world = World::start();
    let sealed: Vec<u8> = (0..=255).collect();
    assert_eq!(world.send("GET", &slot("p1"), &[], b"").expect(204).body, b"");
    world.send("PUT", &slot("p1"), &OCTETS, &sealed).expect(204);
    let again = world.send("PUT", &slot("p1"), &OCTETS, b"other").expect(409);
    assert_eq!(again.code(), "relay-slot-used");
    let other = "/relay/AAECAwQFBgcICQoLDA0OAA/p1";
    assert_eq!(world.send("GET", other, &[], b"").expect(204).body, b"", "another conversation");
    let taken = world.send("GET", &slot("p1"), &[], b"").expect(200);
    assert_eq!(taken.body, sealed);
    assert_eq!(taken.header("cache-control"), Some("no-store"));
    assert_eq!(world.send("GET", &slot("p1"), &[], b"").expect(204).body, b"", "read and gone");
    let replay = world.send("PUT", &slot("p1"), &OCTETS, &sealed).expect(409);
    assert_eq!(replay.code(), "relay-slot-used");
}

#[test]
fn what_nobody_fetches_is_forgotten() {
    let world = World::start();
    world.send("PUT", &slot("p1"), &OCTETS, b"sealed").expect(204);
    world.pass(600);
    assert_eq!(world.send("GET", &slot("p1"), &[], b"").expect(204).body, b"");
}

#[test]
fn nothing_is_carried_over_a_restart_or_written_down() {
    let mut world = World::start_on_file();
    world.send("PUT", &slot("p1"), &OCTETS, b"sealed-and-unlike-anything-else").expect(204);
    world.restart();
    assert_eq!(world.send("GET", &slot("p1"), &[], b"").expect(204).body, b"");
    let has = world.stored().windows(6).any(|bytes| bytes == b"sealed");
    assert!(!has, "it was in memory only");
}

#[test]
fn names_sizes_and_floods_are_bounded() {
    let mut world = World::start();
    for bad in [
        "/relay/short/p1",
        "/relay/AAECAwQFBgcICQoLDA0OD%2F/p1",
        &slot("x1"),
        &slot("p0"),
        &slot("p01"),
        &slot("p1000"),
        &slot("p"),
    ] {
        world.send("PUT", bad, &OCTETS, b"a").expect(404);
        world.send("GET", bad, &[], b"").expect(404);
    }
    let large = vec![0; 1_048_577];
    let refused = world.send("PUT", &slot("p1"), &OCTETS, &large).expect(413);
    assert_eq!(refused.code(), "body-too-large");
    world.send("PUT", &slot("p1"), &[("content-type", "text/html")], b"a").expect(415);
    world.send("POST", &slot("p1"), &OCTETS, b"a").expect(405);
    for number in 1..=4 {
        world.send("PUT", &slot(&format!("p{number}")), &OCTETS, b"a").expect(204);
    }
    let full = world.send("PUT", &slot("p5"), &OCTETS, b"a").expect(429);
    assert_eq!(full.code(), "relay-full");
    world.config.rate = Rate { burst: 2, per_second: 0 };
    world.restart();
    // Another conversation: where machines share a database, the first one is still there.
    let other = |name: &str| slot(name).replace("AAEC", "BAEC");
    world.send("PUT", &other("p1"), &OCTETS, b"a").expect(204);
    world.send("PUT", &other("p2"), &OCTETS, b"a").expect(204);
    let flood = world.send("PUT", &other("p3"), &OCTETS, b"a").expect(429);
    assert_eq!(flood.code(), "too-many-requests");
}

#[test]
fn an_operator_without_a_kiosk_carries_nothing() {
    let mut world = World::stopped();
    world.config.world = None;
    world.restart();
    world.send("PUT", &slot("p1"), &OCTETS, b"a").expect(404);
    world.send("GET", &slot("p1"), &[], b"").expect(404);
}

//! `cert-server doctor`: what it says of a good installation, and of each thing that is not.

use std::{fs, os::unix::fs::PermissionsExt};

use cert_server::{Config, Finding, Health, examine};

use super::{store::FILES, world::World};

fn found(world: &World, config: &Config) -> Vec<Finding> {
    world.wait(examine(config))
}

/// How it stands with this thing, and what is said.
fn of<'f>(findings: &'f [Finding], about: &str) -> (Health, &'f str) {
    let finding = findings.iter().find(|finding| finding.about == about).unwrap();
    (finding.health, &finding.says)
}

/// A server that has run and was stopped: nothing of it is bad.
fn stopped() -> World {
    let mut world = World::start();
    world.stop();
    fs::set_permissions(&world.folder, fs::Permissions::from_mode(0o700)).unwrap();
    world
}

#[test]
fn nothing_is_bad_about_a_server_that_has_run_and_nothing_is_changed() {
    let world = stopped();
    let before = world.stored();
    let findings = found(&world, &world.config);
    let bad = findings.iter().filter(|finding| finding.health == Health::Bad).count();
    assert_eq!(bad, 0, "{findings:?}");
    for about in ["data", "keys", "world", "database", "address"] {
        assert_eq!(of(&findings, about).0, Health::Good, "{findings:?}");
    }
    assert!(of(&findings, "database").1.ends_with("the newest"), "{findings:?}");
    assert_eq!(world.stored(), before);
}

#[test]
fn before_the_first_start_it_says_what_that_will_make_and_makes_nothing() {
    let world = World::stopped_on_file();
    let mut config = world.config.clone();
    config.data = world.folder.join("not-yet");
    let files = world.folder.join("no-files");
    config.attachments = Some(files.to_str().unwrap().to_owned());
    let findings = found(&world, &config);
    for about in ["data", "keys", "database", "attachments"] {
        let (health, says) = of(&findings, about);
        assert!(health == Health::ToKnow && says.contains("first start"), "{findings:?}");
    }
    assert!(!config.data.exists() && !files.exists());
}

#[test]
fn keys_that_others_can_read_or_that_are_none_are_bad() {
    let world = stopped();
    let key = world.folder.join("keys/root.jwk");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let findings = found(&world, &world.config);
    let (health, says) = of(&findings, "keys");
    assert!(health == Health::Bad && says.contains("chmod 600"), "{findings:?}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&key, "{}").unwrap();
    let findings = found(&world, &world.config);
    assert!(of(&findings, "keys").1.contains("not a private key"), "{findings:?}");
}

#[test]
fn other_keys_than_the_database_knows_are_bad() {
    let world = stopped();
    let (own, other) = ("keys/psb.jwk", "keys/forms.jwk");
    fs::copy(world.folder.join(other), world.folder.join(own)).unwrap();
    let findings = found(&world, &world.config);
    let (health, says) = of(&findings, "database");
    if world.config.postgres.is_some() {
        assert!(health == Health::Bad && says.contains("\"psb\""), "{findings:?}");
    } else {
        // One machine is alone with its file, which remembers no keys.
        assert_eq!(health, Health::Good, "{findings:?}");
    }
}

#[test]
fn tables_of_another_version_are_told() {
    let world = stopped();
    let newer = "UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    world.wait(sqlx::raw_sql(newer).execute(&mut world.connect())).unwrap();
    let findings = found(&world, &world.config);
    let (health, says) = of(&findings, "database");
    assert!(health == Health::Bad && says.contains("use the newer server"), "{findings:?}");
    let older = "DELETE FROM _sqlx_migrations WHERE version = 9999";
    world.wait(sqlx::raw_sql(older).execute(&mut world.connect())).unwrap();
    let findings = found(&world, &world.config);
    let (health, says) = of(&findings, "database");
    assert!(health == Health::ToKnow && says.contains("Make a backup first"), "{findings:?}");
}

#[test]
fn what_is_no_database_or_away_is_bad() {
    let world = World::stopped_on_file();
    let file = world.folder.join(FILES[0]);
    fs::write(&file, "no database at all, but long enough to have a head of one: 0123456789 0123456789 0123456789").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let findings = found(&world, &world.config);
    assert_eq!(of(&findings, "database").0, Health::Bad, "{findings:?}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let findings = found(&world, &world.config);
    assert!(of(&findings, "database").1.contains("chmod 600"), "{findings:?}");
    let mut config = world.config.clone();
    config.postgres = Some("postgres://certfill:secret@127.0.0.1:1/city".to_owned());
    let findings = found(&world, &config);
    let (health, says) = of(&findings, "database");
    assert!(health == Health::Bad && says.contains("nobody answers there"), "{findings:?}");
    assert!(findings.iter().all(|finding| !finding.says.contains("secret")), "{findings:?}");
}

#[test]
fn places_that_cannot_be_used_and_addresses_are_told() {
    let mut world = stopped();
    let mut config = world.config.clone();
    config.world = Some(world.folder.join("nowhere"));
    config.app = Some(world.folder.clone());
    config.public_url = None;
    config.listen = ([0, 0, 0, 0], 0).into();
    let findings = found(&world, &config);
    for about in ["world", "app", "public address"] {
        assert_eq!(of(&findings, about).0, Health::Bad, "{findings:?}");
    }
    fs::set_permissions(&world.folder, fs::Permissions::from_mode(0o777)).unwrap();
    let findings = found(&world, &world.config);
    assert!(of(&findings, "data").1.contains("chmod 700"), "{findings:?}");
    fs::set_permissions(&world.folder, fs::Permissions::from_mode(0o700)).unwrap();
    world.restart();
    let mut config = world.config.clone();
    config.listen = world.address();
    let findings = found(&world, &config);
    let (health, says) = of(&findings, "address");
    assert!(health == Health::ToKnow && says.contains("a server that is running?"), "{findings:?}");
}

//! The log of the desk: everything is in it, nothing goes out of it.

use super::{
    desk::{Browser, filed, with_desk},
    world::World,
};

/// Runs a statement as somebody with the file would; the message when the database refuses.
fn run(world: &World, statements: &[&'static str]) -> Result<(), String> {
    let mut connection = world.connect();
    world.wait(async {
        let mut done = Ok(());
        for statement in statements {
            let ended = sqlx::query(*statement).execute(&mut connection).await;
            done = done.and(ended.map(drop).map_err(|error| error.to_string()));
        }
        done
    })
}

#[test]
fn everything_that_a_clerk_does_is_written_down() {
    let world = with_desk(&[("lin", "decide:psb"), ("gu", "administer:*")]);
    let case = filed(&world, 1);
    let lin = Browser::of(&world, "lin");
    let place = format!("/cases/{}", case.case_no);
    lin.get(&place).expect(200);
    lin.get_json(&format!("{place}/evidence")).expect(200);
    lin.decide(&case.case_no, "1", &[("state", "checking"), ("note", "秘密的话")]).expect(303);
    lin.get(&format!("{place}/record")).expect(200);
    lin.get(&format!("{place}/record.json")).expect(200);
    lin.log_in("lin", "wrong wrong wrong").expect(401);
    let gu = Browser::of(&world, "gu");
    let page = gu.get("/log?lang=en").expect(200);
    for deed in [
        "Made an account",
        "Logged in",
        "Opened the case",
        "Took the certificates to verify them again",
        "Decided",
        "statement: 2",
        "Opened the archive page",
        "Downloaded the archive file",
        "Failed to log in",
        "Read the log",
    ] {
        assert!(page.text().contains(deed), "{deed}");
    }
    for personal in ["陈示例", "13800000000", "秘密的话", "wrong wrong"] {
        assert!(!page.text().contains(personal), "{personal}");
    }
    let check = gu.get("/log/check?lang=en").expect(200);
    assert!(check.text().contains("The log is whole:"), "{}", check.text());
}

#[test]
fn the_database_refuses_to_change_or_delete_an_entry() {
    let world = with_desk(&[("lin", "look:psb")]);
    for statement in ["UPDATE desk_log SET clerk = 'other'", "DELETE FROM desk_log"] {
        let refused = run(&world, &[statement]).unwrap_err();
        assert!(refused.contains(" stays "), "{refused}");
    }
}

#[test]
fn an_entry_that_was_changed_behind_the_databases_back_is_found() {
    for change in [
        "UPDATE desk_log SET entry = replace(entry, 'lin', 'wan') WHERE number = 2",
        "UPDATE desk_log SET clerk = 'wan' WHERE number = 2",
        "UPDATE desk_log SET hash = 'AAAA' WHERE number = 2",
        "DELETE FROM desk_log WHERE number = 2",
        "UPDATE desk_log SET number = 100 WHERE number = 2",
        "UPDATE desk_log SET at = 5 WHERE number = 2",
    ] {
        let world = with_desk(&[("gu", "administer:*"), ("lin", "look:psb")]);
        let gu = Browser::of(&world, "gu");
        let open: &[&str] = match world.store.is_postgres() {
            true => &["DROP TRIGGER desk_log_stays ON desk_log"],
            false => {
                &["DROP TRIGGER desk_log_is_not_changed", "DROP TRIGGER desk_log_is_not_deleted"]
            }
        };
        run(&world, open).unwrap();
        run(&world, &[change]).unwrap();
        let page = gu.get("/log/check?lang=en").expect(200);
        assert!(
            page.text().contains("Entry 2 is not what was written"),
            "{change}: {}",
            page.text()
        );
    }
}

#[test]
fn what_cannot_be_written_down_is_not_shown() {
    let world = with_desk(&[("lin", "decide:psb")]);
    let case = filed(&world, 1);
    let lin = Browser::of(&world, "lin");
    world.faults.storage(Some(cert_server::StorageFault::ReadOnly));
    let place = format!("/cases/{}", case.case_no);
    let page = lin.get(&place).expect(503);
    assert!(!page.text().contains("陈示例") && page.text().contains("storage-unavailable"));
    world.faults.storage(None);
    assert!(lin.get(&place).expect(200).text().contains("陈示例"));
}

#[test]
fn an_administrator_of_one_office_reads_of_that_office() {
    let world =
        with_desk(&[("gu", "administer:land"), ("lin", "look:psb"), ("qi", "administer:psb")]);
    let case = filed(&world, 1);
    Browser::of(&world, "lin").get(&format!("/cases/{}", case.case_no)).expect(200);
    let land = Browser::of(&world, "gu").get("/log").expect(200);
    assert!(!land.text().contains(&case.case_no) && !land.text().contains("look:psb"));
    let psb = Browser::of(&world, "qi").get("/log").expect(200);
    assert!(psb.text().contains(&case.case_no));
}

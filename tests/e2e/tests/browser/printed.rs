//! On paper: A4, in the browsers whose drivers print, read back with poppler's pdftotext.

use std::process::Command;

use cert_app::words::{certificate, common, form_check, verify};
use cert_e2e::{Engine, Lang, Session, Viewport, World, scenario_in};

use crate::citizen::{ready_to_send, say, send, with_certificates};

/// The words of each sheet.
fn sheets(page: &Session, name: &str) -> Vec<String> {
    let pdf = page.pdf().expect("a print");
    let folder = cert_e2e::root().join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("the folder of the pictures");
    let file = folder.join(format!("printed-{}-{name}.pdf", page.engine().name()));
    std::fs::write(&file, pdf).expect("the print");
    let read = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(&file)
        .arg("-")
        .output()
        .expect("pdftotext; `cargo xtask test` installs it or says how");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8_lossy(&read.stdout).into_owned();
    let mut sheets: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    // Each sheet ends with a form feed.
    sheets.pop();
    sheets
}

/// No sheet is wasted on a heading, or left for a line or two.
fn are_used(sheets: &[String], what: &str) {
    for (number, sheet) in sheets.iter().enumerate() {
        let lines = sheet.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines >= 4, "{what}: sheet {} has {lines} lines:\n{sheet}", number + 1);
    }
}

fn prints(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "printed", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        ready_to_send(page);
        let check = sheets(page, "check");
        assert!(check.len() <= 3, "the check page takes {} sheets", check.len());
        assert!(check[0].contains("Full name"), "the first sheet has no answers:\n{}", check[0]);
        are_used(&check, "check page");

        send(page);
        let case_no = world.filings()[0].case_no.clone();
        let receipt = sheets(page, "receipt");
        assert_eq!(receipt.len(), 1, "a receipt is one sheet");
        // What Firefox prints has digits that pdftotext cannot name: there their label is looked for.
        let case_no = match engine {
            Engine::Firefox => say(page, form_check::CASE_NO).to_owned(),
            _ => case_no,
        };
        let before: Vec<&str> = receipt[0]
            .lines()
            .take_while(|line| !line.contains(&case_no))
            .filter(|line| !line.trim().is_empty())
            .collect();
        assert!(receipt[0].contains(&case_no), "no case number:\n{}", receipt[0]);
        assert!(before.len() <= 8, "the case number stands below {before:?}");

        page.press(say(page, form_check::SAVE_RECEIPT));
        let text = std::fs::read_to_string(page.downloaded(".sd-jwt")).expect("the receipt");
        page.press(say(page, common::NAV_VERIFY));
        page.wait_text(say(page, verify::PASTE_LABEL));
        page.fill_css("#text", text.trim());
        page.click("main form [type=submit]");
        page.wait_text(say(page, certificate::CLASS_VALID));
        let record = sheets(page, "verified");
        let verdict = say(page, certificate::CLASS_VALID);
        assert!(record[0].contains(verdict), "no verdict on the record:\n{}", record[0]);
        are_used(&record, "verify record");
    });
}

#[test]
fn receipts_and_answers_are_printed_well_in_chromium() {
    prints(Engine::Chromium);
}

#[test]
fn receipts_and_answers_are_printed_well_in_firefox() {
    prints(Engine::Firefox);
}

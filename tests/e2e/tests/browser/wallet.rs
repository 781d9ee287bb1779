//! The wallet: locked and opened, carried to another device, kept nowhere, refused by the browser.

use cert_app::words::{Text, add, certificate, common, home, settings, welcome};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    PASSPHRASE, PERSONAL, accept_offer, assert_all_sound, choose_passphrase, due, lock_and_reload,
    look, open_offer, say, say_with, sound, unlock, with_certificates, with_certificates_unsaved,
};

/// The words of a code, as the app shows them.
pub(crate) fn words_of(page: &Session, code: &str) -> cert_words::Words {
    cert_words::code_words(code, crate::citizen::app_lang(page))
}

/// Waits until the page says what a code means and what to do.
pub(crate) fn wait_for_code(page: &Session, code: &str) {
    let words = words_of(page, code);
    page.wait_text(words.cause);
    assert!(page.shows(words.remedy), "what to do about {code}");
}

fn go_to(page: &Session, section: Text, lands_on: Text) {
    page.press(say(page, section));
    page.wait_text(say(page, lands_on));
}

#[test]
fn a_vault_is_opened_only_by_its_passphrase_and_moves_as_one_file() {
    let world = World::start();
    scenario("vault", &world, Viewport::Phone, Lang::Zh, |page| {
        // What is wrong with a new passphrase is said before anything is made.
        page.go("/");
        page.press(say(page, welcome::OPEN_FILE));
        page.wait_text(say(page, welcome::HOW_TITLE));
        page.fill_css("#passphrase", "short");
        page.press(say(page, welcome::CREATE_BUTTON));
        page.wait_for("#summary");
        assert!(page.text("#summary").contains(say(page, welcome::PASSPHRASE_SHORT)));
        assert!(page.title().starts_with(say(page, common::ERROR_PREFIX)), "{}", page.title());
        look(page, "passphrase-short");
        // It is typed once: what was typed can be looked at, and the page says how good it is.
        page.fill_css("#passphrase", "12345678");
        page.wait_text(say(page, welcome::STRENGTH_GUESSABLE));
        page.fill_css("#passphrase", PASSPHRASE);
        page.wait_text(say(page, welcome::STRENGTH_STRONG));
        let kind = |page: &Session| page.attribute("#passphrase", "type");
        assert_eq!(kind(page).as_deref(), Some("password"), "shown unasked");
        page.press(say(page, welcome::REVEAL_SHORT));
        page.wait("the passphrase", "document.querySelector('#passphrase').type === 'text'");
        assert_eq!(page.value("#passphrase"), PASSPHRASE);
        choose_passphrase(page);
        page.wait_text(say(page, add::OPEN_TITLE));
        look(page, "add");

        // The link opens in the app that is already here.
        open_offer(page, "chen");
        accept_offer(page, "4");

        // Wrong passphrase: words, and nothing is lost.
        lock_and_reload(page);
        page.wait_for("#passphrase");
        look(page, "locked");
        page.fill_css("#passphrase", "not the passphrase");
        page.press(say(page, welcome::UNLOCK_BUTTON));
        wait_for_code(page, "wrong-passphrase");
        look(page, "wrong-passphrase");
        unlock(page);
        page.wait_text(&say_with(page, home::COUNT, &["4"]));

        go_to(page, common::NAV_SETTINGS, settings::BACKUP_TITLE);
        look(page, "settings");
        page.press(say(page, settings::EXPORT));
        let backup = page.downloaded("certfill-backup.json");
        let text = std::fs::read_to_string(&backup).expect("the backup");
        for word in PERSONAL {
            assert!(!text.contains(word), "{word} is in the clear in the backup");
        }

        // Locking hides everything at once.
        page.press(say(page, common::LOCK_NOW));
        page.wait_text(say(page, settings::VAULT_LOCKED));
        sound(page, "settings, locked");
        page.press(say(page, settings::VAULT_UNLOCK));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        assert!(!page.shows("陈示例"));
        page.assert_not_stored(PERSONAL);
        unlock(page);

        // Half of the file on its way: nothing changes.
        let half = backup.with_file_name("half.json");
        let middle = (text.len() / 2..).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        std::fs::write(&half, &text[..middle]).expect("half a backup");
        go_to(page, common::NAV_SETTINGS, settings::DELETE_TITLE);
        import(page, &half);
        page.wait_text(words_of(page, "backup-not-readable").cause);
        look(page, "half-a-backup");

        // Everything is deleted, then brought back from the file.
        page.press(say(page, settings::DELETE_BUTTON));
        page.wait_text(say(page, settings::DELETE_SURE_TITLE));
        sound(page, "delete dialogue");
        page.press(say(page, settings::DELETE_SURE));
        page.wait_text(say(page, welcome::TITLE));
        let left = page.stored_text();
        assert!(!left.contains("envelope"), "something of the vault is left");
        page.press(say(page, welcome::OPEN_FILE));
        choose_passphrase(page);
        page.wait_text(say(page, add::OPEN_TITLE));
        go_to(page, common::NAV_SETTINGS, settings::IMPORT);
        import(page, &backup);
        page.wait_text(&say_with(page, settings::IMPORTED, &["4"]));
        go_to(page, common::NAV_HOME, home::START);
        assert_eq!(page.count("a.cert"), 4);
        page.assert_not_stored(PERSONAL);
        assert_all_sound();
    });
}

pub(crate) fn import(page: &Session, file: &std::path::Path) {
    page.wait("the backup section", "!!document.querySelector('#backup-file')");
    if page.run("document.querySelector('#backup-file').closest('details').open") == json!(false) {
        page.press(say(page, settings::IMPORT));
        page.wait(
            "the fold to open",
            "document.querySelector('#backup-file').closest('details').open",
        );
    }
    page.choose_files("#backup-file", &[file.to_path_buf()]);
    page.wait_text(&file.file_name().expect("a name").to_string_lossy());
    page.fill_css("#backup-passphrase", PASSPHRASE);
    page.press(say(page, settings::IMPORT_BUTTON));
}

#[test]
fn without_saving_nothing_is_left_behind() {
    let world = World::start();
    scenario("unsaved", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates_unsaved(page);
        page.wait_text(&due(page, home::DUE_IN, "12"));
        assert!(page.shows(say(page, common::MEMORY_ONLY)));
        look(page, "home");
        page.assert_not_stored(PERSONAL);
        crate::citizen::ready_to_send(page);
        look(page, "check");
        crate::citizen::send(page);
        assert_eq!(world.filings().len(), 1);
        page.assert_not_stored(PERSONAL);
        page.reload();
        page.wait_for("main:not(#boot) h1");
        page.go("/");
        page.wait_text(say(page, welcome::TITLE));
        let left = page.stored_text();
        assert!(!left.contains("record/"), "something of the vault is left");
        page.assert_not_stored(PERSONAL);
        assert_all_sound();
    });
}

#[test]
fn a_browser_that_stores_nothing_is_good_enough() {
    let world = World::start();
    scenario("refused-storage", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load(
            "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
        );
        page.go("/");
        page.wait_for("main:not(#boot) h1");
        page.press(say(page, welcome::OPEN_FILE));
        page.wait_text(say(page, welcome::HOW_TITLE));
        wait_for_code(page, "storage-refused");
        assert_eq!(page.count("#passphrase"), 0, "a passphrase would protect nothing");
        look(page, "where-to-keep");
        page.press(say(page, welcome::MEMORY_BUTTON));
        page.wait_text(say(page, add::OPEN_TITLE));
        assert_all_sound();
    });
}

#[test]
fn a_certificate_is_looked_at_exported_deleted_and_brought_back() {
    let world = World::start();
    scenario("certificate", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        page.click("a.cert");
        page.wait_text(say(page, certificate::EXPORT));
        // Rule C27: the number's middle is hidden, shown when asked, and hidden again.
        let whole = "/\\d{17}[\\dX]/.test(document.querySelector('main').innerText)";
        page.press(say(page, certificate::EXPORT));
        let file = page.downloaded("certificate.sd-jwt");
        let shows_number = page.run(whole) == json!(true);
        assert!(!shows_number, "the whole number is on the page before it was asked for");
        page.press(say(page, certificate::DELETE));
        page.wait_text(say(page, home::REMOVED));
        look(page, "removed");
        page.press(say(page, common::UNDO));
        page.wait_text(&say_with(page, home::COUNT, &["4"]));
        // The same one again is not kept twice.
        page.press(say(page, home::ADD));
        page.wait_text(say(page, add::OPEN_TITLE));
        page.drop_files(".drop", std::slice::from_ref(&file));
        page.wait_text(say(page, add::RESULT_KNOWN));
        look(page, "known");
        assert_all_sound();
    });
}

#[test]
fn a_code_is_asked_for_and_an_offer_works_once() {
    let world = World::start();
    scenario("code", &world, Viewport::Phone, Lang::Zh, |page| {
        page.go("/specimen?lang=zh");
        page.wait_for("#tx-wang");
        page.click("#tx-wang");
        page.act(
            "document.querySelector('#tx-wang').closest('form').querySelector('button').click()",
        );
        page.wait_path("/specimen/codes/");
        page.wait_for("details.secret");
        page.assert_accessible("transaction code");
        page.click("details.secret > summary");
        let code = page.text(".digits");
        page.click("a[href*='/specimen/offers/']");
        page.wait_path("/specimen/offers/");
        page.wait_for("a[href*='/add#offer']");
        let link = page.attribute("a[href*='/add#offer']", "href").expect("the offer");
        page.go(&link);
        page.wait_for("#tx-code");
        let get = say(page, add::OFFER_MEMORY);
        page.press(get);
        page.wait_text(say(page, add::TX_CODE_MISSING));
        sound(page, "code missing");
        let wrong: String =
            code.chars().map(|digit| if digit == '1' { '2' } else { '1' }).collect();
        page.fill_css("#tx-code", &wrong);
        page.press(get);
        wait_for_code(page, "transaction-code-wrong");
        look(page, "wrong");
        page.fill_css("#tx-code", &code);
        accept_offer(page, "4");
        // Once more: the link is used up, and the app says what to do.
        page.go(&link);
        page.wait_for("main [class*=banner] code, main code");
        look(page, "used");
        drop(page.complaints());
        assert_all_sound();
    });
}

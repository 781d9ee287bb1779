//! `certfill preview`: an author sees the form filled in the real app, and every save of it without pressing anything.

use std::fs;
use std::path::PathBuf;

use cert_app::words::{Text, add, form, home, welcome};
use cert_e2e::{Lang, Session, Site, Viewport, scenario};
use serde_json::json;

use self::previewing::Preview;
use crate::citizen::{page_say, say};

/// The same program at work as in the native tests.
#[path = "../../../it/previewing.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod previewing;

/// A copy of the library's folder, previewed until this is dropped.
struct Author {
    form: PathBuf,
    folder: PathBuf,
    site: Site,
    /// It ends before its folder goes.
    preview: Option<Preview>,
}

impl Author {
    fn begins(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("certfill-author-{name}-{}", std::process::id()));
        let library = cert_e2e::root().join("tests/departments/library");
        for place in ["", "forms", "types", "examples", "services"] {
            fs::create_dir_all(folder.join(place)).unwrap();
            for entry in fs::read_dir(library.join(place)).unwrap().flatten() {
                if entry.path().is_file() {
                    fs::copy(entry.path(), folder.join(place).join(entry.file_name())).unwrap();
                }
            }
        }
        let form = folder.join("forms/renew-reader-card.json");
        let dist = cert_e2e::root().join("dist");
        let preview = Preview::start(previewing::arguments(&dist, &form));
        let site = Site::elsewhere(&preview.base);
        Self { form, folder, site, preview: Some(preview) }
    }

    /// Saves the form with this in place of that.
    fn saves(&self, this: &str, that: &str) {
        let text = fs::read_to_string(&self.form).unwrap();
        assert!(text.contains(this), "{this}");
        fs::write(&self.form, text.replace(this, that)).unwrap();
    }
}

impl Drop for Author {
    fn drop(&mut self) {
        drop(self.preview.take());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The page in the frame.
const INSIDE: &str = "document.getElementById('app').contentDocument";

fn wait_inside(page: &Session, text: &str) {
    let shown = json!(text);
    page.wait(
        text,
        &format!("{INSIDE}?.querySelector('main')?.innerText.includes({shown}) ?? false"),
    );
}

/// Presses what is called so in the frame: the whole of it first, else a part.
fn press_inside(page: &Session, text: &str) {
    let text = json!(text);
    let found = format!(
        "(() => {{ const all = [...{INSIDE}.querySelectorAll('main button, main a, main label')]; \
           return all.find((one) => one.innerText.trim() === {text}) ?? all.find((one) => one.innerText.includes({text})); }})()"
    );
    page.wait(&format!("{text} in the frame"), &format!("Boolean({found})"));
    page.act(&format!("{found}.click()"));
}

fn said(page: &Session, text: Text) -> &'static str {
    say(page, text)
}

#[test]
fn an_author_sees_every_save_of_a_form_and_keeps_what_was_typed() {
    let author = Author::begins("live");
    scenario("preview", &author.site, Viewport::Computer, Lang::Zh, |page| {
        page.go("/specimen/preview?lang=zh");
        wait_inside(page, said(page, welcome::HOW_TITLE));
        page.press("领取示例证照");
        press_inside(page, "在证填中打开");
        // Nothing is saved: a page that was loaded anew would have lost it.
        press_inside(page, said(page, add::OFFER_MEMORY));
        wait_inside(page, said(page, home::TITLE));
        page.press("打开表单");
        press_inside(page, said(page, form::FILL_FROM));
        wait_inside(page, "在哪个馆取书？");
        press_inside(page, "徐汇分馆");
        page.screenshots("preview-1");

        author.saves("在哪个馆取书？", "您想去哪个馆取书？");
        wait_inside(page, "您想去哪个馆取书？");
        page.wait(
            "the choice to be there still",
            &format!("{INSIDE}.querySelector('input[type=radio]:checked')?.value === 'xuhui'"),
        );
        assert!(page.shows("这里显示的就是文件现在的内容"));

        author.saves("\"/card/reader\",", "\"/card/nobody\",");
        page.wait_text("the form has no answer /card/nobody");
        page.wait_text("这里仍是最后一个没有错误的版本");
        wait_inside(page, "您想去哪个馆取书？");
        page.screenshots("preview-2-errors");

        author.saves("\"/card/nobody\",", "\"/card/reader\",");
        page.wait(
            "the findings to be gone",
            "document.querySelectorAll('#findings li').length === 0",
        );
        press_inside(page, said(page, form::CONTINUE));
        press_inside(page, page_say(page, "以上内容属实", "What I have said is true"));
        page.act(&format!("{INSIDE}.querySelector('#send').click()"));
        wait_inside(page, "LIBRARY-");
        page.screenshots("preview-3-sent");
        // While the server is started for another edition nobody answers; nothing else may be complained about.
        let complaints = page.complaints();
        let missed =
            |one: &String| one.contains("ERR_CONNECTION") || one.contains("ERR_EMPTY_RESPONSE");
        assert!(complaints.iter().all(missed), "{complaints:#?}");
    });
}

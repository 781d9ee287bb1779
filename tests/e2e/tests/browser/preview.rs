//! `certfill preview`: an author sees the form filled in the real app, and every save of it without pressing anything.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use cert_app::words::{Text, add, form, home, welcome};
use cert_e2e::{Lang, Session, Site, Viewport, scenario};
use serde_json::json;

use crate::citizen::{page_say, say};

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A copy of the library's folder, previewed until this is dropped.
struct Author {
    form: PathBuf,
    folder: PathBuf,
    site: Site,
    stdin: Option<Sender<()>>,
    running: Option<std::thread::JoinHandle<u8>>,
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
        let (line, said) = channel();
        let (stdin, closed) = channel();
        let mut arguments: Vec<OsString> =
            ["certfill", "preview", "--no-open", "--until-stdin-closes", "--app"]
                .map(Into::into)
                .into();
        arguments.extend([cert_e2e::root().join("dist").into(), form.clone().into_os_string()]);
        let running = std::thread::spawn(move || {
            let (mut input, mut output) = (UntilDropped(closed), Lines(line, Vec::new()));
            let mut messages = std::io::sink();
            let mut io =
                cert_cli::Io { input: &mut input, output: &mut output, messages: &mut messages };
            cert_cli::run(arguments, &mut io)
        });
        let base = loop {
            let line: String = said.recv_timeout(PATIENCE).expect("the preview starts");
            if let Some(address) = line.strip_prefix("the form is open at ") {
                break address.strip_suffix("/specimen/preview").unwrap().to_owned();
            }
        };
        let site = Site::elsewhere(&base);
        Self { form, folder, site, stdin: Some(stdin), running: Some(running) }
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
        drop(self.stdin.take());
        let _ = self.running.take().map(|running| running.join());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Stdin that ends when the other side is dropped.
struct UntilDropped(Receiver<()>);

impl Read for UntilDropped {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        let _ = self.0.recv();
        Ok(0)
    }
}

/// Sends each line that is written.
struct Lines(Sender<String>, Vec<u8>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for byte in bytes {
            if *byte == b'\n' {
                let _ = self.0.send(String::from_utf8(std::mem::take(&mut self.1)).unwrap());
            } else {
                self.1.push(*byte);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
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

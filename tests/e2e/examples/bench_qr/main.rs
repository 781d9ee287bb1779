//! `cargo xtask bench qr`: codes in one page of Chromium, beside zxing-wasm and jsQR on the same pictures.
//! One line per goal; the exit status is 1 when one is missed.

#![allow(clippy::print_stdout, reason = "this is a program that prints measurements")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cert_e2e::{Lang, Session, Site, Viewport};
use scan_maker::{Camera, Numbers, frame};
use serde_json::{Value, json};

/// Frames of each dense version.
const FRAMES: usize = 20;

/// The versions of dense codes.
const VERSIONS: [u8; 3] = [11, 25, 35];

/// Pictures in one message to the page.
const BATCH: usize = 16;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(peers), Some(zxing)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: bench_qr PEERS.js ZXING.wasm; `cargo xtask bench qr` makes both");
        return ExitCode::from(64);
    };
    let folder = std::env::temp_dir().join(format!("certfill-bench-qr-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    put_together(&folder, &peers, &zxing);
    let (photographs, nothing) = photographs(&folder);
    let dense = VERSIONS.map(|version| dense(&folder, version));

    let site = Site::of_files(&folder);
    let page = Session::new("bench-qr", &site, Viewport::Computer, Lang::En);
    page.go("/");
    page.wait("the page is ready", "'ready' in globalThis");
    let mut met = Vec::new();

    let told = count(&page, &photographs);
    row("photographs, four rotations", &told, photographs.len());
    let (ours, theirs) = (number(&told, "ours", "read"), number(&told, "zxing", "read"));
    met.push(goal("photographs", ours, ours >= theirs, &format!("at least zxing-wasm's {theirs}")));
    let wrong = number(&told, "ours", "wrong");
    met.push(goal("wrong-texts", wrong, wrong == 0, "0"));
    let told = count(&page, &nothing);
    row("photographs without a code", &told, nothing.len());
    let invented = number(&told, "ours", "wrong");
    met.push(goal("invented-codes", invented, invented == 0, "0"));
    for (version, frames) in VERSIONS.iter().zip(&dense) {
        let told = count(&page, frames);
        row(&format!("version {version} at 1.5 pixels a module"), &told, frames.len());
        let (ours, most) = (number(&told, "ours", "read"), frames.len() as u64);
        met.push(goal(
            &format!("dense-version-{version}"),
            ours,
            ours * 10 >= most * 9,
            &format!("at least 90 % of {most}"),
        ));
    }
    let names: Vec<&Value> = dense.iter().flatten().map(|one| &one["name"]).collect();
    let took = page.run(&format!("times({})", json!(names)));
    for (effort, most) in [("fast", 15.0), ("thorough", 30.0)] {
        let time = |reader: &str| took[effort][reader].as_f64().unwrap_or(f64::NAN);
        let (ours, theirs) = (time("ours"), time("zxing"));
        let is_met = ours <= most || ours <= theirs * 1.3;
        let want = format!("at most {most} ms, or 1.3 × zxing-wasm's {theirs:.1} ms");
        met.push(goal(&format!("{effort}-frame-ms"), format!("{ours:.1}"), is_met, &want));
    }
    let grown = page.run(&format!("growth({}, 200)", json!(names)));
    let grown = grown.as_f64().unwrap_or(f64::NAN);
    met.push(goal(
        "memory-over-200-codes",
        format!("{grown:.1} %"),
        grown < 10.0,
        "less than 10 %",
    ));
    drop(page);
    let _ = std::fs::remove_dir_all(&folder);
    if met.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn number(told: &Value, reader: &str, what: &str) -> u64 {
    told[reader][what].as_u64().unwrap_or_default()
}

fn row(title: &str, told: &Value, all: usize) {
    println!("\n{title}: {all}");
    for reader in ["ours", "zxing", "jsqr"] {
        println!(
            "  {reader:<8} {:>4} read, {:>3} something else",
            number(told, reader, "read"),
            number(told, reader, "wrong")
        );
    }
}

/// Prints the line of a goal.
fn goal(name: &str, value: impl std::fmt::Display, met: bool, want: &str) -> bool {
    println!("goal {name}: {value}, want {want} : {}", if met { "met" } else { "missed" });
    met
}

fn count(page: &Session, pictures: &[Value]) -> Value {
    let mut sum = json!({});
    for batch in pictures.chunks(BATCH) {
        let told = page.run(&format!("count({})", json!(batch)));
        for reader in ["ours", "zxing", "jsqr"] {
            for what in ["read", "wrong"] {
                sum[reader][what] = json!(number(&sum, reader, what) + number(&told, reader, what));
            }
        }
    }
    sum
}

/// The page, our decoder as it is built, and the peers.
fn put_together(folder: &Path, peers: &Path, zxing: &Path) {
    let copy = |from: PathBuf, to: &str| {
        std::fs::copy(&from, folder.join(to)).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    };
    let versions = std::fs::read_dir(cert_e2e::root().join("dist/v")).expect("a version").flatten();
    let version = versions.map(|entry| entry.path()).next().expect("a version");
    copy(version.join("scanner.js"), "scanner.js");
    copy(version.join("scan.wasm"), "scan.wasm");
    copy(peers.to_path_buf(), "peers.js");
    copy(zxing.to_path_buf(), "zxing_reader.wasm");
    // The server of the tests knows scripts by `.js`.
    copy(cert_e2e::root().join("tests/e2e/examples/bench_qr/page.mjs"), "page.js");
    let page = "<!doctype html><html lang=\"en\"><title>bench</title>\
        <link rel=\"icon\" href=\"data:,\"><script type=\"module\" src=\"/page.js\"></script>";
    std::fs::write(folder.join("index.html"), page).expect("the page");
}

/// The public photographs in four rotations with what they say, and those without a code.
fn photographs(folder: &Path) -> (Vec<Value>, Vec<Value>) {
    let root = cert_e2e::root().join("../shared/vectors/qr-images-zxing");
    let mut sets: Vec<PathBuf> = std::fs::read_dir(root)
        .expect("the photographs")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    sets.sort();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for set in sets {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (is_set, is_empty) = (name.starts_with("qrcode-"), name.starts_with("falsepositives"));
        for path in
            std::fs::read_dir(&set).into_iter().flatten().flatten().map(|entry| entry.path())
        {
            let is_picture = path.extension().is_some_and(|end| end == "png" || end == "jpg");
            if !is_picture || !(is_set || is_empty) {
                continue;
            }
            let file = format!("{name}-{}", path.file_name().unwrap_or_default().to_string_lossy());
            std::fs::copy(&path, folder.join(&file)).expect("a copy");
            let ascii = |bytes: Vec<u8>| {
                let bytes = bytes.into_iter().filter(u8::is_ascii);
                bytes.map(char::from).collect::<String>()
            };
            let text = std::fs::read(path.with_extension("txt"))
                .or_else(|_| std::fs::read(path.with_extension("bin")));
            for quarters in 0..4 {
                let wanted = text.as_ref().ok().filter(|_| is_set).cloned().map(ascii);
                let asked =
                    json!({"name": format!("/{file}"), "quarters": quarters, "wanted": wanted});
                if is_set { with.push(asked) } else { without.push(asked) }
            }
        }
    }
    (with, without)
}

/// Frames with a dense code, as bitmaps.
fn dense(folder: &Path, version: u8) -> Vec<Value> {
    let camera = Camera::dense(1.5);
    let mut numbers = Numbers::new(u64::from(version));
    (0..FRAMES)
        .map(|at| {
            let frame = frame(&camera, version, &mut numbers);
            let name = format!("dense-{version}-{at}.bmp");
            let file = cert_e2e::bitmap(camera.width, camera.height, &frame.grey);
            std::fs::write(folder.join(&name), file).expect("a frame");
            json!({"name": format!("/{name}"), "quarters": 0, "wanted": frame.content})
        })
        .collect()
}

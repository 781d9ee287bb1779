//! Tasks that keep the main thread from answering, in each part of the story.

use std::cell::{Cell, RefCell};

use cert_app::words::{add, form, home, welcome};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    PERSONAL, arrive, choose_passphrase, declare, fill_the_rest, get_specimen, open_offer,
    received, say, say_with,
};
use crate::{Goal, RUNS, SLOW};

/// Parts of the story, each with the milliseconds of its tasks over 50 ms.
type Parts = Vec<(&'static str, Vec<f64>)>;

/// Everything that a citizen does from the passphrase to the receipt.
pub(crate) fn measure() -> Goal {
    let mut best: Parts = Vec::new();
    for run in 1..=RUNS {
        let (parts, busy) = story(1.0);
        println!(
            "main thread, run {run}: tasks over 50 ms: {}; the machine is {busy:.1} times as slow as it can be",
            told(&parts)
        );
        if best.is_empty() {
            best = parts;
        } else {
            for ((_, least), (_, tasks)) in best.iter_mut().zip(parts) {
                if longest(&tasks) < longest(least) {
                    *least = tasks;
                }
            }
        }
        if best.iter().all(|(_, tasks)| tasks.is_empty()) {
            break;
        }
    }
    let (slow, _) = story(SLOW);
    println!("main thread, {SLOW} times as slow: {}", told(&slow));
    let over =
        |parts: &Parts| match parts.iter().map(|(_, tasks)| longest(tasks)).fold(0.0, f64::max) {
            0.0 => "no task over 50 ms".to_owned(),
            longest => format!("longest task {longest} ms"),
        };
    Goal {
        name: "app-main-thread",
        value: format!("{} ({SLOW} times as slow: {})", over(&best), over(&slow)),
        want: "no task over 50 ms",
        met: best.iter().all(|(_, tasks)| tasks.is_empty()),
    }
}

fn longest(tasks: &[f64]) -> f64 {
    tasks.iter().copied().fold(0.0, f64::max)
}

fn told(parts: &Parts) -> String {
    let some = parts.iter().filter(|(_, tasks)| !tasks.is_empty());
    let list: Vec<String> = some.map(|(name, tasks)| format!("{name} {tasks:?}")).collect();
    if list.is_empty() { "none".to_owned() } else { list.join(", ") }
}

/// The story on a phone; and how much longer short work takes on this machine than at its best.
fn story(slower: f64) -> (Parts, f64) {
    let world = World::start();
    let told = RefCell::new(Vec::new());
    let busy = Cell::new(1.0);
    scenario("bench-story", &world, Viewport::Phone, Lang::Zh, |page| {
        let since = Cell::new(0.0);
        let part = |name: &'static str| {
            // Observers are told of a task after it ends.
            drop(page.run("new Promise(done => requestAnimationFrame(() => setTimeout(done)))"));
            let now = now(page);
            told.borrow_mut().push((name, long_tasks_between(page, since.replace(now), now)));
        };
        page.go("/");
        page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slower }));
        page.wait_text(get_specimen(page));
        since.set(now(page));
        page.press(say(page, welcome::OPEN_FILE));
        choose_passphrase(page);
        page.wait_text(say(page, add::OPEN_TITLE));
        part("passphrase");
        open_offer(page, "chen");
        page.press(&say_with(page, add::OFFER_GET, &["4"]));
        page.wait_text(&say_with(page, add::RESULT_COUNT, &["4"]));
        part("certificates");
        page.wait_text(say(page, home::START));
        part("home");
        page.press(say(page, home::START));
        page.wait_text(say(page, form::FILL_FROM));
        part("start page");
        page.press(say(page, form::FILL_FROM));
        arrive(page, "ground");
        part("filling");
        fill_the_rest(page);
        part("steps and dry run");
        declare(page);
        page.click("#send");
        received(page);
        part("sending");
        busy.set(busyness(page));
        assert_eq!(world.filings().len(), 1);
        page.assert_not_stored(PERSONAL);
    });
    (told.into_inner(), busy.get())
}

fn now(page: &Session) -> f64 {
    page.run("performance.now()").as_f64().expect("a time")
}

/// Milliseconds of each task over 50 ms that began between two times.
fn long_tasks_between(page: &Session, from: f64, until: f64) -> Vec<f64> {
    let tasks = page.long_tasks().into_iter();
    tasks
        .filter(|task| from <= task.start && task.start < until)
        .map(|task| task.duration.round())
        .collect()
}

/// The same short sum again and again: how much longer does it take than at its best?
fn busyness(page: &Session) -> f64 {
    let probe = page.run(
        "(() => { const times = []; for (let i = 0; i < 60; i++) { const from = performance.now(); \
         let sum = 0; for (let n = 0; n < 4e6; n++) sum += n % 7; times.push(performance.now() - from + sum * 0); } \
         return times.reduce((a, b) => a + b) / times.length / Math.min(...times); })()",
    );
    probe.as_f64().expect("a ratio")
}

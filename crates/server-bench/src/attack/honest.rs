//! Everybody else while an attack runs: people who read and people who file, as many as there are on a busy day.

use std::{
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::field::Field;
use crate::{
    http::Connection,
    load::file,
    people::{Ready, challenge},
};

/// Between two pages that are read.
const READS: Duration = Duration::from_millis(50);

/// So many are filed in a second, each after a challenge: below the rate of one address.
pub(super) const FILINGS_A_SECOND: u64 = 2;

/// What is read, in turn: one with the database, one signed, one from memory.
const PAGES: [&str; 3] = ["/readyz", "/trust/list", "/config.json"];

/// How honest clients were answered.
#[derive(Default)]
pub(super) struct Answered {
    milliseconds: Vec<f64>,
    pub(super) wrong: Vec<String>,
}

impl Answered {
    pub(super) fn count(&self) -> usize {
        self.milliseconds.len()
    }

    /// The time within which this share was answered; without an end when an answer was wrong.
    pub(super) fn within(&self, percent: usize) -> f64 {
        if !self.wrong.is_empty() {
            return f64::INFINITY;
        }
        let mut times = self.milliseconds.clone();
        times.sort_by(f64::total_cmp);
        let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or(f64::INFINITY)
    }
}

/// Reads and files until the attack ends. Each request has a connection of its own, as somebody has who comes now,
/// and its time runs from when it was due: who waits behind a slow answer waits, too.
pub(super) fn live(field: &Field, filings: &[Ready]) -> Answered {
    let answered = Mutex::new(Answered::default());
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut due = Instant::now();
            for page in PAGES.iter().cycle() {
                thread::sleep(due.saturating_duration_since(Instant::now()));
                if !field.is_on() {
                    break;
                }
                note(&answered, due, read(field.address, page));
                due += READS;
            }
        });
        scope.spawn(|| {
            let mut due = Instant::now();
            for filing in filings {
                thread::sleep(due.saturating_duration_since(Instant::now()));
                if !field.is_on() {
                    break;
                }
                let asked = challenge(&mut Connection::to(field.address), &field.asked);
                note(&answered, due, asked.map(|_| ()));
                let begun = Instant::now();
                note(&answered, begun, hand_in(field.address, filing));
                due += Duration::from_millis(1000 / FILINGS_A_SECOND);
            }
        });
    });
    answered.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn note(answered: &Mutex<Answered>, since: Instant, came: Result<(), String>) {
    let milliseconds = since.elapsed().as_secs_f64() * 1e3;
    let mut answered = answered.lock().unwrap_or_else(PoisonError::into_inner);
    answered.milliseconds.push(milliseconds);
    answered.wrong.extend(came.err());
}

/// Reads this page once.
///
/// # Errors
/// When it is not answered as it should be.
pub(super) fn read(address: SocketAddr, page: &str) -> Result<(), String> {
    let answer = Connection::to(address).send("GET", page, &[], b"");
    answer.map_err(|error| format!("{page}: {error}"))?.expect(200).map(|_| ())
}

/// Hands in this filing.
///
/// # Errors
/// When it is not taken.
pub(super) fn hand_in(address: SocketAddr, filing: &Ready) -> Result<(), String> {
    let answer = file(&mut Connection::to(address), filing);
    answer.map_err(|error| format!("filing: {error}"))?.expect(201).map(|_| ())
}

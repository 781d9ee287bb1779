//! Clients that file what was signed before, as quickly as they are answered or at a rate.

use std::{
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    http::{Answer, Connection},
    people::{OFFICE, Ready, challenge},
};

/// Below the sixty-four requests that a server takes of one client at once, also where all go to one.
const CLIENTS: usize = 16;

/// At a rate there must be somebody who is free.
const CLIENTS_AT_A_RATE: usize = 48;

/// What came of a load.
pub(crate) struct Outcome {
    /// Filings in a second.
    pub(crate) rate: f64,
    /// Milliseconds of a challenge and a filing together, sorted.
    times: Vec<f64>,
}

impl Outcome {
    /// Several as one: the rate in the middle, and all times.
    pub(crate) fn of_all(mut several: Vec<Self>) -> Option<Self> {
        several.sort_by(|one, other| one.rate.total_cmp(&other.rate));
        let rate = several.get(several.len() / 2)?.rate;
        let mut times: Vec<f64> = several.into_iter().flat_map(|one| one.times).collect();
        times.sort_by(f64::total_cmp);
        Some(Self { rate, times })
    }

    /// The time within which this share was answered.
    pub(crate) fn within(&self, percent: usize) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let place = (self.times.len() * percent / 100).min(last);
        self.times.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// Files something once.
///
/// # Errors
/// When nobody answers.
pub(crate) fn file(connection: &mut Connection, filing: &Ready) -> std::io::Result<Answer> {
    let headers = [("content-type", "application/json"), ("idempotency-key", filing.key.as_str())];
    connection.send("POST", &format!("{OFFICE}/filings"), &headers, &filing.body)
}

/// Files all, each after a challenge request of its own, at these servers in turn: as quickly as they answer, or
/// so many a second whether they answer or not.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) fn run(
    servers: &[SocketAddr],
    asked: &[u8],
    filings: &[Ready],
    rate: Option<f64>,
) -> Result<Outcome, String> {
    let (next, times, trouble) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(None));
    let begun = Instant::now();
    let clients = if rate.is_some() { CLIENTS_AT_A_RATE } else { CLIENTS };
    thread::scope(|scope| {
        for client in 0..clients {
            let (next, times, trouble) = (&next, &times, &trouble);
            scope.spawn(move || {
                let Some(address) = servers.get(client % servers.len()) else { return };
                let mut connection = Connection::to(*address);
                let mut own = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(filing) = filings.get(number) else { break };
                    let at = due(begun, number, rate);
                    match one(&mut connection, asked, filing) {
                        Ok(()) => own.push(at.elapsed().as_secs_f64() * 1e3),
                        Err(why) => {
                            *trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
                                Some(why);
                            next.store(filings.len(), Ordering::Relaxed);
                        }
                    }
                }
                times.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(own);
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(why) = trouble.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(why);
    }
    let mut times = times.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    times.sort_by(f64::total_cmp);
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    Ok(Outcome { rate: f64::from(count) / seconds, times })
}

/// When this filing is to be sent: now, or at its time, for which is waited here.
fn due(begun: Instant, number: usize, rate: Option<f64>) -> Instant {
    let Some(rate) = rate else { return Instant::now() };
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let at = begun + Duration::from_secs_f64(f64::from(number) / rate);
    thread::sleep(at.saturating_duration_since(Instant::now()));
    at
}

fn one(connection: &mut Connection, asked: &[u8], filing: &Ready) -> Result<(), String> {
    challenge(connection, asked)?;
    file(connection, filing).map_err(|error| error.to_string())?.expect(201)?;
    Ok(())
}

//! Servers and their database killed while people file: nothing that has a receipt may be gone or be there twice.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    Run,
    goals::Goals,
    http::Connection,
    load::file,
    people::{OFFICE, Ready},
    site::{Engine, Site},
    sql::Sql,
};

/// Kills of a server; a fifth as many of the database.
const KILLS: usize = 100;
const KILLS_FOR_ONE_OF_THE_DATABASE: usize = 5;

/// Filings that get through between two kills.
const BETWEEN: usize = 20;

/// Clients that file meanwhile.
const CLIENTS: usize = 8;

/// Before a client tries again; longer than this is nobody's kill.
const PAUSE: Duration = Duration::from_millis(20);
const GIVES_UP: Duration = Duration::from_secs(120);

/// A filing and what was answered to it.
struct Filed {
    filing: Ready,
    case_no: String,
    receipt: String,
}

/// What all clients share.
struct Crowd<'a> {
    filings: &'a [Ready],
    servers: &'a [SocketAddr],
    next: AtomicUsize,
    filed: Mutex<Vec<Filed>>,
    count: AtomicUsize,
    retries: AtomicUsize,
    is_over: AtomicBool,
    trouble: Mutex<Option<String>>,
}

/// Kills, and counts what is left.
///
/// # Errors
/// When something does not come back, or a client gets an answer that it must not get.
pub(crate) fn measure(run: &Run, goals: &mut Goals) -> Result<(), String> {
    let mut site = Site::open(&run.program, Engine::Postgres, 2)?;
    let kills = run.many(KILLS, 10);
    let filings = site.sign(run.many(10_000, 2_500))?;
    let servers = site.addresses();
    let crowd = Crowd {
        filings: &filings,
        servers: &servers,
        next: AtomicUsize::new(0),
        filed: Mutex::default(),
        count: AtomicUsize::new(0),
        retries: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
        trouble: Mutex::default(),
    };
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let crowd = &crowd;
            scope.spawn(move || crowd.one_files(client));
        }
        let killed = kill_all(&mut site, kills, &crowd);
        crowd.is_over.store(true, Ordering::Relaxed);
        killed
    })?;
    if let Some(why) = crowd.trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(why);
    }
    let filed = crowd.filed.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!(
        "kills: {kills} of a server and {} of PostgreSQL while {CLIENTS} clients got {} receipts, {} of their tries in vain",
        kills / KILLS_FOR_ONE_OF_THE_DATABASE,
        filed.len(),
        crowd.retries.load(Ordering::Relaxed),
    );
    counted(&site, &filed, goals)
}

fn kill_all(site: &mut Site, kills: usize, crowd: &Crowd<'_>) -> Result<(), String> {
    for number in 1..=kills {
        crowd.wait_for_more()?;
        let which = number % site.instances.len();
        site.instances.get_mut(which).ok_or("no server")?.kill_and_start()?;
        if number % KILLS_FOR_ONE_OF_THE_DATABASE == 0 {
            crowd.wait_for_more()?;
            let cluster = site.cluster.as_mut().ok_or("no PostgreSQL")?;
            cluster.kill_and_start().map_err(|error| error.to_string())?;
        }
    }
    crowd.wait_for_more()
}

impl Crowd<'_> {
    /// Waits until some filings more got through.
    fn wait_for_more(&self) -> Result<(), String> {
        let (enough, begun) = (self.count.load(Ordering::Relaxed) + BETWEEN, Instant::now());
        while self.count.load(Ordering::Relaxed) < enough {
            thread::sleep(PAUSE);
            if begun.elapsed() > GIVES_UP || self.next.load(Ordering::Relaxed) >= self.filings.len()
            {
                return Err("no filing gets through any more".to_owned());
            }
        }
        Ok(())
    }

    /// One client: files one after another, each until there is a receipt.
    fn one_files(&self, client: usize) {
        let mut servers: Vec<Connection> =
            self.servers.iter().map(|address| Connection::to(*address)).collect();
        let count = servers.len();
        let mut server = client;
        while !self.is_over.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(filing) = self.filings.get(number) else { return };
            let begun = Instant::now();
            loop {
                server += 1;
                let Some(connection) = servers.get_mut(server % count) else { return };
                match file(connection, filing) {
                    Ok(answer) if answer.status == 201 => {
                        let said = answer.json();
                        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
                        let (case_no, receipt) = (text("case_no"), text("receipt"));
                        let filed = Filed { filing: filing.clone(), case_no, receipt };
                        lock(&self.filed).push(filed);
                        self.count.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                    Ok(answer) if answer.status < 500 => {
                        *lock(&self.trouble) =
                            Some(format!("{}: {}", answer.status, answer.text()));
                        return;
                    }
                    _ => {}
                }
                self.retries.fetch_add(1, Ordering::Relaxed);
                if begun.elapsed() > GIVES_UP {
                    *lock(&self.trouble) = Some("a filing never got through".to_owned());
                    return;
                }
                thread::sleep(PAUSE);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks for every receipt again, and counts what is stored.
fn counted(site: &Site, filed: &[Filed], goals: &mut Goals) -> Result<(), String> {
    let mut lost: u32 = 0;
    for (number, one) in filed.iter().enumerate() {
        let servers = site.addresses();
        let address = servers.get(number % servers.len()).ok_or("no server")?;
        let mut server = Connection::to(*address);
        let path = format!("{OFFICE}/filings/{}", one.case_no);
        let key = [("idempotency-key", one.filing.key.as_str())];
        let found = server.send("GET", &path, &key, b"").map_err(|error| error.to_string())?;
        let again = file(&mut server, &one.filing).map_err(|error| error.to_string())?;
        let same = |answer: &crate::http::Answer| {
            let said = answer.json();
            said["receipt"] == one.receipt.as_str() && said["case_no"] == one.case_no.as_str()
        };
        lost += u32::from(!same(&found) || !same(&again));
    }
    let mut sql = Sql::open(&site.database())?;
    let count =
        |sql: &mut Sql, of_what: &str| sql.number(&format!("SELECT COUNT({of_what}) FROM filings"));
    let stored = count(&mut sql, "*")?;
    let submissions = count(&mut sql, "DISTINCT submission_id")?;
    let numbers: BTreeSet<&str> = filed.iter().map(|one| one.case_no.as_str()).collect();
    let told = i64::try_from(numbers.len()).unwrap_or_default();
    let twice = (stored - submissions) + (i64::try_from(filed.len()).unwrap_or_default() - told);
    goals.at_most(
        "kills-lost",
        f64::from(lost),
        0.0,
        "receipts that are not found again, or are others",
    );
    let as_float = |number: i64| f64::from(i32::try_from(number).unwrap_or(i32::MAX));
    goals.at_most("kills-double", as_float(twice), 0.0, "filings or numbers that are there twice");
    let more = as_float((stored - told).abs());
    goals.at_most(
        "kills-difference",
        more,
        0.0,
        "between the filings that are stored and the receipts",
    );
    Ok(())
}

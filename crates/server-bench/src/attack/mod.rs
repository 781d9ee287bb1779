//! `cargo xtask attack`: the server with the limits that it has by itself, attacked from other addresses of the
//! loopback network, and how long everybody else waits meanwhile.

mod crooked;
mod field;
mod floods;
mod honest;
mod slow;

use std::{
    net::Ipv4Addr,
    thread,
    time::{Duration, Instant},
};

use self::field::{Field, Route};
use crate::{Run, goals::Goals, http::Connection, people::Ready, site::Engine, site::Site};

/// Few, so that they stay below the rate of one address.
const PEOPLE: u32 = 4;

/// What nobody else may wait for longer.
const MOST_MILLISECONDS: f64 = 1000.0;

/// Answers that may be the largest.
const PAGES: [&str; 4] = ["/openapi.json", "/trust/list", "/status/1", "/specimen"];

/// Addresses of those who hold connections. The shares of one address add up to everything with four of them: against
/// more, there is only a proxy or a firewall in front.
const HOLDERS: u8 = 3;

/// Addresses of those who send as much as they can.
const SENDERS: u8 = 8;

/// One attack.
struct Attack {
    name: &'static str,
    addresses: u8,
    seconds: u64,
    act: fn(&Field, Ipv4Addr),
}

const fn attack(name: &'static str, addresses: u8, act: fn(&Field, Ipv4Addr)) -> Attack {
    Attack { name, addresses, seconds: 5, act }
}

const ATTACKS: &[Attack] = &[
    // Longer than the server's patience with a head.
    Attack { seconds: 12, ..attack("slow-headers", HOLDERS, slow::heads) },
    attack("slow-bodies", HOLDERS, slow::bodies),
    attack("idle-connections", HOLDERS, slow::idle),
    attack("challenge-flood", SENDERS, floods::challenges),
    attack("filing-flood", SENDERS, floods::filings),
    attack("get-flood", SENDERS, floods::gets),
    attack("upload-abuse", SENDERS, floods::uploads),
    attack("oversize", SENDERS, floods::oversize),
    attack("malformed", SENDERS, crooked::malformed),
    attack("wrong-methods", SENDERS, crooked::methods),
];

/// Every attack on both engines.
///
/// # Errors
/// When something cannot be started, or the server is not what it was afterwards.
pub(crate) fn measure(run: &Run, goals: &mut Goals) -> Result<(), String> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut site = Site::open_with(&run.program, engine, 1, PEOPLE, &[])?;
        let address = site.instances.first().ok_or("no server")?.address;
        let mut field = Field::new(address, site.asked.clone());
        field.filing = site.sign(1)?.pop().ok_or("nothing is signed")?.body;
        (field.largest, field.routes) = look_around(&field)?;
        let before = site.megabytes();
        for attack in ATTACKS {
            let seconds = if run.is_small { 1 } else { attack.seconds };
            let filings =
                site.sign(usize::try_from(seconds * honest::FILINGS_A_SECOND).unwrap_or(1))?;
            under(attack, engine, &mut field, seconds, &filings, goals);
        }
        afterwards(&mut site, engine, before)?;
    }
    Ok(())
}

/// The path of the largest answer, and all routes with their methods.
fn look_around(field: &Field) -> Result<(String, Vec<Route>), String> {
    let mut server = Connection::to(field.address);
    let mut get = |path: &str| {
        server.send("GET", path, &[], b"").map_err(|error| error.to_string())?.expect(200)
    };
    let mut largest = (0, String::new());
    for path in PAGES {
        let size = get(path)?.body.len();
        if size > largest.0 {
            largest = (size, path.to_owned());
        }
    }
    println!("largest answer: {} with {} bytes", largest.1, largest.0);
    let described = get("/openapi.json")?.json();
    let paths = described["paths"].as_object().ok_or("no routes are described")?;
    let routes = paths.iter().map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        // A path with names in braces, filled with something.
        let path: Vec<_> =
            path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        let methods = methods.map(|(name, _)| name.to_uppercase()).collect();
        Route { path: path.join("/"), methods }
    });
    Ok((largest.1, routes.collect()))
}

/// One attack, with everybody else at the same time.
fn under(
    attack: &Attack,
    engine: Engine,
    field: &mut Field,
    seconds: u64,
    filings: &[Ready],
    goals: &mut Goals,
) {
    field.until = Instant::now() + Duration::from_secs(seconds);
    let field = &*field;
    let answered = thread::scope(|scope| {
        for number in 0..attack.addresses {
            scope.spawn(move || (attack.act)(field, Ipv4Addr::new(127, 0, 0, 2 + number)));
        }
        honest::live(field, filings)
    });
    let name = format!("attack-{}-{}", attack.name, engine.name());
    for wrong in answered.wrong.iter().take(3) {
        println!("{name}: an honest client got {wrong}");
    }
    let answers = field.take_answers();
    let said: Vec<String> =
        answers.iter().map(|(what, count)| format!("{count} × {what}")).collect();
    println!("{name}: attackers got {}", said.join(", "));
    println!("{name}: {} honest requests, median {:.1} ms", answered.count(), answered.within(50));
    goals.at_most(&name, answered.within(99), MOST_MILLISECONDS, "ms");
    let broken = answers.iter().filter(|(what, _)| what.contains("500")).map(|(_, count)| *count);
    goals.at_most(&format!("{name}-broken"), f64::from(broken.sum::<u32>()), 0.0, "answers 500");
}

/// The server is what it was.
fn afterwards(site: &mut Site, engine: Engine, before: f64) -> Result<(), String> {
    let name = engine.name();
    let filing = site.sign(1)?.pop().ok_or("nothing is signed")?;
    let instance = site.instances.first().ok_or("no server")?;
    honest::read(instance.address, "/readyz")?;
    honest::hand_in(instance.address, &filing)?;
    let (now, most) = instance.memory().ok_or("the server has gone")?;
    println!(
        "attack-{name}: ready and filing afterwards; {now:.0} MB of memory, {most:.0} MB at most"
    );
    println!("attack-{name}: {:.1} MB more on the disk", site.megabytes() - before);
    Ok(())
}

//! The command line of the reference server.

mod backup_command;
mod clerk_command;
mod command;
mod doctor_command;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use cert_server::{
    BackOffice, Business, Config, DeskConfig, IdentityProvider, LogFormat, OwnOffice, Rate,
    card_of, install_log, install_panic_log, roots_of, start,
};
use cert_verify::RootKeys;

const USAGE: &str = "\
cert-server [--data DIR] [--database PLACE] [--app DIR] [--world DIR] [--listen ADDRESS:PORT] [--public-url URL]
            [--metrics ADDRESS:PORT]
            [--desk ADDRESS:PORT [--desk-url URL] [--desk-package DIR] [--desk-provider FILE]]
            [--trusted-proxy ADDRESS[/BITS]]... [--rate BURST/SECOND] [--connections N/OF-ONE]
            [--back-office FILE] [--business FILE]... [--no-specimen] [--no-issuer] [--no-offices] [--log text|json|off]
cert-server --print-roots [--data DIR]
cert-server clerk add|list|remove|password … (see cert-server clerk --help)
cert-server --office FILE --wallet ORIGIN... --trust-list URL --trust-roots FILE [--status-origin ORIGIN]...
            [--site [/PLACE=]DIR]... [--print-card] [what is said above about data, database, addresses and limits]

  --data DIR         keys and database (default: data, or the folder of --database)
  --database PLACE   the SQLite file (default: DIR/certfill.sqlite), or a PostgreSQL database that several
                     machines share: postgres://USER@HOST/NAME (the password from PGPASSWORD or ~/.pgpass)
  --attachments P    contents of attachments outside of the database: a folder (that all machines see), or
                     s3://BUCKET/PREFIX?endpoint=URL&region=NAME (who asks: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)
  --new-keys         the keys of DIR take the place of those that the PostgreSQL database knows
  --app DIR          the built app (dist)
  --world DIR        the departments and people that are shown (such as crates/cert-server/specimen)
  --listen A:P       where to listen (default 127.0.0.1:8080; port 0 takes a free one)
  --metrics A:P      where the operator's numbers are, under /metrics (default: nowhere)
  --desk A:P         where clerks work (docs/desk.md; default: nowhere)
  --desk-url URL     the address that clerks use (default http://A:P)
  --desk-package DIR the npm package with its built engine, so that evidence is verified in the clerk's browser
  --desk-provider F  the identity provider that says who a clerk is (docs/desk.md)
  --public-url URL   the address that people use (default http://A:P)
  --trusted-proxy A  a reverse proxy, or a range of them, whose X-Forwarded-For is believed
  --rate B/S         POSTs and PUTs of one address at once, and each second after (default 240/8)
  --connections N/M  connections at once, and those of one address (default 512/128)
  --business FILE    the card of a business whose forms the app may fill, and file with it
  --back-office FILE who reads the filings of which office, and who is told of them (docs/back-office.md)
  --no-specimen      without the start page of the specimen world
  --no-issuer        without the specimen issuer
  --no-offices       without the offices
  --log FORMAT       the log on stderr (default text)
  --print-roots      print the keys that sign the trust list, and end

  --office FILE      be just the office of a business, with its own signed forms (docs/business.md)
  --wallet ORIGIN    an app that may fetch its forms and file here
  --trust-list URL   the signed list of those who issue certificates
  --trust-roots FILE the keys that sign that list, as --print-roots of the city's server prints them
  --status-origin O  whose status lists are fetched, besides the trust list's origin
  --site [/P=]DIR    own pages, under /P
  --print-card       print the card for the operator of a wallet (needs --public-url), and end";

/// Wrong usage, as sysexits.h has it.
const EX_USAGE: u8 = 64;

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("clerk") {
        return clerk_command::run(std::env::args().skip(2)).await;
    }
    let given: Vec<String> = std::env::args().skip(1).collect();
    if let Some(ended) = backup_command::run(&given).await {
        return ended;
    }
    match command::read(&given) {
        Some(Ok(command)) => return command::run(command).await,
        Some(Err(message)) => {
            eprintln!("cert-server: {message}\n\n{}", command::USAGE);
            return ExitCode::from(EX_USAGE);
        }
        None => {}
    }
    // It takes what the server takes.
    let is_doctor = given.first().is_some_and(|word| word == "doctor");
    let options = given.into_iter().skip(usize::from(is_doctor));
    let Asked { config, log, print } = match arguments(options) {
        Ok(Some(parsed)) => parsed,
        Ok(None) => {
            let others = [command::USAGE, backup_command::USAGE, doctor_command::USAGE];
            say(&format!("{USAGE}\n\n{}", others.join("\n\n")));
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("cert-server: {message}\n\n{USAGE}");
            return ExitCode::from(EX_USAGE);
        }
    };
    if is_doctor {
        return doctor_command::run(&config).await;
    }
    if let Some(format) = log {
        install_log(format, std::io::stderr);
        install_panic_log();
    }
    if let Some(print) = print {
        let printed = match print {
            Print::Card => card_of(&config),
            Print::Roots => roots_of(&config),
        };
        return match printed {
            Ok(printed) => {
                say(&printed.to_string());
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("cert-server: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let running = match start(config).await {
        Ok(running) => running,
        Err(error) => {
            eprintln!("cert-server: {error}");
            return ExitCode::FAILURE;
        }
    };
    say(&format!("cert-server is listening on {}", running.base()));
    if let Some(address) = running.metrics_address() {
        eprintln!("its numbers are on http://{address}/metrics");
    }
    if let Some((base, _)) = running.desk() {
        eprintln!("its desk is on {base}");
    }
    asked_to_stop().await;
    running.stop().await;
    ExitCode::SUCCESS
}

#[expect(clippy::print_stdout, reason = "the one line that tools read")]
fn say(line: &str) {
    println!("{line}");
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// What is printed instead of serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Print {
    Card,
    Roots,
}

/// What the command line asks for.
#[derive(Debug)]
struct Asked {
    config: Config,
    log: Option<LogFormat>,
    print: Option<Print>,
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{path}: {}", error.kind()))
}

/// An option that says something about the business whose office this is.
fn of_the_office(config: &mut Config, flag: &str, value: String) -> Result<(), String> {
    if flag == "--office" {
        let own =
            OwnOffice::read(Path::new(&value)).map_err(|error| format!("{value}: {error}"))?;
        config.office = Some(own);
        return Ok(());
    }
    let own = config.office.as_mut().ok_or(format!("{flag} comes after --office"))?;
    match flag {
        "--wallet" => own.wallets.push(public_url(&value)?),
        "--trust-list" => own.trust_list = value,
        "--status-origin" => own.status_origins.push(public_url(&value)?),
        "--trust-roots" => {
            let said: serde_json::Value =
                serde_json::from_slice(&read(&value)?).unwrap_or_default();
            let roots = RootKeys::from_json(&said);
            let roots = roots.map_err(|_| format!("{value}: it holds no root keys"))?;
            own.trust_roots = Some((roots, said));
        }
        _ => {
            let (place, folder) = match value.split_once('=') {
                Some((place, folder)) if place.starts_with('/') => (place, folder),
                _ => ("/", value.as_str()),
            };
            own.site.push((place.to_owned(), PathBuf::from(folder)));
        }
    }
    Ok(())
}

/// An option that says something about the desk.
fn of_the_desk(config: &mut Config, flag: &str, value: &str) -> Result<(), String> {
    let desk = config.desk.as_mut().ok_or(format!("{flag} comes after --desk"))?;
    match flag {
        "--desk-url" => desk.public_url = Some(public_url(value)?),
        "--desk-package" => desk.package = Some(PathBuf::from(value)),
        _ => {
            let provider = IdentityProvider::read(Path::new(value));
            desk.provider = Some(provider.map_err(|error| format!("{value}: {error}"))?);
        }
    }
    Ok(())
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Option<Asked>, String> {
    let mut print = None;
    let mut config = Config::new("");
    config.listen = SocketAddr::from(([127, 0, 0, 1], 8080));
    let mut data = None;
    let mut log = Some(LogFormat::Text);
    while let Some(flag) = given.next() {
        let mut value = || given.next().ok_or(format!("{flag} needs a value"));
        match flag.as_str() {
            "--data" => data = Some(PathBuf::from(value()?)),
            "--database" => config.set_database(&value()?),
            "--attachments" => config.attachments = Some(value()?),
            "--new-keys" => config.new_keys = true,
            "--app" => config.app = Some(PathBuf::from(value()?)),
            "--world" => config.world = Some(PathBuf::from(value()?)),
            "--listen" => {
                config.listen = value()?.parse().map_err(|_| {
                    "--listen takes ADDRESS:PORT, such as 127.0.0.1:8080".to_owned()
                })?;
            }
            "--metrics" => {
                config.metrics = Some(value()?.parse().map_err(|_| {
                    "--metrics takes ADDRESS:PORT, such as 127.0.0.1:9090".to_owned()
                })?);
            }
            "--desk" => {
                config.desk = Some(DeskConfig::new(value()?.parse().map_err(|_| {
                    "--desk takes ADDRESS:PORT, such as 127.0.0.1:8090".to_owned()
                })?));
            }
            "--desk-url" | "--desk-package" | "--desk-provider" => {
                of_the_desk(&mut config, &flag, &value()?)?;
            }
            "--public-url" => config.public_url = Some(public_url(&value()?)?),
            "--trusted-proxy" => {
                let range = value()?;
                let wrong = |error| format!("--trusted-proxy {range}: {error}");
                config.trusted_proxies.push(range.parse().map_err(wrong)?);
            }
            "--rate" => {
                let (burst, per_second) = pair(&flag, &value()?)?;
                config.rate = Rate { burst, per_second };
            }
            "--connections" => {
                let (all, of_one) = pair(&flag, &value()?)?;
                config.ceilings.connections = all;
                config.ceilings.connections_of_one = of_one;
            }
            "--print-card" => print = Some(Print::Card),
            "--print-roots" => print = Some(Print::Roots),
            "--office" | "--wallet" | "--trust-list" | "--trust-roots" | "--status-origin"
            | "--site" => of_the_office(&mut config, &flag, value()?)?,
            "--business" => {
                let file = value()?;
                let card = Business::parse(&read(&file)?);
                config.businesses.push(card.map_err(|error| format!("{file}: {error}"))?);
            }
            "--back-office" => {
                let file = value()?;
                let said = BackOffice::read(Path::new(&file));
                config.back_office = Some(said.map_err(|error| format!("{file}: {error}"))?);
            }
            "--no-specimen" => config.specimen = false,
            "--no-issuer" => config.issuer = false,
            "--no-offices" => config.offices = false,
            "--log" => {
                log = match value()?.as_str() {
                    "text" => Some(LogFormat::Text),
                    "json" => Some(LogFormat::Json),
                    "off" => None,
                    _ => return Err("--log takes text, json or off".to_owned()),
                }
            }
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("{other} is not an option")),
        }
    }
    config.set_data(data);
    Ok(Some(Asked { config, log, print }))
}

/// Two numbers with a slash between, neither of them nothing.
fn pair(flag: &str, text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
    let pair = text.split_once('/').and_then(|(one, other)| number(one).zip(number(other)));
    pair.ok_or_else(|| format!("{flag} takes two numbers above 0, such as 240/8"))
}

fn public_url(url: &str) -> Result<String, String> {
    let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    match rest.map(|rest| rest.trim_end_matches('/')) {
        Some(rest) if !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']) => {
            Ok(url.trim_end_matches('/').to_owned())
        }
        _ => Err("--public-url takes an origin, such as https://certfill.example".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(line: &str) -> Result<Config, String> {
        arguments(line.split(' ').map(str::to_owned)).map(|parsed| parsed.unwrap().config)
    }

    #[test]
    fn proxies_and_limits_are_the_operators() {
        let given =
            config("--trusted-proxy 10.0.0.0/8 --trusted-proxy ::1 --rate 1000/50").unwrap();
        assert_eq!(given.trusted_proxies.len(), 2);
        assert_eq!((given.rate.burst, given.rate.per_second), (1_000, 50));
        let given = config("--connections 4000/200").unwrap().ceilings;
        assert_eq!((given.connections, given.connections_of_one), (4_000, 200));
        let given = config("--metrics 127.0.0.1:9090").unwrap();
        assert_eq!(given.metrics, Some(SocketAddr::from(([127, 0, 0, 1], 9090))));
        for wrong in
            ["--trusted-proxy proxy.example", "--rate 5", "--rate 0/1", "--connections 1/x"]
        {
            assert!(config(wrong).is_err(), "{wrong}");
        }
    }
}

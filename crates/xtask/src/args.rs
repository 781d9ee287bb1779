//! The command line, read by hand: few options, no dependency.

use std::path::PathBuf;

use crate::bench::Bench;
use crate::web::Care;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Run(RunOptions),
    /// Said by `run` to itself: wait for the server on this port, then say where it is.
    Announce {
        port: u16,
        shop: u16,
        open: bool,
    },
    /// Said by `run` to itself: serve the specimen shop beside the city on these ports, with this data.
    Shop {
        city: u16,
        port: u16,
        data: PathBuf,
    },
    Test,
    Check,
    Build(Care),
    Size,
    Bench(Bench),
    /// The server under attack.
    Attack {
        small: bool,
    },
    Codes,
    /// Says of what each program is made.
    Sbom,
    /// Fills every form of the specimen city.
    City {
        write: bool,
    },
    /// Builds and weighs the npm package.
    Package,
    /// Puts it into the apps of others.
    Hosts,
    /// Changes these files, or all that decide verdicts.
    Mutants {
        files: Vec<String>,
    },
    /// Every fuzz target for so many minutes.
    Fuzz {
        minutes: u64,
    },
}

/// The options of `run`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RunOptions {
    /// The port on the loopback address.
    pub(crate) port: u16,
    /// The port of the specimen shop; without it, the next one.
    pub(crate) shop_port: Option<u16>,
    /// Where the database and the keys live, relative to the repository.
    pub(crate) data: PathBuf,
    /// Begin with an empty data folder; the old one is moved aside, not deleted.
    pub(crate) fresh: bool,
    /// Whether to try to open a browser window.
    pub(crate) open: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { port: 8080, shop_port: None, data: PathBuf::from("data"), fresh: false, open: true }
    }
}

/// Reads the arguments after the program's name.
///
/// # Errors
/// A sentence that names the argument that is not understood.
pub(crate) fn parse(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let Some(name) = args.next() else { return Ok(Command::Help) };
    let command = match name.as_str() {
        "run" => return parse_run(args).map(Command::Run),
        "fuzz" => return parse_fuzz(args),
        "mutants" => return Ok(Command::Mutants { files: args.collect() }),
        "announce" => return parse_announce(args),
        "shop" => return parse_shop(args),
        "help" | "--help" | "-h" => Command::Help,
        "test" => Command::Test,
        "check" => Command::Check,
        "build" => return parse_build(args).map(Command::Build),
        "size" => Command::Size,
        "bench" => Command::Bench(Bench::parse(args.next().as_deref())?),
        "attack" => return parse_attack(args),
        "codes" => Command::Codes,
        "sbom" => Command::Sbom,
        "city" => return parse_city(args),
        "package" => Command::Package,
        "hosts" => Command::Hosts,
        other => return Err(format!("there is no command \"{other}\"")),
    };
    match args.next() {
        None => Ok(command),
        Some(extra) => Err(format!("\"{name}\" takes no argument \"{extra}\"")),
    }
}

fn parse_announce(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut port =
        || args.next().and_then(|port| port.parse().ok()).ok_or("announce wants two ports");
    let (port, shop) = (port()?, port()?);
    Ok(Command::Announce { port, shop, open: args.next().is_some_and(|arg| arg == "open") })
}

fn parse_shop(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut port = || args.next().and_then(|port| port.parse().ok()).ok_or("shop wants two ports");
    let (city, port) = (port()?, port()?);
    let data = args.next().ok_or("shop wants a folder")?;
    Ok(Command::Shop { city, port, data: PathBuf::from(data) })
}

fn parse_attack(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    match (args.next().as_deref(), args.next()) {
        (None, None) => Ok(Command::Attack { small: false }),
        (Some("--small"), None) => Ok(Command::Attack { small: true }),
        (other, extra) => {
            let other = extra.as_deref().or(other).unwrap_or_default();
            Err(format!("\"attack\" takes no argument \"{other}\""))
        }
    }
}

/// Ten minutes for each target, unless something else is asked for.
fn parse_fuzz(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut minutes = 10;
    while let Some(arg) = args.next() {
        if arg != "--minutes" {
            return Err(format!("\"fuzz\" takes no argument \"{arg}\""));
        }
        let value = args.next().ok_or("--minutes wants a number")?;
        // Zero would be without end to the fuzzer.
        let number = value.parse().ok().filter(|minutes| (1..=1440).contains(minutes));
        minutes = number.ok_or(format!("--minutes wants 1 to 1440, not \"{value}\""))?;
    }
    Ok(Command::Fuzz { minutes })
}

fn parse_city(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    match args.next().as_deref() {
        None => Ok(Command::City { write: false }),
        Some("--write") => Ok(Command::City { write: true }),
        Some(other) => Err(format!("\"city\" takes no argument \"{other}\"")),
    }
}

fn parse_build(mut args: impl Iterator<Item = String>) -> Result<Care, String> {
    match args.next().as_deref() {
        None => Ok(Care::Smallest),
        Some("--trial") => Ok(Care::Trial),
        Some(other) => Err(format!("\"build\" takes no argument \"{other}\"")),
    }
}

fn parse_run(mut args: impl Iterator<Item = String>) -> Result<RunOptions, String> {
    let mut options = RunOptions::default();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--port" | "--shop-port" => {
                let value = args.next().ok_or(format!("{arg} wants a number"))?;
                let port =
                    value.parse().map_err(|_| format!("{arg} wants a number, not \"{value}\""))?;
                if arg == "--port" { options.port = port } else { options.shop_port = Some(port) }
            }
            "--data" | "--release-data" => {
                options.data = PathBuf::from(args.next().ok_or("--data wants a folder")?);
            }
            "--fresh" => options.fresh = true,
            "--no-open" => options.open = false,
            other => return Err(format!("\"run\" takes no argument \"{other}\"")),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_of_run_are_read() {
        let expected =
            RunOptions { port: 9, shop_port: Some(8), data: "d".into(), fresh: true, open: false };
        assert_eq!(
            parsed("run --port 9 --shop-port 8 --data d --fresh --no-open"),
            Ok(Command::Run(expected))
        );
        assert_eq!(parsed("run"), Ok(Command::Run(RunOptions::default())));
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        for line in [
            "fly",
            "run --port",
            "run --port many",
            "run --fast",
            "build --fast",
            "city --fast",
            "fuzz --minutes few",
            "bench luck",
            "attack --fast",
            "check now",
        ] {
            let problem = parsed(line).unwrap_err();
            let last = line.split_whitespace().last().unwrap();
            assert!(problem.contains(last), "{line}: {problem}");
        }
    }
}

//! `cert-server clerk`: accounts of clerks, made and removed by whoever runs the server.

use std::{io::Read, path::PathBuf, process::ExitCode};

use cert_server::{ClerkAccounts, Config};

const USAGE: &str = "\
cert-server clerk add NAME (--role ROLE --office SLUG...)... [--password-stdin] [--data DIR] [--database PLACE]
cert-server clerk password NAME [--password-stdin] [--data DIR] [--database PLACE]
cert-server clerk remove NAME [--data DIR] [--database PLACE]
cert-server clerk list [--data DIR] [--database PLACE]

  --role ROLE       look, decide (includes look) or administer; for the offices that follow
  --office SLUG     the short name of an office, or * for every one
  --password-stdin  the password is the first line of the standard input; without it, one is made and printed once";

/// Wrong usage, as sysexits.h has it.
const EX_USAGE: u8 = 64;

/// What is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
struct Order {
    what: String,
    name: String,
    grants: Vec<String>,
    from_stdin: bool,
    data: Option<PathBuf>,
    database: Option<String>,
}

/// Does what the arguments say.
pub(crate) async fn run(given: impl Iterator<Item = String>) -> ExitCode {
    let order = match read(given) {
        Ok(Some(order)) => order,
        Ok(None) => {
            say(USAGE);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("cert-server clerk: {message}\n\n{USAGE}");
            return ExitCode::from(EX_USAGE);
        }
    };
    match carry_out(&order).await {
        Ok(lines) => {
            lines.iter().for_each(|line| say(line));
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("cert-server clerk: {message}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn say(line: &str) {
    println!("{line}");
}

fn read(mut given: impl Iterator<Item = String>) -> Result<Option<Order>, String> {
    let mut order = Order { what: given.next().unwrap_or_default(), ..Order::default() };
    match order.what.as_str() {
        "--help" | "-h" => return Ok(None),
        "add" | "password" | "remove" | "list" => {}
        other => return Err(format!("{other}: add, password, remove or list")),
    }
    let mut role = None;
    while let Some(flag) = given.next() {
        let mut value = || given.next().ok_or(format!("{flag} needs a value"));
        match flag.as_str() {
            "--role" => role = Some(value()?),
            "--office" => {
                let role = role.as_ref().ok_or("--office comes after --role")?;
                order.grants.push(format!("{role}:{}", value()?));
            }
            "--password-stdin" => order.from_stdin = true,
            "--data" => order.data = Some(PathBuf::from(value()?)),
            "--database" => order.database = Some(value()?),
            "--help" | "-h" => return Ok(None),
            name if !name.starts_with('-') && order.name.is_empty() => {
                name.clone_into(&mut order.name)
            }
            other => return Err(format!("{other} is not an option")),
        }
    }
    let needs_name = order.what != "list";
    if needs_name == order.name.is_empty() {
        return Err(if needs_name { "whose account?" } else { "list takes no name" }.to_owned());
    }
    if order.what == "add" && order.grants.is_empty() {
        return Err("add needs --role and --office".to_owned());
    }
    Ok(Some(order))
}

async fn carry_out(order: &Order) -> Result<Vec<String>, String> {
    let given = if order.from_stdin { Some(first_line()?) } else { None };
    let mut config = Config::new("");
    if let Some(place) = &order.database {
        config.set_database(place);
    }
    config.set_data(order.data.clone());
    let accounts = ClerkAccounts::open(&config).await.map_err(|error| error.to_string())?;
    let done = with(&accounts, order, given.as_deref()).await;
    accounts.close().await;
    done
}

async fn with(
    accounts: &ClerkAccounts,
    order: &Order,
    given: Option<&str>,
) -> Result<Vec<String>, String> {
    let name = &order.name;
    let told = |password: String| match given {
        Some(_) => Vec::new(),
        None => vec![password],
    };
    let done = match order.what.as_str() {
        "add" => accounts.add(name, &order.grants.join(" "), given).await.map(told),
        "password" => accounts.new_password(name, given).await.map(told),
        "remove" => accounts.remove(name).await.map(|()| Vec::new()),
        _ => accounts.list().await.map(|all| {
            all.into_iter().map(|one| format!("{}\t{}", one.name, one.grants)).collect()
        }),
    };
    done.map_err(|trouble| trouble.to_string())
}

fn first_line() -> Result<String, String> {
    let mut text = String::new();
    let read = std::io::stdin().take(1_024).read_to_string(&mut text);
    read.map_err(|error| error.kind().to_string())?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(line: &str) -> Result<Order, String> {
        read(line.split(' ').map(str::to_owned)).map(|order| order.unwrap_or_default())
    }

    #[test]
    fn a_role_counts_for_the_offices_behind_it() {
        let given =
            order("add lin --role decide --office psb --office land --role look --office *");
        assert_eq!(given.unwrap().grants, ["decide:psb", "decide:land", "look:*"]);
        for wrong in [
            "add lin",
            "add --role look --office psb",
            "add lin --office psb",
            "make lin",
            "list lin",
            "remove",
        ] {
            assert!(order(wrong).is_err(), "{wrong}");
        }
    }
}

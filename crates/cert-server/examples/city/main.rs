//! `cargo xtask city`: what people have to do for each service of the specimen city, and whether the goals are met.
//!
//! Each form is really filled from the certificates of its example person (`specimen/tries.json`), completed with
//! what only that person knows, checked as on a device, signed and checked again as its offices do.
//! Without an argument the table and the goals; with `--markdown` what stands in `docs/services.md`.
#![allow(clippy::print_stdout, reason = "a program that prints a table")]

mod attempt;
mod page;
mod tries;

use std::process::ExitCode;

use attempt::{Row, World};

/// Required answers with proof, over all services: Shanghai's own goal for 2024 is 70 % filled.
const AVERAGE: u32 = 80;

/// The same of the renewal of a residence permit.
const ENDORSEMENT: (&str, u32) = ("residence-permit-endorsement", 85);

/// Services of the catalogue.
const SERVICES: usize = 14;

fn main() -> ExitCode {
    let is_page = std::env::args().nth(1).as_deref() == Some("--markdown");
    match run(is_page) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(is_page: bool) -> Result<bool, String> {
    let world = World::read()?;
    let rows = tries::read()?
        .into_iter()
        .map(|one| {
            let name = one.service.clone();
            world.attempt(one).map_err(|problem| format!("{name}: {problem}"))
        })
        .collect::<Result<Vec<Row>, String>>()?;
    if let Some(name) = world.untried(&rows) {
        return Err(format!("{name} has no example person in tries.json"));
    }
    if is_page {
        print!("{}", page::page(&world, &rows));
        return Ok(true);
    }
    print!("{}", page::table(&rows));
    Ok(goals(&rows))
}

/// Presses and fields typed into that the renewal of a residence permit may take the first time.
const EFFORT: (u64, u64) = (7, 1);

/// Prints a line for each goal; whether all are met.
fn goals(rows: &[Row]) -> bool {
    let share = rows.iter().find(|row| row.tried.service == ENDORSEMENT.0);
    let effort = share.map_or((u64::MAX, u64::MAX), |row| (row.tried.presses, row.tried.keyed));
    let share = share.map_or(0, Row::permille);
    let circles: usize = rows.iter().map(|row| row.needless_uploads).sum();
    let refused: usize = rows.iter().map(|row| row.refused.len()).sum();
    for row in rows {
        for reason in &row.refused {
            println!("{}: {reason}", row.tried.service);
        }
    }
    let percent = |permille: u32| format!("{}.{} %", permille / 10, permille % 10);
    let lines = [
        ("services", rows.len().to_string(), format!("≥ {SERVICES}"), rows.len() >= SERVICES),
        (
            "filled with proof, on average",
            percent(page::average(rows)),
            format!("≥ {AVERAGE} %"),
            page::average(rows) >= AVERAGE * 10,
        ),
        (
            "filled with proof, 居住证签注",
            percent(share),
            format!("≥ {} %", ENDORSEMENT.1),
            share >= ENDORSEMENT.1 * 10,
        ),
        (
            "presses and fields keyed, 居住证签注",
            format!("{} and {}", effort.0, effort.1),
            format!("≤ {} and {}", EFFORT.0, EFFORT.1),
            effort.0 <= EFFORT.0 && effort.1 <= EFFORT.1,
        ),
        ("uploads where a certificate exists", circles.to_string(), "0".to_owned(), circles == 0),
        ("checked on the device, then refused", refused.to_string(), "0".to_owned(), refused == 0),
    ];
    for (name, value, want, met) in &lines {
        println!("goal {name}: {value}, want {want} : {}", if *met { "met" } else { "missed" });
    }
    lines.iter().all(|(_, _, _, met)| *met)
}

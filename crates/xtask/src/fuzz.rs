//! `cargo xtask fuzz [--minutes N]`: every target of `fuzz/` with its seeds, one after another.

use std::path::Path;

use crate::steps::{Result, Steps, output, program, root};

/// Larger inputs find nothing that smaller ones do not, and are a hundred times slower.
const LONGEST: &str = "-max_len=16384";
/// A gigabyte: far over what any budget allows, so more is a finding.
const MEMORY: &str = "-rss_limit_mb=1024";

/// What one target did.
struct Ran {
    target: String,
    runs: u64,
    per_second: u64,
    seconds: u64,
    finding: Option<String>,
}

/// Runs every target for `minutes` minutes and prints a table.
///
/// # Errors
/// When a tool is missing, and when there is a finding.
pub(crate) fn fuzz(steps: &mut Steps, minutes: u64) -> Result<()> {
    let have = |args: &[&str]| output(program("cargo").args(args)).is_ok();
    if !have(&["+nightly", "--version"]) {
        return Err("fuzzing needs a nightly compiler: `rustup toolchain install nightly`".into());
    }
    if !have(&["fuzz", "--version"]) {
        return Err("fuzzing needs cargo-fuzz: `cargo install cargo-fuzz`".into());
    }
    let targets = targets(&root().join("fuzz/fuzz_targets"))?;
    steps.step("fuzz targets (build)", || {
        output(program("cargo").args(["+nightly", "fuzz", "build"])).map(drop)
    })?;
    let mut table = Vec::new();
    for target in targets {
        table.push(steps.step(&format!("fuzz {target}"), || run(&target, minutes))?);
    }
    println!("\n{:<14} {:>12} {:>10} {:>8}  finding", "target", "runs", "runs/s", "seconds");
    for row in &table {
        let finding = row.finding.as_deref().unwrap_or("none");
        let (target, runs, rate, seconds) = (&row.target, row.runs, row.per_second, row.seconds);
        println!("{target:<14} {runs:>12} {rate:>10} {seconds:>8}  {finding}");
    }
    let found = table.iter().filter(|row| row.finding.is_some()).count();
    if found == 0 { Ok(()) } else { Err(format!("{found} targets with a finding")) }
}

/// The targets are the files in this folder.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut names: Vec<_> = entries
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

fn run(target: &str, minutes: u64) -> Result<Ran> {
    // What the fuzzer finds worth keeping goes into the first folder, which git ignores.
    let corpus = root().join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
    let mut command = program("cargo");
    command.args(["+nightly", "fuzz", "run", target]).arg(corpus);
    command.arg(format!("fuzz/seeds/{target}")).args(["--", LONGEST, MEMORY]);
    command.arg(format!("-max_total_time={}", minutes * 60)).arg("-print_final_stats=1");
    let said = command.output().map_err(|e| format!("cargo fuzz: {e}"))?;
    let log = String::from_utf8_lossy(&said.stderr);
    let mut ran = read(target, &log);
    if !said.status.success() && ran.finding.is_none() {
        return Err(format!("cargo fuzz run {target} ended with {}\n{log}", said.status));
    }
    ran.target = target.to_owned();
    Ok(ran)
}

/// Reads what libFuzzer says at its end.
fn read(target: &str, log: &str) -> Ran {
    let number = |name: &str| {
        let line = log.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim_start_matches(':').trim().parse().ok()).unwrap_or(0)
    };
    // "Done 874020 runs in 21 second(s)"
    let seconds = log.lines().find_map(|line| {
        line.strip_prefix("Done ")?.split(" runs in ").nth(1)?.split(' ').next()?.parse().ok()
    });
    let finding = log.lines().find_map(|line| {
        let written = line.split("Test unit written to ").nth(1)?;
        Some(written.trim().to_owned())
    });
    Ran {
        target: target.to_owned(),
        runs: number("stat::number_of_executed_units"),
        per_second: number("stat::average_exec_per_sec"),
        seconds: seconds.unwrap_or(0),
        finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_run_is_read() {
        let log = "#2\tINITED\nDone 874020 runs in 21 second(s)\n\
            stat::number_of_executed_units: 874020\nstat::average_exec_per_sec:     41620\n";
        let ran = read("json", log);
        assert_eq!((ran.runs, ran.per_second, ran.seconds), (874_020, 41_620, 21));
        assert_eq!(ran.finding, None);
    }

    #[test]
    fn a_crash_is_a_finding() {
        let log = "artifact_prefix='./'; Test unit written to fuzz/artifacts/json/crash-0a\n\
            stat::number_of_executed_units: 7\n";
        assert_eq!(read("json", log).finding.as_deref(), Some("fuzz/artifacts/json/crash-0a"));
    }
}

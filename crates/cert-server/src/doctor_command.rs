//! `cert-server doctor`: what `cert_server::examine` found, a line for each thing.

use std::process::ExitCode;

use cert_server::{Config, Health, examine};

pub(crate) const USAGE: &str = "\
cert-server doctor [the options that the server is started with]

  doctor             look at an installation without changing it; ends with 1 when something is bad";

/// Looks, and says it.
#[expect(clippy::print_stdout, reason = "what was asked for")]
pub(crate) async fn run(config: &Config) -> ExitCode {
    let findings = examine(config).await;
    for finding in &findings {
        let sign = match finding.health {
            Health::Good => "good   ",
            Health::ToKnow => "to know",
            Health::Bad => "BAD    ",
        };
        println!("{sign}  {}: {}", finding.about, finding.says);
    }
    if findings.iter().any(|finding| finding.health == Health::Bad) {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

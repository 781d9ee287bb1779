//! `certfill inspect`: how a certificate is built. Nothing shown here is verified, and every
//! line says so, because lines are what gets copied into mails.

use cert_verify::Certificate;

use crate::args::Inspect;
use crate::{Failure, Io, files, report};

/// In front of every line.
const MARK: &str = "unverified | ";

pub(crate) fn run(options: &Inspect, io: &mut Io<'_>) -> Result<u8, Failure> {
    let bytes = files::read(&options.file, io)?;
    let certificate = Certificate::parse(&bytes).map_err(|refused| {
        let code = refused.code().map_or("not-a-certificate", cert_verify::Code::as_str);
        let kind = refused.format().map_or("of no known kind", cert_verify::Format::as_str);
        Failure::refused(format!("{}: {kind}, {code}", options.file.display()))
    })?;
    line(io, &format!("kind: {}", certificate.format().as_str()));
    for (part, value) in certificate.dangerous_unverified_parts() {
        line(io, &format!("{part}:"));
        for text in format!("{value:#}").lines() {
            line(io, &format!("  {text}"));
        }
    }
    for uri in certificate.evidence_needed().status_lists {
        line(io, &format!("names the status list {uri}"));
    }
    Ok(0)
}

fn line(io: &mut Io<'_>, text: &str) {
    io.result(&format!("{MARK}{}", report::printable(text)));
}

//! `certfill lint`: the linter of form definitions.

use std::path::Path;

use cert_fill::{Form, FormError};

use crate::args::Lint;
use crate::{Failure, Io, files};

pub(crate) fn run(options: &Lint, io: &mut Io<'_>) -> Result<u8, Failure> {
    let bytes = files::read(&options.file, io)?;
    let form = form(&bytes, &options.file, io)?;
    io.result(&format!(
        "{} {}: no findings, integrity {}",
        form.id(),
        form.version(),
        form.integrity()
    ));
    Ok(0)
}

/// The form of a file; prints what is wrong with it.
///
/// # Errors
/// The answer no, with the stable code, when there is a finding.
pub(crate) fn form(bytes: &[u8], file: &Path, io: &mut Io<'_>) -> Result<Form, Failure> {
    Form::parse(bytes).map_err(|error| {
        for line in lines(&error) {
            io.result(&line);
        }
        Failure::refused(format!("{}: {}", file.display(), error.code()))
    })
}

/// One line for each finding.
pub(crate) fn lines(error: &FormError) -> Vec<String> {
    let findings = error.findings().iter();
    findings.map(|found| format!("{} {}: {}", found.rule, found.at, found.detail)).collect()
}

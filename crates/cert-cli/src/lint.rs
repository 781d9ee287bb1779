//! `certfill lint`: the linter of form definitions.

use std::process::ExitCode;

use cert_fill::Form;

use crate::args::Lint;
use crate::{Failure, files, out};

pub(crate) fn run(options: &Lint) -> Result<ExitCode, Failure> {
    let bytes = files::read(&options.file)?;
    match Form::parse(&bytes) {
        Ok(form) => {
            out::result(&format!(
                "{} {}: no findings, integrity {}",
                form.id(),
                form.version(),
                form.integrity()
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            for finding in error.findings() {
                out::result(&format!("{} {}: {}", finding.rule, finding.at, finding.detail));
            }
            Err(Failure::refused(format!("{}: {}", options.file.display(), error.code())))
        }
    }
}

//! `certfill lint`: the linter of form definitions.

use cert_fill::Form;

use crate::args::Lint;
use crate::{Failure, Io, files};

pub(crate) fn run(options: &Lint, io: &mut Io<'_>) -> Result<u8, Failure> {
    let bytes = files::read(&options.file, io)?;
    match Form::parse(&bytes) {
        Ok(form) => {
            io.result(&format!(
                "{} {}: no findings, integrity {}",
                form.id(),
                form.version(),
                form.integrity()
            ));
            Ok(0)
        }
        Err(error) => {
            for finding in error.findings() {
                io.result(&format!("{} {}: {}", finding.rule, finding.at, finding.detail));
            }
            Err(Failure::refused(format!("{}: {}", options.file.display(), error.code())))
        }
    }
}

//! Pages of the documentation with a part that a program prints, between two comments.

use crate::steps::{Result, cargo, output, root};

/// A page, where its printed part stands, and what prints it.
pub(crate) struct PrintedPage {
    /// From the top folder.
    pub(crate) file: &'static str,
    /// Of the comments `<!-- NAME:start -->` and `<!-- NAME:end -->`.
    pub(crate) name: &'static str,
    /// The arguments of cargo.
    pub(crate) print: &'static [&'static str],
}

impl PrintedPage {
    /// Writes the printed part again.
    ///
    /// # Errors
    /// When the page or one of its comments is missing, or the program fails.
    pub(crate) fn write(&self) -> Result<()> {
        let (_, current) = self.read()?;
        std::fs::write(root().join(self.file), current)
            .map_err(|error| format!("{}: {error}", self.file))
    }

    /// Whether the page holds what the program prints now.
    ///
    /// # Errors
    /// As [`PrintedPage::write`].
    pub(crate) fn is_current(&self) -> Result<bool> {
        let (page, current) = self.read()?;
        Ok(page == current)
    }

    /// The page as it is, and as it should be.
    fn read(&self) -> Result<(String, String)> {
        let Self { file, name, print } = self;
        let (start, end) = (format!("<!-- {name}:start -->"), format!("<!-- {name}:end -->"));
        let page =
            std::fs::read_to_string(root().join(file)).map_err(|e| format!("  {file}: {e}"))?;
        let parts = page.split_once(&start).and_then(|(before, rest)| {
            rest.split_once(&end).map(|(_, after)| (before.to_owned(), after.to_owned()))
        });
        let (before, after) = parts.ok_or(format!("  {file} has no {start} … {end}"))?;
        let printed = output(&mut cargo(print))?;
        let printed = printed.trim();
        Ok((page, format!("{before}{start}\n{printed}\n{end}{after}")))
    }
}

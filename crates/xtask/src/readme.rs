//! The README of the npm package shows files that the tests run, and shows them as they are.

use crate::steps::Result;

/// Where they are shown.
const README: &str = "pkg/README.md";

/// Compares each block that begins with `<!-- tests/… -->` with the file of that name.
///
/// # Errors
/// Names the files that have changed, or says that none is shown.
pub(crate) fn check(files: &[(String, String)]) -> Result<()> {
    let text = |name: &str| files.iter().find(|(file, _)| file == name).map(|(_, text)| text);
    let page = text(README).ok_or(format!("  no {README}"))?;
    let (mut seen, mut other) = (0, Vec::new());
    for part in page.split("\n<!-- tests/").skip(1) {
        let Some((name, rest)) = part.split_once(" -->\n```") else { continue };
        let name = format!("tests/{name}");
        let shown = rest.split_once('\n').and_then(|(_, code)| code.split_once("\n```"));
        seen += 1;
        let is = text(&name).map(|code| code.trim_end());
        if is.is_none() || is != shown.map(|(code, _)| code.trim_end()) {
            other.push(format!("  {README} shows {name}, which is not so"));
        }
    }
    match (seen, other.is_empty()) {
        (0, _) => Err(format!("  {README} shows no file of the tests")),
        (_, true) => Ok(()),
        (_, false) => Err(other.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_file_that_is_shown_otherwise_is_named() {
        let shown = |code: &str| {
            let page = format!("text\n<!-- tests/a.js -->\n```js\n{code}\n```\n");
            let files = [("pkg/README.md", &*page), ("tests/a.js", "one();\n")];
            check(&files.map(|(name, text)| (name.to_owned(), text.to_owned())))
        };
        assert_eq!(shown("one();"), Ok(()));
        let problem = shown("two();").unwrap_err();
        assert!(problem.contains("tests/a.js"), "{problem}");
    }

    #[test]
    fn a_page_that_shows_nothing_is_no_proof() {
        let files = [("pkg/README.md".to_owned(), "text".to_owned())];
        assert!(check(&files).is_err());
    }
}

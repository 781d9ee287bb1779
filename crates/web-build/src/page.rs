//! The page as people wrote it, and what it becomes: its own tags for Trunk say which files belong
//! to the app, so that both builds read the same page.

use crate::{Result, digest::integrity, glue};

/// What the page names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Style sheets, in their order.
    pub(crate) styles: Vec<String>,
    /// Files that are served as they are.
    pub(crate) copies: Vec<String>,
}

/// Reads `<link data-trunk …>`. Our own page: a tag stands on a line of its own.
pub(crate) fn named(page: &str) -> Named {
    let mut named = Named::default();
    for line in page.lines().filter(|line| is_for_trunk(line)) {
        let Some(href) = attribute(line, "href") else { continue };
        match attribute(line, "rel") {
            Some("css") => named.styles.push(href.to_owned()),
            Some("copy-file") => named.copies.push(href.to_owned()),
            _ => {}
        }
    }
    named
}

fn is_for_trunk(line: &str) -> bool {
    line.trim_start().starts_with("<link data-trunk ")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The page of one version, whose files lie in `folder` (`/v/…`). What it names by a path of its
/// own (`/icon.svg`) is looked up there too.
///
/// # Errors
/// When a file that it names is missing.
pub(crate) fn of_version(
    page: &str,
    folder: &str,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<String> {
    let digest = |name: &str| {
        file(name).map(|content| integrity(&content)).ok_or(format!("{name} is missing"))
    };
    let style = format!(
        "<link rel=\"stylesheet\" href=\"{folder}app.css\" integrity=\"{}\">",
        digest("app.css")?
    );
    let boot = format!(
        "<script defer src=\"{folder}boot.js\" integrity=\"{}\" data-js=\"app.js\" data-js-digest=\"{}\" \
         data-wasm=\"app.wasm\" data-wasm-digest=\"{}\"></script>",
        digest("boot.js")?,
        digest("app.js")?,
        digest("app.wasm")?
    );
    let mut out = String::new();
    for line in page.lines().filter(|line| !is_for_trunk(line)) {
        if line.trim() == "</head>" {
            for line in [&style, &boot] {
                out.push_str(line);
                out.push('\n');
            }
        }
        match attribute(line, "href").and_then(|href| href.strip_prefix('/')) {
            Some(name) if line.starts_with("<link") && file(name).is_some() => {
                out.push_str(
                    &line.replace(&format!("\"/{name}\""), &format!("\"{folder}{name}\"")),
                );
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    Ok(out)
}

/// The style sheets as one, without comments and indentation.
pub(crate) fn style(sheets: &[String]) -> String {
    glue::without_comments(&sheets.join("\n"))
}

/// The service worker with the list of the version's files.
///
/// # Errors
/// When the place for it is not there.
pub(crate) fn service(script: &str, version: &serde_json::Value) -> Result<String> {
    let (empty, full) = ("const VERSION = null;", format!("const VERSION = {version};"));
    match script.matches(empty).count() {
        1 => Ok(glue::without_comments(&script.replace(empty, &full))),
        count => Err(format!("service.js has `{empty}` {count} times, expected once")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n<link data-trunk rel=\"css\" href=\"a.css\">\n\
        <link data-trunk rel=\"copy-file\" href=\"icon.svg\">\n\
        <link data-trunk rel=\"rust\" href=\"../Cargo.toml\">\n\
        <link rel=\"icon\" href=\"/icon.svg\">\n</head>\n<a href=\"/\">x</a>\n";

    #[test]
    fn the_tags_for_trunk_say_what_belongs_to_the_app() {
        let expected = Named { styles: vec!["a.css".into()], copies: vec!["icon.svg".into()] };
        assert_eq!(named(PAGE), expected);
    }

    #[test]
    fn a_version_names_its_files_with_their_digests() {
        let page = of_version(PAGE, "/v/1/", &|name| Some(name.into())).unwrap();
        assert!(!page.contains("data-trunk"), "{page}");
        assert!(page.contains("href=\"/v/1/icon.svg\""), "{page}");
        assert!(page.contains("<a href=\"/\">"), "{page}");
        let boot = page.lines().find(|line| line.starts_with("<script")).unwrap();
        for name in ["boot.js", "app.js", "app.wasm"] {
            assert!(boot.contains(&integrity(name.as_bytes())), "{name}: {boot}");
        }
        let missing = of_version(PAGE, "/v/1/", &|name| (name != "app.js").then(Vec::new));
        assert_eq!(missing, Err("app.js is missing".to_owned()));
    }

    #[test]
    fn the_service_worker_carries_the_list() {
        let list = serde_json::json!({ "name": "1" });
        let script = service("// why\nconst VERSION = null;\n", &list).unwrap();
        assert_eq!(script, "const VERSION = {\"name\":\"1\"};\n");
        assert!(service("const VERSION = 1;", &list).is_err());
    }
}

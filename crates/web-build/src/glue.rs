//! The scripts that tools wrote: one file instead of several, and smaller.

use crate::Result;
use crate::split::{GLUE, LOADER, Program};

/// The glue and the loader of the parts as one script. One file, because the digest of a script
/// says nothing about what it imports. `digest` gives the digest of a module by its file name.
///
/// # Errors
/// When a tool wrote something else than it did when this was written.
pub(crate) fn bundle(program: &Program, digest: &dyn Fn(&str) -> Option<String>) -> Result<String> {
    let mut loader = once(&program.loader, &format!("import {{ initSync }} from \"{GLUE}\";"), "")?;
    for (theirs, ours) in &program.names {
        let file = format!("{ours}.wasm");
        let digest = digest(&file).ok_or(format!("{file} is missing"))?;
        loader = once(
            &loader,
            &format!("new URL(\"./{theirs}.wasm\", import.meta.url)"),
            &format!("new URL(\"{file}\", import.meta.url), {{ integrity: \"{digest}\" }}"),
        )?;
    }
    // Not while it arrives: a digest needs the whole file anyway, and this way a server that has
    // never heard of WebAssembly is no obstacle.
    let streaming = "WebAssembly.instantiateStreaming(src, imports)";
    let loader = loader.replace(streaming, "instantiated(src, imports)");
    let is_export = |line: &&str| line.starts_with("export const ");
    let exports: Vec<_> = loader
        .lines()
        .filter(is_export)
        .filter_map(|line| line.split_whitespace().nth(2))
        .collect();
    if exports.is_empty() {
        return Err("the loader exports nothing".into());
    }
    let loader = format!(
        "const loader = (() => {{\n{INSTANTIATED}{}\nreturn {{ {} }};\n}})();",
        loader.replace("export const ", "const "),
        exports.join(", ")
    ) + "\n";
    let mut glue = loader;
    for line in program.glue.lines() {
        match line.strip_prefix("import ") {
            None => glue.push_str(line),
            // One line for each function that is imported.
            Some(rest) => match rest.strip_suffix(&format!(" from \"{LOADER}\"")) {
                Some(name) => glue.push_str(&line_for(name)?),
                None => return Err(format!("the glue imports something else: {line}")),
            },
        }
        glue.push('\n');
    }
    Ok(without_comments(&glue))
}

/// `* as import1` becomes a name of ours.
fn line_for(import: &str) -> Result<String> {
    let name = import.strip_prefix("* as ").ok_or(format!("the glue imports `{import}`"))?;
    Ok(format!("const {name} = loader;"))
}

const INSTANTIATED: &str = "\
async function instantiated(source, imports) {
const response = await source;
if (!response.ok) throw new Error(\"not-loaded\");
return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
";

/// Replaces what must be there exactly once.
fn once(text: &str, old: &str, new: &str) -> Result<String> {
    match text.matches(old).count() {
        1 => Ok(text.replace(old, new)),
        count => Err(format!("`{old}` is there {count} times, expected once")),
    }
}

/// Takes comments and indentation out of a script or a style sheet. A comment begins a line; none
/// of what comes here has a text over several lines, so whole lines can be judged.
pub(crate) fn without_comments(text: &str) -> String {
    let mut is_comment = false;
    let mut out = String::new();
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        let fetch = "fetch(new URL(\"./split_a.wasm\", import.meta.url))";
        Program {
            modules: Vec::new(),
            parts: Default::default(),
            glue: format!("import * as import1 from \"{LOADER}\"\nuse(import1);\n"),
            loader: format!(
                "import {{ initSync }} from \"{GLUE}\";\n\
                 export const __wasm_split_load_a = load(() => {fetch});\n"
            ),
            names: vec![("split_a".into(), "a".into())],
        }
    }

    #[test]
    fn comments_go_and_code_stays() {
        let glue = "/* one */\n/**\n * two\n */\nlet a = 1; // kept\n\n    // three\n  b();\n";
        assert_eq!(without_comments(glue), "let a = 1; // kept\nb();\n");
    }

    #[test]
    fn one_script_fetches_each_part_with_its_digest() {
        let script = bundle(&program(), &|name| Some(format!("digest-of-{name}"))).unwrap();
        assert!(!script.contains("\nimport ") && !script.starts_with("import "), "{script}");
        assert!(script.contains("new URL(\"a.wasm\", import.meta.url)"), "{script}");
        assert!(script.contains("integrity: \"digest-of-a.wasm\""), "{script}");
        assert!(script.contains("return { __wasm_split_load_a };"), "{script}");
    }

    #[test]
    fn what_a_tool_writes_differently_is_an_error() {
        let mut changed = program();
        changed.glue += "import * as import2 from \"other\"\n";
        assert!(bundle(&changed, &|_| Some(String::new())).is_err());
        let mut changed = program();
        changed.loader = changed.loader.replace("./split_a", "./part_a");
        assert!(bundle(&changed, &|_| Some(String::new())).is_err());
        assert!(bundle(&program(), &|_| None).is_err());
    }
}

//! The promise that a function of the app fits on a screen: a component, a hook, a handler, each shorter than
//! 80 lines. What is longer does more than one thing.

use crate::rust_source::{Token, tokens, without_tests};
use crate::steps::Result;

/// Where it holds.
const APP: &str = "src/";

/// The first length that is too long, from the line of `fn` to that of its closing brace.
const TOO_LONG: usize = 80;

/// # Errors
/// Functions that are too long.
pub(crate) fn check<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let (mut problems, mut count) = (Vec::new(), 0);
    for (file, text) in files.filter(|(file, _)| file.starts_with(APP)) {
        let all = tokens(text);
        for function in functions(&without_tests(&all).0) {
            count += 1;
            if function.lines >= TOO_LONG {
                let Function { name, line, lines } = function;
                problems.push(format!("  {file}:{line}: {name} has {lines} lines"));
            }
        }
    }
    if count == 0 {
        return Err(format!("  no function was found in {APP}"));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
struct Function<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
}

fn functions<'a>(code: &[Token<'a>]) -> Vec<Function<'a>> {
    let mut found = Vec::new();
    for (at, token) in code.iter().enumerate() {
        let rest = code.get(at..).unwrap_or_default();
        // A type such as `fn(u8)` has no name.
        let Some(name) = rest.get(1).and_then(Token::word).filter(|_| token.is("fn")) else {
            continue;
        };
        if let Some(end) = end_of_body(rest) {
            found.push(Function { name, line: token.line, lines: end - token.line + 1 });
        }
    }
    found
}

/// The line of the closing brace; none for a declaration without a body.
fn end_of_body(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for token in tokens {
        let Some(mark) = ["(", "[", ")", "]", "{", "}", ";"].into_iter().find(|it| token.is(it))
        else {
            continue;
        };
        match mark {
            "(" | "[" => round += 1,
            ")" | "]" => round -= 1,
            "{" => curly += 1,
            "}" => curly -= 1,
            _ if curly == 0 && round == 0 => return None,
            _ => {}
        }
        if mark == "}" && curly == 0 {
            return Some(token.line);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_the_name_to_the_brace() {
        let text = "trait T { fn none(&self, x: [u8; 3]); }\nfn one(x: fn(u8)) -> [u8; 2] { [0; 2] }\n\
                    fn three()\n{ fn inner() {\n}\n}";
        let found = functions(&tokens(text));
        let found: Vec<_> = found.iter().map(|one| (one.name, one.lines)).collect();
        assert_eq!(found, [("one", 1), ("three", 4), ("inner", 2)]);
    }

    #[test]
    fn only_the_app_is_held_to_it() {
        let long = format!("fn long() {{{}}}", "\n".repeat(79));
        let short = format!("fn short() {{{}}}", "\n".repeat(78));
        let files = |at, text| check([(at, text), ("src/ui/b.rs", "fn b() {}")].into_iter());
        assert!(files("src/ui/a.rs", long.as_str()).is_err());
        assert!(files("src/ui/a.rs", short.as_str()).is_ok());
        assert!(files("crates/a/src/a.rs", long.as_str()).is_ok());
        assert!(
            check([("crates/a/src/a.rs", "fn a() {}")].into_iter()).is_err(),
            "nothing was looked at"
        );
    }
}

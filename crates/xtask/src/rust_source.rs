//! A Rust file as the checks see it: words and marks, without comments, texts and test code.
//!
//! Not a parser: the checks ask for names and paths, and a list of tokens answers that without a
//! dependency. What is in a text counts only where a format string names something, as in `"{LIMIT}"`.

/// One word or one mark, and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) line: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Word(&'a str),
    Mark(char),
}

impl<'a> Token<'a> {
    pub(crate) fn word(&self) -> Option<&'a str> {
        match self.kind {
            Kind::Word(word) => Some(word),
            Kind::Mark(_) => None,
        }
    }

    pub(crate) fn is(&self, text: &str) -> bool {
        match self.kind {
            Kind::Word(word) => word == text,
            Kind::Mark(mark) => text.starts_with(mark) && text.len() == mark.len_utf8(),
        }
    }
}

/// The tokens of a file, test code included.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut reader = Reader { rest: text, line: 1, found: Vec::new() };
    while reader.step() {}
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Token<'a>>,
}

impl<'a> Reader<'a> {
    /// Reads one thing; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.take(comment(self.rest));
        } else if let Some(hashes) = raw_text(self.rest) {
            let open = self.rest.find('"').map_or(0, |at| at + 1);
            let close = format!("\"{}", "#".repeat(hashes));
            let body = self.rest.get(open..).unwrap_or_default();
            let end = body.find(&close).map_or(self.rest.len(), |at| open + at + close.len());
            self.text(end);
        } else if self.rest.starts_with("b\"") || self.rest.starts_with("c\"") {
            self.take(1);
        } else if first == '"' {
            self.text(quoted(self.rest, '"'));
        } else if first == '\'' {
            self.take(if is_character(self.rest) { quoted(self.rest, '\'') } else { 1 });
        } else if first.is_alphabetic() || first == '_' {
            self.take(if self.rest.starts_with("r#") { 2 } else { 0 });
            let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let word = self.take(end.unwrap_or(self.rest.len()));
            self.push(Kind::Word(word));
        } else if first.is_ascii_digit() {
            let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            self.take(end.unwrap_or(self.rest.len()));
        } else {
            self.take(first.len_utf8());
            if !first.is_whitespace() {
                self.push(Kind::Mark(first));
            }
        }
        true
    }

    fn push(&mut self, kind: Kind<'a>) {
        self.found.push(Token { kind, line: self.line });
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// A text: only what it captures, `{name}` or `{name:…}`, is a word.
    fn text(&mut self, bytes: usize) {
        let line = self.line;
        let text = self.take(bytes);
        for part in text.split('{').skip(1) {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(0);
            let (word, rest) = part.split_at_checked(end).unwrap_or_default();
            if !word.is_empty() && rest.starts_with(['}', ':']) {
                self.found.push(Token { kind: Kind::Word(word), line });
            }
        }
    }
}

/// The length of a comment in which comments may stand.
fn comment(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, _) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with("/*") {
            depth += 1;
        } else if rest.starts_with("*/") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + 2;
            }
        }
    }
    text.len()
}

/// How many `#` a raw text begins with, if this is one.
fn raw_text(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = rest.find(|c| c != '#')?;
    rest.get(hashes..)?.starts_with('"').then_some(hashes)
}

/// The length of a text or character with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A character, not a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    let first = characters.next();
    first == Some('\\') || characters.next() == Some('\'')
}

/// The tokens that are in the program when it is not tested: what stands behind `#[cfg(test)]` or
/// `#[test]` is left out. The second part of the answer names the modules declared there (`#[cfg(test)] mod tests;`).
pub(crate) fn without_tests<'a>(all: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<&'a str>) {
    let (mut kept, mut test_modules) = (Vec::with_capacity(all.len()), Vec::new());
    let mut at = 0;
    while at < all.len() {
        let rest = all.get(at..).unwrap_or_default();
        if let Some(attribute) = test_attribute(rest) {
            let item = item_length(rest.get(attribute..).unwrap_or_default());
            let words: Vec<_> = rest.iter().skip(attribute).take(item).collect();
            if let [name, end] = words.get(words.len().saturating_sub(2)..).unwrap_or_default()
                && end.is(";")
                && words.iter().any(|token| token.is("mod"))
            {
                test_modules.extend(name.word());
            }
            at += attribute + item;
        } else {
            kept.extend(rest.first());
            at += 1;
        }
    }
    (kept, test_modules)
}

/// The length of `#[cfg(test)]`, `#[cfg(all(test, …))]` or `#[test]`, if one begins here.
fn test_attribute(tokens: &[Token<'_>]) -> Option<usize> {
    let [hash, open, name, ..] = tokens else { return None };
    if !hash.is("#") || !open.is("[") {
        return None;
    }
    let end = tokens.iter().position(|token| token.is("]"))? + 1;
    let inside = tokens.get(..end)?;
    let negated = inside.iter().any(|token| token.is("not") || token.is("any"));
    let tested = inside.iter().any(|token| token.is("test"));
    let found = name.is("test") || (name.is("cfg") && tested && !negated);
    found.then_some(end)
}

/// The length of the item that begins here: to its `;` or closing brace.
fn item_length(tokens: &[Token<'_>]) -> usize {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Mark(mark) = token.kind else { continue };
        match mark {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            '{' => curly += 1,
            '}' => {
                curly -= 1;
                if curly == 0 && round == 0 {
                    return at + 1;
                }
            }
            ';' if curly == 0 && round == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().filter_map(Token::word).collect()
    }

    #[test]
    fn comments_and_texts_are_no_words() {
        let text =
            "a // b\n/* c /* d */ e */ f \"g {h} {i:>3} {{}} \\\" j\" r#\"k \" l\"# 'm' '\\'' <'n>";
        assert_eq!(words(text), ["a", "f", "h", "i", "n"]);
    }

    #[test]
    fn lines_are_counted_through_texts() {
        let all = tokens("one \"\n\n\" two\n// x\nthree");
        let lines: Vec<_> = all.iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 3, 5]);
    }

    #[test]
    fn test_code_is_left_out() {
        let text = "fn a() {} #[cfg(test)] mod t { fn b() {} } #[cfg(not(test))] fn c() {} \
                    #[test] #[should_panic] fn d([x]: [u8; 1]) {} #[cfg(test)] mod e; use f;";
        let all = tokens(text);
        let (kept, modules) = without_tests(&all);
        let kept: Vec<_> = kept.iter().filter_map(Token::word).collect();
        assert_eq!(kept, ["fn", "a", "cfg", "not", "test", "fn", "c", "use", "f"]);
        assert_eq!(modules, ["e"]);
    }
}

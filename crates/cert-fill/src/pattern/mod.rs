//! Regular expressions in linear time: the `pattern` keyword of a form.
//!
//! A browser's `RegExp` backtracks: a form with `^(a+)+$` could freeze the page of
//! whoever opens it, and the office's server too. And the browser and the office
//! must give the same answer, so both run this one engine. It follows all ways
//! through the pattern at once (Thompson's simulation): at most
//! `characters × instructions` steps, with no input on which it is slower.
//!
//! The grammar is a part of ECMA-262 with flag `u` (JSON Schema 2020-12 core 6.4),
//! matched by code point and unanchored:
//!
//! ```text
//! pattern     = branch *( "|" branch )
//! branch      = *( "^" | "$" | atom [ quantifier ] )
//! atom        = character | "." | class | escape | "(" pattern ")" | "(?:" pattern ")"
//! quantifier  = ( "*" | "+" | "?" | "{" n "}" | "{" n ",}" | "{" n "," m "}" ) [ "?" ]
//! class       = "[" [ "^" ] *( member | member "-" member ) "]"
//! escape      = "\" ( d | D | w | W | s | S | f | n | r | t | v | 0 | syntax character
//!               | "x" 2HEX | "u" 4HEX | "u{" 1*6HEX "}" )
//! ```
//!
//! Refused, because they need backtracking or big tables: look-around,
//! back-references, named groups, `\b`, `\p{…}`, `\c`, and flags. A lazy quantifier is
//! read and has no effect: only *whether* a text matches is asked.

mod class;
mod compile;
mod parse;
mod run;
#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use class::is_ecma_space;

/// The longest pattern that is read, in bytes. The longest in the example forms
/// has 33; a list of a hundred four-letter codes still fits.
const MAX_LENGTH: usize = 1024;

/// The deepest nesting of groups. People cannot read more, and the parser recurses.
const MAX_DEPTH: usize = 24;

/// The largest program, after `{n,m}` is written out. A text of 10,000 characters then
/// takes at most 20 million steps: some tens of milliseconds.
const MAX_PROGRAM: usize = 2000;

/// A compiled pattern that answers in linear time, alike in browser and office.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    program: Vec<compile::Instruction>,
}

/// Why a pattern is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// Longer than 1,024 bytes, nested deeper than 24 groups, or over 2,000
    /// instructions after repetitions are written out.
    TooLarge,
    /// Not in the grammar of ECMA-262 with flag `u`.
    Syntax,
    /// Good ECMA-262, but outside the part that runs in linear time here.
    Unsupported,
}

impl Pattern {
    /// Reads and compiles a pattern.
    ///
    /// # Errors
    /// When the pattern is over a budget, is no regular expression, or uses what
    /// the restricted grammar leaves out.
    pub fn compile(source: &str) -> Result<Self, PatternError> {
        if source.len() > MAX_LENGTH {
            return Err(PatternError::TooLarge);
        }
        let tree = parse::parse(source)?;
        Ok(Self { source: source.to_owned(), program: compile::compile(&tree)? })
    }

    /// Whether the pattern occurs in `text` (unanchored, as JSON Schema asks).
    pub fn is_match(&self, text: &str) -> bool {
        run::is_match(&self.program, text)
    }

    /// The pattern as the form writes it.
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

impl PatternError {
    /// The stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "pattern-too-large",
            Self::Syntax => "pattern-syntax",
            Self::Unsupported => "pattern-unsupported",
        }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl std::error::Error for PatternError {}

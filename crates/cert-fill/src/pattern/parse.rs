//! From the text of a pattern to its tree. The grammar stands in the module above.

use std::iter::Peekable;
use std::str::Chars;

use super::class::Class;
use super::{MAX_DEPTH, MAX_PROGRAM, PatternError};

/// The tree of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    /// Matches the empty text.
    Empty,
    /// One character out of a set.
    Class(Class),
    /// The beginning of the text.
    Start,
    /// The end of the text.
    End,
    /// All, one after the other.
    Sequence(Vec<Tree>),
    /// One of these.
    Either(Vec<Tree>),
    /// From `least` to `most` times; without `most`, any number.
    Repeat { inner: Box<Tree>, least: usize, most: Option<usize> },
}

/// ECMA-262 SyntaxCharacter and `/`: what a backslash may take literally.
const SYNTAX: &str = "^$\\.*+?()[]{}|/";

pub(super) fn parse(source: &str) -> Result<Tree, PatternError> {
    let mut parser = Parser { rest: source.chars().peekable(), depth: 0 };
    let tree = parser.pattern()?;
    // Only a closing bracket without its opening one ends a pattern early.
    if parser.rest.next().is_some() { Err(PatternError::Syntax) } else { Ok(tree) }
}

struct Parser<'s> {
    rest: Peekable<Chars<'s>>,
    depth: usize,
}

/// One member of a class: a character, which can begin a range, or a whole set.
enum Member {
    Character(char),
    Set(Class),
}

impl Parser<'_> {
    fn pattern(&mut self) -> Result<Tree, PatternError> {
        let mut branches = vec![self.branch()?];
        while self.rest.next_if_eq(&'|').is_some() {
            branches.push(self.branch()?);
        }
        Ok(if branches.len() == 1 {
            branches.pop().unwrap_or(Tree::Empty)
        } else {
            Tree::Either(branches)
        })
    }

    fn branch(&mut self) -> Result<Tree, PatternError> {
        let mut parts = Vec::new();
        while let Some(&next) = self.rest.peek() {
            if next == '|' || next == ')' {
                break;
            }
            self.rest.next();
            let part = match next {
                // An assertion takes no quantifier; what follows is read as an atom
                // and refused there.
                '^' => Tree::Start,
                '$' => Tree::End,
                _ => {
                    let atom = self.atom(next)?;
                    self.quantified(atom)?
                }
            };
            parts.push(part);
        }
        Ok(Tree::Sequence(parts))
    }

    fn atom(&mut self, first: char) -> Result<Tree, PatternError> {
        Ok(match first {
            '.' => Tree::Class(Class::dot()),
            '[' => Tree::Class(self.class()?),
            '(' => self.group()?,
            '\\' => Tree::Class(match self.escape(false)? {
                Member::Character(character) => Class::one(character),
                Member::Set(class) => class,
            }),
            '*' | '+' | '?' | '{' | '}' | ']' => return Err(PatternError::Syntax),
            other => Tree::Class(Class::one(other)),
        })
    }

    fn group(&mut self) -> Result<Tree, PatternError> {
        if self.rest.next_if_eq(&'?').is_some() && self.rest.next() != Some(':') {
            // Look-around, named groups and flags all begin with `(?`.
            return Err(PatternError::Unsupported);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(PatternError::TooLarge);
        }
        let inner = self.pattern()?;
        self.depth -= 1;
        if self.rest.next() == Some(')') { Ok(inner) } else { Err(PatternError::Syntax) }
    }

    fn quantified(&mut self, atom: Tree) -> Result<Tree, PatternError> {
        let (least, most) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let (least, most) = self.counts()?;
                return Ok(self.repeat(atom, least, most));
            }
            _ => return Ok(atom),
        };
        self.rest.next();
        Ok(self.repeat(atom, least, most))
    }

    fn repeat(&mut self, atom: Tree, least: usize, most: Option<usize>) -> Tree {
        // Lazy or greedy makes no difference to whether there is a match.
        self.rest.next_if_eq(&'?');
        Tree::Repeat { inner: Box::new(atom), least, most }
    }

    /// `n}`, `n,}` or `n,m}`.
    fn counts(&mut self) -> Result<(usize, Option<usize>), PatternError> {
        let least = self.count()?;
        let most = match self.rest.next() {
            Some('}') => return Ok((least, Some(least))),
            Some(',') if self.rest.next_if_eq(&'}').is_some() => return Ok((least, None)),
            Some(',') => self.count()?,
            _ => return Err(PatternError::Syntax),
        };
        if self.rest.next() != Some('}') || most < least {
            return Err(PatternError::Syntax);
        }
        Ok((least, Some(most)))
    }

    fn count(&mut self) -> Result<usize, PatternError> {
        let mut value = None;
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            let digit = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
            let grown = value.unwrap_or(0_usize) * 10 + digit.unwrap_or(0);
            if grown > MAX_PROGRAM {
                return Err(PatternError::TooLarge);
            }
            value = Some(grown);
        }
        value.ok_or(PatternError::Syntax)
    }

    /// The inside of `[…]`, after the opening bracket.
    fn class(&mut self) -> Result<Class, PatternError> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        loop {
            let low = match self.member()? {
                None => break,
                Some(Member::Set(set)) => {
                    ranges.extend_from_slice(set.ranges());
                    // In flag u, a set cannot begin a range.
                    if self.rest.peek() == Some(&'-') && !self.hyphen_ends_class() {
                        return Err(PatternError::Syntax);
                    }
                    continue;
                }
                Some(Member::Character(character)) => character,
            };
            let high = if self.rest.peek() == Some(&'-') && !self.hyphen_ends_class() {
                self.rest.next();
                match self.member()? {
                    Some(Member::Character(character)) => character,
                    _ => return Err(PatternError::Syntax),
                }
            } else {
                low
            };
            if high < low {
                return Err(PatternError::Syntax);
            }
            ranges.push((u32::from(low), u32::from(high)));
        }
        let class = Class::of(&ranges);
        Ok(if negated { class.negated() } else { class })
    }

    /// Whether the hyphen that comes next is the last member before `]`.
    fn hyphen_ends_class(&self) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next();
        ahead.next() == Some(']')
    }

    /// The next member of a class; none at its closing bracket.
    fn member(&mut self) -> Result<Option<Member>, PatternError> {
        match self.rest.next() {
            None => Err(PatternError::Syntax),
            Some(']') => Ok(None),
            Some('\\') => self.escape(true).map(Some),
            Some(character) => Ok(Some(Member::Character(character))),
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<Member, PatternError> {
        let character = match self.rest.next().ok_or(PatternError::Syntax)? {
            'd' => return Ok(Member::Set(Class::digits())),
            'D' => return Ok(Member::Set(Class::digits().negated())),
            'w' => return Ok(Member::Set(Class::word())),
            'W' => return Ok(Member::Set(Class::word().negated())),
            's' => return Ok(Member::Set(Class::space())),
            'S' => return Ok(Member::Set(Class::space().negated())),
            'f' => '\u{0C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{0B}',
            '0' if self.rest.peek().is_some_and(char::is_ascii_digit) => {
                return Err(PatternError::Syntax);
            }
            '0' => '\0',
            'x' => char::from_u32(self.hexadecimal(2)?).ok_or(PatternError::Syntax)?,
            'u' => self.unicode_escape()?,
            '-' if in_class => '-',
            syntax if SYNTAX.contains(syntax) => syntax,
            'b' | 'B' | 'c' | 'k' | 'p' | 'P' | '1'..='9' => return Err(PatternError::Unsupported),
            _ => return Err(PatternError::Syntax),
        };
        Ok(Member::Character(character))
    }

    /// `HHHH` (two of them for a surrogate pair) or `{H…}`. A lone surrogate is
    /// refused: no text that is JSON here can hold one.
    fn unicode_escape(&mut self) -> Result<char, PatternError> {
        let point = if self.rest.next_if_eq(&'{').is_some() {
            let mut value = None;
            while let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit) {
                let grown = value.unwrap_or(0_u32) * 16 + digit.to_digit(16).unwrap_or(0);
                if grown > 0x10_FFFF {
                    return Err(PatternError::Syntax);
                }
                value = Some(grown);
            }
            if self.rest.next() != Some('}') {
                return Err(PatternError::Syntax);
            }
            value.ok_or(PatternError::Syntax)?
        } else {
            let high = self.hexadecimal(4)?;
            if (0xD800..0xDC00).contains(&high) {
                if self.rest.next() != Some('\\') || self.rest.next() != Some('u') {
                    return Err(PatternError::Unsupported);
                }
                let low = self.hexadecimal(4)?;
                if !(0xDC00..0xE000).contains(&low) {
                    return Err(PatternError::Unsupported);
                }
                0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)
            } else {
                high
            }
        };
        char::from_u32(point).ok_or(PatternError::Unsupported)
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32, PatternError> {
        let mut value = 0;
        for _ in 0..digits {
            let digit = self.rest.next().and_then(|digit| digit.to_digit(16));
            value = value * 16 + digit.ok_or(PatternError::Syntax)?;
        }
        Ok(value)
    }
}

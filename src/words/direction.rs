//! A value in the middle of a sentence keeps its direction of writing to itself (Unicode Standard Annex 9, isolates):
//! a name in Arabic letters, or one with an override in it, must not turn “to” and “from” around.

/// First strong isolate: what follows has the direction of its first letter.
const OPEN: char = '\u{2068}';

/// Pop directional isolate.
const CLOSE: char = '\u{2069}';

/// Appends a value; in an isolate of its own when something in it runs from right to left or says how to run.
pub(crate) fn push(out: &mut String, value: &str) {
    if !value.chars().any(turns) {
        return out.push_str(value);
    }
    out.push(OPEN);
    let mut open = 0_usize;
    for letter in value.chars() {
        match letter {
            '\u{2066}'..='\u{2068}' => open += 1,
            // It would close what was opened out here.
            CLOSE if open == 0 => continue,
            CLOSE => open -= 1,
            _ => {}
        }
        out.push(letter);
    }
    out.extend(std::iter::repeat_n(CLOSE, open + 1));
}

/// Letters of scripts that run from right to left, and signs that say how to run.
fn turns(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, Text};

    const SENTENCE: Text = Text { zh: "从 {0} 到 {1}", en: "from {0} to {1}" };

    #[test]
    fn what_runs_from_right_to_left_stands_in_an_isolate() {
        let said = SENTENCE.with(Lang::En, &["\u{645}\u{62b}\u{627}\u{644}", "B"]);
        assert_eq!(said, "from \u{2068}\u{645}\u{62b}\u{627}\u{644}\u{2069} to B");
        assert_eq!(SENTENCE.with(Lang::Zh, &["陈示例", "Zürich"]), "从 陈示例 到 Zürich");
    }

    #[test]
    fn an_override_ends_with_its_value_whatever_it_opens_or_closes() {
        let pushed = |value: &str| {
            let mut out = String::new();
            push(&mut out, value);
            out
        };
        assert_eq!(pushed("a\u{202e}b"), "\u{2068}a\u{202e}b\u{2069}");
        assert_eq!(pushed("a\u{2069}\u{202e}b"), "\u{2068}a\u{202e}b\u{2069}");
        assert_eq!(pushed("\u{2067}a"), "\u{2068}\u{2067}a\u{2069}\u{2069}");
        // A sentence in a sentence.
        let inner = SENTENCE.with(Lang::En, &["\u{5d0}", "B"]);
        let outer = SENTENCE.with(Lang::En, &[&inner, "C"]);
        assert_eq!(outer.matches(OPEN).count(), outer.matches(CLOSE).count());
    }
}

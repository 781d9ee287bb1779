//! How a value of a certificate or an answer is shown: its middle hidden, its direction kept to
//! itself, and its reading in the page's language beside it.

use serde_json::Value;

use super::Lang;

/// Hides the middle: the first six and the last four signs stay of a long value,
/// a third at each end of a short one.
#[must_use]
pub fn mask_middle(value: &str) -> String {
    let signs: Vec<char> = value.chars().collect();
    let count = signs.len();
    let (head, tail) = match count {
        0..=2 => (0, 0),
        3..=6 => (1, 1),
        7..=11 => (3, count - 7),
        12..=14 => (4, 4),
        _ => (6, 4),
    };
    let hidden = count - head - tail;
    let start: String = signs.iter().take(head).collect();
    let end: String = signs.iter().skip(count - tail).collect();
    format!("{start} {} {end}", "*".repeat(hidden.min(8))).trim().to_owned()
}

/// A value that came from outside, made safe inside a line of other words: when it holds signs that
/// steer the direction of text, it is isolated, so that none of them reaches what stands around it
/// (Unicode UAX #9, 3.1.2 and 6.3). Everything else stays as it is.
#[must_use]
pub fn isolated(text: &str) -> String {
    /// First strong isolate, pop directional isolate.
    const FSI: char = '\u{2068}';
    const PDI: char = '\u{2069}';
    if !text.chars().any(steers) {
        return text.to_owned();
    }
    let mut out = String::from(FSI);
    let mut open = 0_usize;
    for sign in text.chars() {
        match sign {
            '\u{2066}'..='\u{2068}' => open += 1,
            // One more than was opened would end our own.
            PDI if open == 0 => continue,
            PDI => open -= 1,
            // A new paragraph would end it, too.
            '\n' | '\r' | '\u{85}' | '\u{2029}' => {
                out.push(' ');
                continue;
            }
            _ => {}
        }
        out.push(sign);
    }
    out.extend(std::iter::repeat_n(PDI, open + 1));
    out
}

const fn steers(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// What values read like in other languages, as the operator gives it: names of ethnic groups,
/// offices, laws. Language → value → reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings(Value);

impl Readings {
    /// Takes `{"en": {"女": "female"}}`.
    #[must_use]
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The reading of a value, when the page's language has one.
    #[must_use]
    pub fn of(&self, value: &str, lang: Lang) -> Option<&str> {
        self.0.get(lang.tag())?.get(value)?.as_str()
    }

    /// The value, isolated, with its reading beside it: `女 (female)`.
    #[must_use]
    pub fn beside(&self, value: &str, lang: Lang) -> String {
        let shown = isolated(value);
        match self.of(value, lang) {
            Some(reading) => format!("{shown} ({reading})"),
            None => shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_middle_of_a_number_is_hidden() {
        assert_eq!(mask_middle("31010119900307771X"), "310101 ******** 771X");
        assert_eq!(mask_middle("13800001234"), "138 **** 1234");
        assert_eq!(mask_middle("陈示例"), "陈 * 例");
        assert_eq!(mask_middle("ab"), "**");
        assert_eq!(mask_middle(""), "");
    }

    #[test]
    fn a_direction_never_leaves_its_value() {
        assert_eq!(isolated("陈示例"), "陈示例");
        assert_eq!(isolated("אבג"), "אבג", "letters alone steer nothing beyond themselves");
        assert_eq!(isolated("a\u{202e}b"), "\u{2068}a\u{202e}b\u{2069}");
        assert_eq!(isolated("a\u{2069}b\u{202e}"), "\u{2068}ab\u{202e}\u{2069}");
        assert_eq!(isolated("\u{2067}a"), "\u{2068}\u{2067}a\u{2069}\u{2069}");
        assert_eq!(isolated("a\u{202e}\nb"), "\u{2068}a\u{202e} b\u{2069}");
    }

    #[test]
    fn a_reading_stands_beside_the_original() {
        let readings = Readings::new(json!({"en": {"女": "female"}}));
        assert_eq!(readings.beside("女", Lang::En), "女 (female)");
        assert_eq!(readings.beside("女", Lang::Zh), "女");
        assert_eq!(readings.beside("男", Lang::En), "男");
        assert_eq!(Readings::default().beside("女", Lang::En), "女");
    }
}

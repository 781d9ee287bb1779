//! Hands: the pointer, the keyboard, an input method.

use serde_json::{Value, json};

use crate::page::FINDERS;
use crate::session::Session;

/// Keys that do something other than write a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those on the keys")]
pub enum Key {
    Tab,
    ShiftTab,
    Enter,
    Space,
    Escape,
    Backspace,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
}

impl Key {
    /// Name, Windows key code, the text it writes, modifiers.
    pub(crate) fn facts(self) -> (&'static str, u32, &'static str, u32) {
        const SHIFT: u32 = 8;
        match self {
            Self::Tab => ("Tab", 9, "", 0),
            Self::ShiftTab => ("Tab", 9, "", SHIFT),
            Self::Enter => ("Enter", 13, "\r", 0),
            Self::Space => (" ", 32, " ", 0),
            Self::Escape => ("Escape", 27, "", 0),
            Self::Backspace => ("Backspace", 8, "", 0),
            Self::Left => ("ArrowLeft", 37, "", 0),
            Self::Right => ("ArrowRight", 39, "", 0),
            Self::Up => ("ArrowUp", 38, "", 0),
            Self::Down => ("ArrowDown", 40, "", 0),
            Self::Home => ("Home", 36, "", 0),
            Self::End => ("End", 35, "", 0),
        }
    }

    /// The character that WebDriver has for it, and whether Shift is held.
    pub(crate) fn code_point(self) -> (&'static str, bool) {
        match self {
            Self::Tab => ("\u{E004}", false),
            Self::ShiftTab => ("\u{E004}", true),
            Self::Enter => ("\u{E006}", false),
            Self::Space => (" ", false),
            Self::Escape => ("\u{E00C}", false),
            Self::Backspace => ("\u{E003}", false),
            Self::Left => ("\u{E012}", false),
            Self::Right => ("\u{E014}", false),
            Self::Up => ("\u{E013}", false),
            Self::Down => ("\u{E015}", false),
            Self::Home => ("\u{E011}", false),
            Self::End => ("\u{E010}", false),
        }
    }
}

impl Session {
    /// Clicks the first visible element that matches, where a person would hit it.
    pub fn click(&self, selector: &str) {
        self.click_found(&format!("{FINDERS}.css({})", json!(selector)), selector);
    }

    /// Presses the button or link with these words (the whole of them first, else a part).
    pub fn press(&self, words: &str) {
        self.click_found(&format!("{FINDERS}.press({})", json!(words)), words);
    }

    /// Chooses the radio button, checkbox or other control whose label has these words.
    pub fn choose(&self, words: &str) {
        // The label, not the control: that is what people hit, and small controls hide behind it.
        let label = format!(
            "(() => {{ const c = {FINDERS}.field({0}); return c && c.labels && c.labels[0] || c; }})()",
            json!(words)
        );
        self.click_found(&label, words);
    }

    fn click_found(&self, finder: &str, what: &str) {
        // A page that has only just come has not got its styles, and everything moves once more.
        let there = format!("document.readyState !== 'loading' && !!({finder})");
        self.wait(&format!("\"{what}\" to press"), &there);
        let place = self.run(&format!(
            "(async () => {{ const e = {finder};\
               e.scrollIntoView({{ block: 'center', inline: 'center', behavior: 'instant' }});\
               let b, was = '';\
               for (let frames = 0; frames < 30; frames++) {{\
                 await new Promise(requestAnimationFrame);\
                 b = e.getBoundingClientRect();\
                 const is = [b.x, b.y, b.width, b.height].join();\
                 if (is === was) break;\
                 was = is; }}\
               const x = b.x + b.width / 2, y = b.y + b.height / 2;\
               const hit = document.elementFromPoint(x, y);\
               const ok = hit && (e.contains(hit) || hit.contains(e) || hit.closest('label')?.control === e);\
               return {{ x, y, hit: ok ? '' : (hit ? hit.outerHTML.slice(0, 200) : 'nothing') }}; }})()"
        ));
        let hit = place.get("hit").and_then(Value::as_str).unwrap_or_default();
        assert!(hit.is_empty(), "\"{what}\" is covered by {hit}");
        let at = |name: &str| place[name].as_f64().unwrap_or_default();
        self.presses.set(self.presses.get() + 1);
        self.browser.borrow().click_at(at("x"), at("y"));
    }

    /// Two clicks so quick that the page cannot draw between them.
    pub fn double_press(&self, words: &str) {
        let found = format!("{FINDERS}.press({})", json!(words));
        self.wait(&format!("\"{words}\" to press"), &format!("!!({found})"));
        self.act(&format!("const e = {found}; e.click(); e.click()"));
    }

    /// Presses one key where the focus is.
    pub fn key(&self, key: Key) {
        self.browser.borrow().key(key);
    }

    /// Writes where the focus is, as if pasted or typed at once.
    pub fn type_text(&self, text: &str) {
        self.characters.set(self.characters.get() + text.chars().count());
        self.browser.borrow().insert(text);
    }

    /// Composes with an input method: the letters show first, then the candidate is taken.
    pub fn compose(&self, letters: &str, chosen: &str) {
        self.browser.borrow().compose(letters, chosen);
    }

    /// Replaces what the control with this label holds.
    pub fn fill(&self, label: &str, text: &str) {
        self.fill_found(&format!("{FINDERS}.field({})", json!(label)), label, text);
    }

    /// Replaces what the control that matches holds.
    pub fn fill_css(&self, selector: &str, text: &str) {
        self.fill_found(&format!("{FINDERS}.css({})", json!(selector)), selector, text);
    }

    fn fill_found(&self, finder: &str, what: &str, text: &str) {
        self.wait(&format!("the field \"{what}\""), &format!("!!({finder})"));
        let was_there = self.run(&format!(
            "(() => {{ const e = {finder}, was = document.activeElement === e; \
               e.scrollIntoView({{ block: 'center' }}); e.focus(); e.select?.(); return was }})()"
        ));
        // A finger would have to press it first.
        if was_there != json!(true) {
            self.presses.set(self.presses.get() + 1);
        }
        if text.is_empty() {
            self.key(Key::Backspace);
        } else {
            self.type_text(text);
        }
    }

    /// Chooses an option of a `<select>` by its value.
    pub fn select(&self, selector: &str, value: &str) {
        self.wait_for(selector);
        self.act(&format!(
            "const e = document.querySelector({}); e.focus(); e.value = {}; \
             e.dispatchEvent(new Event('input', {{ bubbles: true }})); \
             e.dispatchEvent(new Event('change', {{ bubbles: true }}))",
            json!(selector),
            json!(value)
        ));
    }

    /// What has the focus, as `tag "words"`.
    #[must_use]
    pub fn focused(&self) -> String {
        let said = self.run(
            "(e => `${e.localName} \"${(e.getAttribute('aria-label') || e.innerText || e.name || '')\
             .replace(/\\s+/g, ' ').trim()}\"`)(document.activeElement)",
        );
        said.as_str().unwrap_or_default().to_owned()
    }

    /// Presses Tab until the focused element's words contain `words`.
    pub fn tab_to(&self, words: &str) {
        // More stops than any page has; a trap for the keyboard ends here too.
        for _ in 0..120 {
            self.key(Key::Tab);
            let focused = self.focused();
            if focused.contains(words) {
                return;
            }
        }
        panic!("Tab does not reach \"{words}\" at {}", self.path());
    }
}

/// A press of the main button at a place, in the words of WebDriver's actions.
pub(crate) fn press_at(x: f64, y: f64) -> [Value; 3] {
    [
        json!({ "type": "pointerMove", "x": x.round(), "y": y.round(), "duration": 0 }),
        json!({ "type": "pointerDown", "button": 0 }),
        json!({ "type": "pointerUp", "button": 0 }),
    ]
}

/// A key pressed and let go, with shift where it takes it.
pub(crate) fn stroke(key: Key) -> Vec<Value> {
    let (value, shift) = key.code_point();
    let event = |kind: &str, value: &str| json!({ "type": kind, "value": value });
    let mut actions = vec![event("keyDown", value), event("keyUp", value)];
    if shift {
        actions.insert(0, event("keyDown", "\u{E008}"));
        actions.push(event("keyUp", "\u{E008}"));
    }
    actions
}

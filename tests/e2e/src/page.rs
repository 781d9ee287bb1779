//! Finding things on a page as a person does, and waiting for them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::session::Session;

/// How long something may take to appear on a busy machine with two cores; a page that needs a
/// passphrase stretched gets there in a few seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long between two looks at first, and at last: looking takes the time of what is waited for.
const GLANCE: Duration = Duration::from_millis(20);
const LONGEST_GLANCE: Duration = Duration::from_millis(80);

/// What the page's script knows about finding: visible, by selector, by words, by label.
pub(crate) const FINDERS: &str = r#"
(() => {
  // What is folded away has a place on the page too, but nobody can see or press it.
  const shown = e => e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true });
  const words = e => (e.getAttribute('aria-label') || e.innerText || e.value || '').replace(/\s+/g, ' ').trim();
  const best = (list, text) => list.find(e => words(e) === text) || list.find(e => words(e).includes(text));
  const all = s => [...document.querySelectorAll(s)].filter(shown);
  return {
    css: s => all(s)[0],
    press: t => best(all('button, a[href], summary, [role=button], [role=tab], input[type=submit]'), t),
    text: t => best(all('body *'), t),
    field: t => {
      const label = best(all('label, legend'), t);
      if (label && label.control) return label.control;
      if (label) return label.parentElement.querySelector('input, select, textarea');
      return all('input, select, textarea').find(e => e.getAttribute('aria-label') === t);
    },
  };
})()
"#;

impl Session {
    /// Waits until a visible element matches the selector.
    pub fn wait_for(&self, selector: &str) {
        let looked = format!("!!{FINDERS}.css({})", json!(selector));
        self.wait(&format!("{selector} on the page"), &looked);
    }

    /// Waits until no visible element matches the selector.
    pub fn wait_gone(&self, selector: &str) {
        let looked = format!("!{FINDERS}.css({})", json!(selector));
        self.wait(&format!("{selector} to go away"), &looked);
    }

    /// Waits until the page shows these words.
    pub fn wait_text(&self, text: &str) {
        let looked = format!("document.body.innerText.includes({})", json!(text));
        self.wait(&format!("the words \"{text}\""), &looked);
    }

    /// Waits until the page's path starts with this.
    pub fn wait_path(&self, path: &str) {
        let looked = format!("location.pathname.startsWith({})", json!(path));
        self.wait(&format!("the path {path}"), &looked);
    }

    /// Waits until a JavaScript expression is true.
    pub fn wait(&self, what: &str, expression: &str) {
        let mut last = Value::Null;
        let seen = self.try_until(|| {
            // A page that is just being left answers with an error: look again.
            match self.try_run(expression) {
                Ok(Value::Bool(true)) => true,
                Ok(other) => {
                    last = other;
                    false
                }
                Err(problem) => {
                    last = json!(problem);
                    false
                }
            }
        });
        if !seen {
            let page = self.try_run("document.body.innerText").unwrap_or_default();
            let page = page.as_str().unwrap_or_default();
            panic!("waited in vain for {what} ({last}) at {}; the page says:\n{page}", self.path());
        }
    }

    /// Waits until something outside the page is so.
    pub fn wait_until(&self, what: &str, is_so: impl FnMut() -> bool) {
        assert!(self.try_until(is_so), "waited in vain for {what}");
    }

    fn try_until(&self, mut is_so: impl FnMut() -> bool) -> bool {
        let (begun, mut glance) = (Instant::now(), GLANCE);
        while begun.elapsed() < PATIENCE {
            if is_so() {
                return true;
            }
            std::thread::sleep(glance);
            glance = (glance * 3 / 2).min(LONGEST_GLANCE);
        }
        false
    }

    /// The words of the first visible element that matches.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        self.wait_for(selector);
        let said = self.run(&format!("{FINDERS}.css({}).innerText", json!(selector)));
        said.as_str().unwrap_or_default().to_owned()
    }

    /// The words of every visible element that matches.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let said = self.run(&format!(
            "[...document.querySelectorAll({})].filter(e => e.getClientRects().length)\
             .map(e => e.innerText.trim())",
            json!(selector)
        ));
        let list = said.as_array().cloned().unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// How many visible elements match.
    #[must_use]
    pub fn count(&self, selector: &str) -> usize {
        self.texts(selector).len()
    }

    /// Whether the page shows these words now.
    #[must_use]
    pub fn shows(&self, text: &str) -> bool {
        self.run(&format!("document.body.innerText.includes({})", json!(text))) == json!(true)
    }

    /// An attribute of the first element that matches.
    #[must_use]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let value = self.run(&format!(
            "document.querySelector({})?.getAttribute({}) ?? null",
            json!(selector),
            json!(name)
        ));
        value.as_str().map(str::to_owned)
    }

    /// What a form control holds.
    #[must_use]
    pub fn value(&self, selector: &str) -> String {
        let value = self.run(&format!("document.querySelector({})?.value ?? ''", json!(selector)));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Whether the page is wider than its window (it must not be, at any zoom).
    #[must_use]
    pub fn scrolls_sideways(&self) -> bool {
        let looked = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.run(looked) == json!(true)
    }

    /// Visible controls smaller than `least` CSS pixels in one direction, as `tag "words" w×h`.
    /// Links inside running text are exempt, as in WCAG 2.5.8.
    #[must_use]
    pub fn small_targets(&self, least: u32) -> Vec<String> {
        let said = self.run(&format!(
            "[...document.querySelectorAll('button, a[href], summary, select, input:not([type=hidden]), textarea, [role=button]')]\
             .filter(e => e.getClientRects().length && !e.closest('p, li p, .unseen'))\
             .map(e => {{\
               let box = (e.matches('[type=radio], [type=checkbox], [type=file]') && e.closest('label') || e).getBoundingClientRect();\
               return [e, box]; }})\
             .filter(([e, b]) => b.width < {least} - 0.5 || b.height < {least} - 0.5)\
             .map(([e, b]) => `${{e.localName}} \"${{(e.innerText || e.name || '').trim()}}\" ${{Math.round(b.width)}}×${{Math.round(b.height)}}`)"
        ));
        let list = said.as_array().cloned().unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

//! Accessibility rules, run by axe-core inside the page.

use serde_json::{Value, json};

use crate::session::Session;

/// The rules that every page and state must pass (rule B1), and one that axe leaves off by itself.
const OPTIONS: &str = r#"{
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
}"#;

/// What other colours can break.
const COLOURS: &str = r#"{
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  resultTypes: ['violations'],
}"#;

/// One broken rule with the places where it is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// axe's name of the rule.
    pub rule: String,
    /// What to do about it.
    pub help: String,
    /// `selector: why`, one for each place.
    pub places: Vec<String>,
}

impl Session {
    /// The broken rules of the page as it stands now.
    #[must_use]
    pub fn axe(&self) -> Vec<Violation> {
        self.axe_with(OPTIONS)
    }

    /// The broken rules about colours: the others were looked at in the usual ones.
    #[must_use]
    pub fn axe_of_colours(&self) -> Vec<Violation> {
        self.axe_with(COLOURS)
    }

    fn axe_with(&self, options: &str) -> Vec<Violation> {
        let file = crate::root().join("target/tools/node_modules/axe-core/axe.min.js");
        if self.run("typeof axe") != json!("object") {
            let script = std::fs::read_to_string(&file).unwrap_or_else(|e| {
                panic!("{}: {e}; `cargo xtask test` installs it", file.display())
            });
            self.act(&script);
        }
        // A transition that is half done has half its contrast.
        self.act(
            "document.getAnimations().forEach(a => { try { a.finish() } catch { a.cancel() } })",
        );
        let found = self.run(&format!(
            "axe.run(document, {options}).then(r => r.violations.map(v => ({{ rule: v.id, help: v.help, \
             places: v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary.replace(/\\s+/g, ' ')) }})))"
        ));
        let list = found.as_array().cloned().unwrap_or_default();
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        list.iter()
            .map(|v| Violation {
                rule: text(&v["rule"]),
                help: text(&v["help"]),
                places: v["places"].as_array().into_iter().flatten().map(text).collect(),
            })
            .collect()
    }

    /// Panics when the page breaks an accessibility rule. `state` says which state it is in.
    pub fn assert_accessible(&self, state: &str) {
        let found = self.axe();
        let lines: Vec<_> = found
            .iter()
            .map(|v| format!("  {} ({})\n    {}", v.rule, v.help, v.places.join("\n    ")))
            .collect();
        assert!(found.is_empty(), "{state} at {}:\n{}", self.path(), lines.join("\n"));
    }
}

//! The addresses of the pages: parse and print, without a browser.

/// A page of the app. The server answers every one of these paths with the
/// same `index.html`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `/`: the certificates, or the first visit.
    Home,
    /// `/certificates/{id}`: one certificate; the id is local and random.
    Certificate(String),
    /// `/certificates/{id}/show`: show it to whoever stands in front.
    Show(String),
    /// `/certificates/{id}/paper`: the sheet with its code for paper.
    Paper(String),
    /// `/add`: get or open certificates.
    Add,
    /// `/services`: what can be done.
    Services,
    /// `/services/{form}`: the start page of a form.
    Service(String),
    /// `/services/{form}/{step}`: one step of a form.
    Step(String, String),
    /// `/services/{form}/check`: check the answers and send.
    Check(String),
    /// `/sent/{submission}`: what was sent, and its receipts.
    Sent(String),
    /// `/verify`: check somebody's certificate.
    Verify,
    /// `/verify/rules`: what this counter asks for.
    VerifyRules,
    /// `/verify/record`: the checks done here.
    VerifyRecord,
    /// `/verify/filing`: a filing that somebody has carried to this counter.
    HandIn,
    /// `/sent/{submission}/carry`: the filing to carry to a counter.
    Carry(String),
    /// `/settings`.
    Settings,
    /// `/ask`, with the form's address behind `#`, and `/ask/for/{form}`: a page of a business asks.
    Ask(String),
    /// `/kiosk`: the first page at a kiosk.
    Kiosk,
    /// `/hand`, with the conversation behind `#`: a phone answers the code of a kiosk.
    Hand,
    /// Any other path.
    NotFound,
}

/// The part of the menu a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Certificates.
    Home,
    /// Services and forms.
    Services,
    /// Verification.
    Verify,
    /// Settings.
    Settings,
}

/// What every path begins with in a window that a page of a business opened.
const ASK: &str = "ask";

/// Whether this path is in a window that a page of a business opened.
#[must_use]
pub fn is_asked(path: &str) -> bool {
    path.trim_start_matches('/').split('/').next() == Some(ASK)
}

/// What every path begins with at a kiosk.
const KIOSK: &str = "kiosk";

/// Whether this path is at a kiosk: a machine of the operator's, where nothing of anybody is kept.
#[must_use]
pub fn is_kiosk(path: &str) -> bool {
    path.trim_start_matches('/').split('/').next() == Some(KIOSK)
}

/// Longest path segment that is read as a name. Local ids have 22 characters,
/// form names and steps are chosen by people; anything longer is not ours.
const MAX_SEGMENT: usize = 120;

impl Route {
    /// Reads `location.pathname`. A trailing slash makes no difference.
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if parts.iter().any(|part| !is_name(part)) {
            return Self::NotFound;
        }
        match *parts.as_slice() {
            // With a slash at its end it is the first page in such a window.
            [ASK] if path.ends_with('/') => Self::Home,
            [ASK] => Self::Ask(String::new()),
            [ASK, "for", form] => Self::Ask(form.to_owned()),
            [ASK, ref rest @ ..] => Self::of_parts(rest),
            [KIOSK, ref rest @ ..] => Self::of_parts(rest).at_kiosk(),
            ref parts => Self::of_parts(parts),
        }
    }

    fn of_parts(parts: &[&str]) -> Self {
        match *parts {
            [] | ["index.html"] => Self::Home,
            ["certificates", id] => Self::Certificate(id.to_owned()),
            ["certificates", id, "show"] => Self::Show(id.to_owned()),
            ["certificates", id, "paper"] => Self::Paper(id.to_owned()),
            ["add"] => Self::Add,
            ["services"] => Self::Services,
            ["services", form] => Self::Service(form.to_owned()),
            ["services", form, "check"] => Self::Check(form.to_owned()),
            ["services", form, step] => Self::Step(form.to_owned(), step.to_owned()),
            ["sent", id] => Self::Sent(id.to_owned()),
            ["sent", id, "carry"] => Self::Carry(id.to_owned()),
            ["verify"] => Self::Verify,
            ["verify", "rules"] => Self::VerifyRules,
            ["verify", "record"] => Self::VerifyRecord,
            ["verify", "filing"] => Self::HandIn,
            ["settings"] => Self::Settings,
            ["hand"] => Self::Hand,
            _ => Self::NotFound,
        }
    }

    /// The path to show in the address bar.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Home | Self::NotFound => "/".to_owned(),
            Self::Certificate(id) => format!("/certificates/{id}"),
            Self::Show(id) => format!("/certificates/{id}/show"),
            Self::Paper(id) => format!("/certificates/{id}/paper"),
            Self::Add => "/add".to_owned(),
            Self::Services => "/services".to_owned(),
            Self::Service(form) => format!("/services/{form}"),
            Self::Step(form, step) => format!("/services/{form}/{step}"),
            Self::Check(form) => format!("/services/{form}/check"),
            Self::Sent(id) => format!("/sent/{id}"),
            Self::Verify => "/verify".to_owned(),
            Self::VerifyRules => "/verify/rules".to_owned(),
            Self::VerifyRecord => "/verify/record".to_owned(),
            Self::HandIn => "/verify/filing".to_owned(),
            Self::Carry(id) => format!("/sent/{id}/carry"),
            Self::Settings => "/settings".to_owned(),
            Self::Kiosk => "/kiosk".to_owned(),
            Self::Hand => "/hand".to_owned(),
            Self::Ask(form) if form.is_empty() => "/ask".to_owned(),
            Self::Ask(form) => format!("/ask/for/{form}"),
        }
    }

    /// The same at a kiosk. What belongs to a device of one's own is not there: the first page is instead.
    fn at_kiosk(self) -> Self {
        match self {
            Self::Services
            | Self::Service(_)
            | Self::Step(..)
            | Self::Check(_)
            | Self::Sent(_)
            | Self::Verify => self,
            _ => Self::Kiosk,
        }
    }

    /// The same in a window that a page of a business opened, or at a kiosk, when `from` is such a path. The server
    /// serves these paths so that the window keeps its opener, also when it is loaded again.
    #[must_use]
    pub fn path_from(&self, from: &str) -> String {
        if is_kiosk(from) {
            let path = self.clone().at_kiosk().path();
            return if is_kiosk(&path) { path } else { format!("/{KIOSK}{path}") };
        }
        let path = self.path();
        if is_asked(from) && !is_asked(&path) { format!("/{ASK}{path}") } else { path }
    }

    /// The menu entry that is marked as current.
    #[must_use]
    pub const fn section(&self) -> Option<Section> {
        match self {
            Self::Home | Self::Certificate(_) | Self::Show(_) | Self::Paper(_) | Self::Add => {
                Some(Section::Home)
            }
            Self::Services
            | Self::Service(_)
            | Self::Step(..)
            | Self::Check(_)
            | Self::Sent(_)
            | Self::Carry(_) => Some(Section::Services),
            Self::Verify | Self::VerifyRules | Self::VerifyRecord | Self::HandIn => {
                Some(Section::Verify)
            }
            Self::Settings => Some(Section::Settings),
            Self::Ask(_) | Self::Kiosk | Self::Hand | Self::NotFound => None,
        }
    }

    /// The form whose page it is.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        match self {
            Self::Service(form) | Self::Step(form, _) | Self::Check(form) => Some(form),
            _ => None,
        }
    }

    /// Whether the page shows what the vault holds and so waits for it.
    #[must_use]
    pub const fn needs_wallet(&self) -> bool {
        matches!(
            self,
            Self::Home
                | Self::Certificate(_)
                | Self::Show(_)
                | Self::Paper(_)
                | Self::Add
                | Self::Service(_)
                | Self::Step(..)
                | Self::Check(_)
                | Self::Sent(_)
                | Self::Hand
                | Self::Carry(_)
        )
    }
}

/// Letters, digits and `-_.~` only: nothing that needs percent-encoding.
fn is_name(part: &str) -> bool {
    part.len() <= MAX_SEGMENT
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_prints_what_it_parses() {
        for path in [
            "/",
            "/certificates/a1_b".replace('_', "-").as_str(),
            "/certificates/a1/show",
            "/certificates/a1/paper",
            "/add",
            "/services",
            "/services/residence-permit",
            "/services/residence-permit/home",
            "/services/residence-permit/check",
            "/sent/x",
            "/verify",
            "/verify/rules",
            "/verify/record",
            "/settings",
            "/ask",
            "/ask/for/shop~~open-account",
            "/kiosk",
            "/hand",
        ] {
            assert_eq!(Route::parse(path).path(), path);
        }
    }

    #[test]
    fn a_window_that_was_opened_by_a_page_stays_one() {
        let check = Route::Check("shop~~open-account".into());
        for from in ["/ask", "/ask/for/shop~~open-account", "/ask/services/shop~~open-account"] {
            let path = check.path_from(from);
            assert_eq!(path, "/ask/services/shop~~open-account/check");
            assert_eq!(Route::parse(&path), check);
        }
        assert_eq!(check.path_from("/services"), check.path());
        assert_eq!(Route::Home.path_from("/ask"), "/ask/");
        assert_eq!(Route::parse("/ask/"), Route::Home);
        let ask = Route::Ask("shop~~open-account".into());
        assert_eq!(ask.path_from("/ask/services"), "/ask/for/shop~~open-account");
        assert_eq!(Route::parse("/asked"), Route::NotFound);
        assert_eq!(Route::parse("/ask/nothing"), Route::NotFound);
    }

    #[test]
    fn a_kiosk_stays_one() {
        let check = Route::Check("psb~permit".into());
        for from in ["/kiosk", "/kiosk/", "/kiosk/services/x"] {
            assert_eq!(check.path_from(from), "/kiosk/services/psb~permit/check");
            for own in [Route::Home, Route::Settings, Route::Add, Route::Hand, Route::NotFound] {
                assert_eq!(own.path_from(from), "/kiosk", "{own:?}");
            }
        }
        assert_eq!(Route::parse("/kiosk/services/psb~permit/check"), check);
        for path in
            ["/kiosk/", "/kiosk/settings", "/kiosk/certificates/a", "/kiosk/ask", "/kiosk/x"]
        {
            assert_eq!(Route::parse(path), Route::Kiosk, "{path}");
        }
        assert!(is_kiosk("/kiosk/services") && !is_kiosk("/kiosks") && !is_kiosk("/"));
    }

    #[test]
    fn other_paths_are_not_found() {
        for path in [
            "/nothing",
            "/certificates",
            "/services/a/b/c",
            "/services/%2e%2e",
            "/sent/<b>",
            "/certificates/证",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/verify/"), Route::Verify);
    }
}

//! The frame of the specimen pages: plain HTML without script, in Chinese or English.

use axum::{
    http::{HeaderMap, Uri, header},
    response::Response,
};

use crate::answer;

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

impl Language {
    /// From `?lang=`, else from what the browser prefers, else Chinese.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default().as_bytes();
        let asked = form_urlencoded::parse(query)
            .find(|(name, _)| name == "lang")
            .map(|(_, value)| value.into_owned());
        let preferred = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let list = asked.as_deref().or(preferred).unwrap_or_default();
        for item in list.split(',') {
            match item.trim().get(..2) {
                Some("zh") => return Self::Chinese,
                Some("en") => return Self::English,
                _ => {}
            }
        }
        Self::Chinese
    }

    /// From the short name that forms carry.
    pub(crate) fn from_short(short: Option<&str>) -> Self {
        if short == Some("en") { Self::English } else { Self::Chinese }
    }

    pub(crate) const fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    pub(crate) const fn short(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// The text of this language.
    pub(crate) const fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

/// A whole page. `place` is its path, for the link to the other language.
pub(crate) fn page(language: Language, place: &str, title: &str, content: &str) -> Response {
    let t = |zh, en| language.pick(zh, en);
    let other = match language {
        Language::Chinese => r#"hreflang="en" lang="en" href="?lang=en">English"#,
        Language::English => r#"hreflang="zh-CN" lang="zh-CN" href="?lang=zh">中文"#,
    };
    let short = language.short();
    let link = |path: &str, text: &str| {
        let current = if place == path { r#" aria-current="page""# } else { "" };
        format!(r#"<a href="{path}?lang={short}"{current}>{text}</a>"#)
    };
    let html = format!(
        r##"<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – {site}</title>
<link rel="icon" href="/specimen/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/specimen/style.css">
</head>
<body>
<a class="skip" href="#main">{skip}</a>
<header><div class="in">
<a class="logo" href="/specimen?lang={short}"><span class="mark" aria-hidden="true">例</span>{site}</a>
<nav aria-label="{nav}">{people}{certificates}{filings}<a href="/#lang={tag}">{app}</a></nav>
<a class="language" {other}</a>
</div>
<p class="banner"><strong>示例 SPECIMEN</strong> {banner}</p></header>
<main id="main">
{content}
</main>
</body>
</html>
"##,
        tag = language.tag(),
        site = t("示例世界", "Specimen world"),
        skip = t("跳到主要内容", "Skip to main content"),
        nav = t("示例世界", "Specimen world"),
        people = link("/specimen", t("示例人物", "People")),
        certificates = link("/specimen/certificates", t("已签发证照", "Issued certificates")),
        filings = link("/specimen/filings", t("办件窗口", "Clerk's desk")),
        app = t("打开证填", "Open Certfill"),
        banner = t(
            "人物、部门和证照都是虚构的，没有任何效力。",
            "People, authorities and certificates are invented and have no validity."
        ),
    );
    answer::with_type(200, "text/html; charset=utf-8", "no-store", html)
}

/// Text for HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

//! What the browser recorded: requests, complaints, long tasks.

use serde_json::Value;

use crate::session::Session;

/// One request that left the page (or its workers), with what it carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The body, if it had one that the browser records.
    pub body: Option<String>,
    /// Headers, one `Name: value` a line.
    pub headers: String,
}

/// A piece of work that kept the main thread from answering for more than 50 ms.
#[derive(Debug, Clone, PartialEq)]
pub struct LongTask {
    /// Milliseconds after the page began.
    pub start: f64,
    /// How many milliseconds it took.
    pub duration: f64,
}

impl Session {
    /// Every request since the session began, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        let mut requests = self.browser.borrow().requests();
        // Over a network, that is: neither `data:` nor `blob:` nor the browser's own pages.
        requests.retain(|r| r.url.starts_with("http") || r.url.starts_with("ws"));
        requests
    }

    /// Every request that any of these words is in: address, headers or body.
    #[must_use]
    pub fn requests_with(&self, words: &[&str]) -> Vec<Request> {
        let carries = |request: &Request, word: &str| {
            let escaped: String = word.bytes().map(|b| format!("%{b:02X}")).collect();
            [&request.url, &request.headers, request.body.as_ref().unwrap_or(&String::new())]
                .iter()
                .any(|part| part.contains(word) || part.contains(&escaped))
        };
        let mut requests = self.requests();
        requests.retain(|request| words.iter().any(|word| carries(request, word)));
        requests
    }

    /// Console errors, uncaught exceptions, refusals of the security policy, files not found.
    /// Reading takes them: a second call gives what came after the first.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut found = self.browser.borrow().complaints();
        if let Ok(Value::Array(list)) = self.try_run("window.__watch?.violations ?? []") {
            found.extend(list.iter().map(|v| format!("security policy: {}", text(v))));
        }
        found
    }

    /// Tasks over 50 ms on this page so far.
    #[must_use]
    pub fn long_tasks(&self) -> Vec<LongTask> {
        let list = self.run("window.__watch?.tasks ?? []");
        let list = list.as_array().cloned().unwrap_or_default();
        let number = |task: &Value, name: &str| task[name].as_f64().unwrap_or_default();
        list.iter()
            .map(|t| LongTask { start: number(t, "start"), duration: number(t, "duration") })
            .collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

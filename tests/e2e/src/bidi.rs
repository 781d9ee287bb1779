//! WebDriver BiDi: commands and events over one WebSocket.

use std::cell::{Cell, RefCell};

use serde_json::{Map, Value, json};

use crate::engine::Told;
use crate::socket::Socket;

/// A session with a browser. Events that come between are kept until they are taken.
pub(crate) struct Bidi {
    socket: RefCell<Socket>,
    number: Cell<u64>,
    events: RefCell<Vec<Value>>,
}

impl Bidi {
    /// Opens a session with the browser that listens on `port`.
    ///
    /// # Errors
    /// What the browser says when it refuses.
    pub(crate) fn open(port: u16, capabilities: &Value) -> Told<Self> {
        let socket = Socket::connect(port, "/session").map_err(|e| e.to_string())?;
        let (number, events) = (Cell::new(0), RefCell::default());
        let bidi = Self { socket: RefCell::new(socket), number, events };
        bidi.command("session.new", json!({ "capabilities": { "alwaysMatch": capabilities } }))?;
        Ok(bidi)
    }

    /// The result of a command.
    ///
    /// # Errors
    /// What the browser says when it refuses.
    pub(crate) fn command(&self, method: &str, params: Value) -> Told<Value> {
        let number = self.number.get() + 1;
        self.number.set(number);
        let message = json!({ "id": number, "method": method, "params": params }).to_string();
        let mut socket = self.socket.borrow_mut();
        socket.send(&message).map_err(|e| format!("{method}: {e}"))?;
        loop {
            let text = socket.receive().map_err(|e| format!("{method}: {e}"))?;
            let mut told: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
            if told.get("id").and_then(Value::as_u64) != Some(number) {
                self.events.borrow_mut().push(told);
                continue;
            }
            if told["type"] == json!("success") {
                return Ok(told["result"].take());
            }
            let said = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
            return Err(format!("{method}: {}: {}", said("error"), said("message")));
        }
    }

    /// The events since the last call.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.events.take()
    }

    /// Evaluates in a page (or in the browser's own window); a promise is waited for.
    ///
    /// # Errors
    /// The exception's text, or the browser's.
    pub(crate) fn evaluate(&self, context: &str, expression: &str) -> Told<Value> {
        let answer = self.raw(context, expression)?;
        Ok(plain(&answer))
    }

    /// The same, as the protocol has it: for references to elements.
    ///
    /// # Errors
    /// The exception's text, or the browser's.
    pub(crate) fn raw(&self, context: &str, expression: &str) -> Told<Value> {
        let mut answer = self.command(
            "script.evaluate",
            json!({ "expression": expression, "target": { "context": context },
                    "awaitPromise": true, "userActivation": true }),
        )?;
        match answer.pointer("/exceptionDetails/text").and_then(Value::as_str) {
            Some(problem) => Err(problem.to_owned()),
            None => Ok(answer["result"].take()),
        }
    }
}

/// A value as the protocol writes it, as JSON has it.
fn plain(told: &Value) -> Value {
    let value = &told["value"];
    match told["type"].as_str().unwrap_or_default() {
        "string" | "boolean" | "number" => value.clone(),
        "array" => Value::Array(value.as_array().into_iter().flatten().map(plain).collect()),
        "object" => {
            let mut map = Map::new();
            for pair in value.as_array().into_iter().flatten() {
                if let Some(name) = pair[0].as_str() {
                    map.insert(name.to_owned(), plain(&pair[1]));
                }
            }
            Value::Object(map)
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::{json, plain};

    #[test]
    fn values_of_the_protocol_become_json() {
        let told = json!({ "type": "object", "value": [
            ["a", { "type": "array", "value": [{ "type": "number", "value": 1 }, { "type": "null" }] }],
            ["b", { "type": "undefined" }],
        ] });
        assert_eq!(plain(&told), json!({ "a": [1, null], "b": null }));
    }
}

//! One change of the vault at a time, in the order in which they were asked.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::ui::browser::promise;

/// A waiting line.
#[derive(Clone, Debug, Default)]
pub struct Queue(Rc<Line>);

#[derive(Debug, Default)]
struct Line {
    busy: Cell<bool>,
    waiting: RefCell<VecDeque<Function>>,
}

/// Holds the turn until it is dropped.
#[derive(Debug)]
pub struct TurnGuard(Rc<Line>);

impl Queue {
    /// Waits for its turn.
    pub async fn turn(&self) -> TurnGuard {
        if self.0.busy.replace(true) {
            // The promise never rejects; whoever drops a turn resolves it.
            let _ =
                promise::wait(|resolve, _| self.0.waiting.borrow_mut().push_back(resolve)).await;
        }
        TurnGuard(self.0.clone())
    }
}

impl Drop for TurnGuard {
    fn drop(&mut self) {
        match self.0.waiting.borrow_mut().pop_front() {
            Some(next) => drop(next.call0(&JsValue::UNDEFINED)),
            None => self.0.busy.set(false),
        }
    }
}

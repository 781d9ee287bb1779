//! Everything that needs a real browser, in one binary. Run by `cargo xtask test`, which sets up
//! the browser and builds the app.

#![allow(
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "test code: what was seen belongs beside the result, and the texts are known"
)]

mod again;
mod authoring;
mod carried;
mod cases;
mod citizen;
mod counter;
mod desk;
mod downloads;
mod drafts;
mod ease;
mod encrypted;
mod every_service;
mod for_others;
mod foreseen;
mod harness;
mod home;
mod keyboard;
mod kiosk;
mod one_stop;
mod outbox;
mod outcomes;
mod package;
mod pdf;
mod people;
mod preview;
mod printed;
mod releases;
mod reloads;
mod rules;
mod scanning;
mod sent;
mod services;
mod shared;
mod shop;
mod showing;
mod specimen;
mod story;
mod trouble;
mod two_tabs;
mod vectors;
mod wallet;
mod widget;

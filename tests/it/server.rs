//! The reference server over real HTTP on the loopback address.

mod http;
mod issuance;
mod lists;
mod pages;
mod storage;
mod world;

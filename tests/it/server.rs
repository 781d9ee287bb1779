//! The reference server over real HTTP on the loopback address.

mod business;
mod cases;
mod counter;
mod departments;
mod filed;
mod filing;
mod for_others;
mod grown;
mod http;
mod interrupted;
mod issuance;
mod lists;
mod offer;
mod one_stop;
mod pages;
mod people;
mod printed;
mod relay;
mod rude;
mod services;
mod storage;
mod uploads;
mod wallet;
mod world;

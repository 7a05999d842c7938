//! The article detector on whole pages: golden pages, properties, and a guard on the training corpus' dev pages.

#![allow(clippy::unwrap_used, reason = "a test may stop at what is not there")]

mod corpus;
mod golden;
mod hints;
mod pages;
mod properties;
mod support;

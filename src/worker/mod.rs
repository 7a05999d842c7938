//! The engine in a web worker: the page's side and the worker's side.

mod client;
mod host;

pub use client::{Client, Heard, has_model};
pub use host::run;

//! The web workers, the one that proposes and the one that reads and writes files: the page's side and theirs.

mod client;
mod files;
mod host;
mod turns;

pub use client::{Client, Files, Heard, Propose, Talk, address, has_model};
pub use files::run as run_files;
pub use host::run;

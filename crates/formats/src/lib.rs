//! Reads and writes annotated pages.
//!
//! [`labelled_json`] is the project's own file, in which nothing is lost. [`stored`] is what the app keeps of its
//! documents. [`word_list`] reads a person's own words. [`hub`] writes and reads the formats of other tools, and [`exchange`] is how the app asks for that. [`decode`] makes text of the bytes of a file.
//!
//! No IO: bytes and strings come in and go out.

pub mod decode;
pub mod exchange;
pub mod hub;
pub mod labelled_json;
pub mod stored;
pub mod word_list;

mod diagnostic;
mod json;

pub use diagnostic::{CODES, Diagnostic, MAX_DIAGNOSTICS, Severity};

//! Annotations: what is said of which stretch of the text, by whom, and what was decided.

mod confidence;
mod role;

pub use confidence::Confidence;
pub use role::Role;

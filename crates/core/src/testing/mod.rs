//! For tests of this crate and of those above it: texts with marks in them, strategies for random input, and a
//! harness that checks every transaction against all that must hold.

mod harness;
mod marked;
mod strategies;

pub use harness::Harness;
pub use marked::{Marked, marked, show};
pub use strategies::{AnyCommand, commands, texts};

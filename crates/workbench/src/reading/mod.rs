//! How a person reads and types characters: what counts as the same in a search, and the first letters of pinyin.
//!
//! The tables are data of others; where they come from and under which licence stands in `README.md` beside them.

mod fold;
mod pinyin;

pub use fold::{fold, folded};
pub use pinyin::{contains_initials, starts_with_initials};

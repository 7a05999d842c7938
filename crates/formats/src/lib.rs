//! Labels between files.

//! Build, serve and test.

fn main() {}

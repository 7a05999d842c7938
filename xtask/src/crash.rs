//! `crash`: kills the browser while somebody works, and looks at what is left.

use anyhow::{Context, Result};

use crate::setup;
use crate::site::{self, Mode};
use crate::workspace::cargo;

/// Builds the site and runs the program that does it, with the arguments that are left; false if something was lost.
pub fn crash(arguments: lexopt::Parser) -> Result<bool> {
    setup::test_tools()?;
    site::build(Mode::Release)?;
    let mut arguments = arguments;
    let mut command = cargo();
    // A package of its own, so that this program compiles without a WebDriver client.
    command.args(["run", "--quiet", "--locked", "--package", "jianbao-e2e", "--bin", "crash", "--"]);
    command.args(arguments.raw_args()?);
    Ok(command.status().context("cannot start cargo")?.success())
}

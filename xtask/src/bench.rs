//! `bench`: builds the site and prints measured times and sizes.

use anyhow::Result;

use crate::setup;
use crate::site::{self, Mode};
use crate::workspace::{cargo, run};

/// Builds the release site, which prints its sizes, and measures it in a browser.
pub fn bench() -> Result<()> {
    setup::test_tools()?;
    site::build(Mode::Release)?;
    // A package of its own, so that this program compiles without a WebDriver client.
    run(cargo().args(["run", "--quiet", "--locked", "--package", "jianbao-e2e", "--bin", "bench"]))
}

//! `jianbao train articles`.

use std::process::ExitCode;

/// What to train on and where to write the model.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Trains and writes the model.
///
/// # Errors
/// When there is nothing to train on.
pub fn run(_args: &Args) -> anyhow::Result<ExitCode> {
    anyhow::bail!("no training data was named")
}

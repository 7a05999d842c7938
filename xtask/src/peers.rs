//! `peers`: a real doccano and a real Label Studio import what is written.

use std::process::Command;

use anyhow::Result;

use crate::python;
use crate::workspace::{cargo, root, run, target_dir};

/// Installs both from PyPI, starts them, and compares what they give back; false if it differs.
pub fn peers() -> Result<bool> {
    let doccano = python::environment("doccano", "tests/consumers/doccano.txt", &[])?;
    let label_studio = python::environment("label-studio", "tests/consumers/label-studio.txt", &[])?;
    run(cargo().args(["build", "--locked", "--package", "jianbao-cli"]))?;
    let target = target_dir()?;
    let mut command = Command::new(python::python(&doccano));
    command.arg(root().join("tests/consumers/peers.py"));
    command.arg(target.join("debug").join("jianbao").with_extension(std::env::consts::EXE_EXTENSION));
    command.arg(target.join("peers")).arg(doccano).arg(label_studio);
    Ok(command.status()?.success())
}

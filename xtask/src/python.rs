//! Packages from PyPI that tests need, in an environment of their own below the target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{root, run, target_dir};

/// An environment with the packages of a requirements file; made anew when the file changes, else as it was.
///
/// `name` is the name of its folder; `requirements` is relative to the root of the project and names exact versions;
/// `options` are for pip.
pub fn environment(name: &str, requirements: &str, options: &[&str]) -> Result<PathBuf> {
    let folder = target_dir()?.join("python").join(name);
    let wanted = std::fs::read(root().join(requirements)).context(requirements.to_owned())?;
    let stamp = folder.join("requirements.txt");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    eprintln!("installing the Python packages of {requirements}");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(python(&folder));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--requirement",
    ]);
    run(pip.arg(root().join(requirements)).args(options))?;
    // Written last: an installation that broke off begins anew.
    std::fs::write(stamp, wanted)?;
    Ok(folder)
}

/// The Python of an environment.
pub fn python(environment: &Path) -> PathBuf {
    if cfg!(windows) { environment.join("Scripts/python.exe") } else { environment.join("bin/python") }
}

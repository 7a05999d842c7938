//! Serves the built site; in watch mode builds it again at every change.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use static_server::StaticServer;

use crate::site::{self, Mode, Site};
use crate::workspace::{files_below, root};

const FIRST_PORT: u16 = 8080;
const PORTS_TRIED: u16 = 100;

/// Builds the site, serves it and prints the address last; does not return.
pub fn serve(port: Option<u16>) -> Result<()> {
    let Site { folder, .. } = site::build(Mode::Release)?;
    let server = start(&folder, port)?;
    println!("{}", server.url());
    server.wait();
    Ok(())
}

/// Builds and serves the site with the quick profile, and again after every change; does not return.
///
/// Looks at the modification times of a few hundred small files twice a second: no dependency, works alike on
/// every system and on shared folders, and costs a millisecond.
pub fn watch(port: Option<u16>) -> Result<()> {
    let Site { folder, .. } = site::build(Mode::Watch)?;
    let server = start(&folder, port)?;
    println!("{}", server.url());
    let mut seen = newest_change()?;
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let now = newest_change()?;
        if now != seen {
            seen = now;
            match site::build(Mode::Watch) {
                Ok(_) => println!("built again; {}", server.url()),
                Err(error) => eprintln!("{error:#}"),
            }
        }
    }
}

fn start(folder: &Path, port: Option<u16>) -> Result<StaticServer> {
    if let Some(port) = port {
        return StaticServer::start(folder, port).with_context(|| format!("port {port}"));
    }
    for port in FIRST_PORT..FIRST_PORT + PORTS_TRIED {
        if let Ok(server) = StaticServer::start(folder, port) {
            return Ok(server);
        }
    }
    bail!("no free port from {FIRST_PORT} on; choose one with --port")
}

/// The newest modification time of all sources and how many there are, so that a removal counts too.
fn newest_change() -> Result<(SystemTime, usize)> {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut count = 0;
    for folder in ["src", "crates", "styles", "assets"] {
        for path in files_below(&root().join(folder))? {
            // An editor may replace a file between listing it and asking for it.
            if let Ok(time) = path.metadata().and_then(|data| data.modified()) {
                newest = newest.max(time);
                count += 1;
            }
        }
    }
    for file in ["index.html", "Cargo.toml", "Cargo.lock"] {
        newest = newest.max(root().join(file).metadata().and_then(|data| data.modified()).context(file)?);
    }
    Ok((newest, count))
}

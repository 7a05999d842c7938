//! Builds, serves, tests and measures jianbao: `cargo xtask help` lists the commands.

mod serve;
mod setup;
mod site;
mod workspace;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

const HELP: &str = "\
usage: ./x COMMAND   or   cargo xtask COMMAND

  serve [--port N]    build and serve the app on 127.0.0.1 (8080, or the next free port)
  watch [--port N]    the same with a fast build, again at every change of a source
  build               build the static site into dist/
";

fn main() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        Some(Value(command)) => command.string()?,
        Some(Short('h') | Long("help")) | None => "help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "serve" => serve::serve(port(&mut arguments)?),
        "watch" => serve::watch(port(&mut arguments)?),
        "build" => {
            no_more(&mut arguments)?;
            site::build(site::Mode::Release).map(drop)
        }
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command {other}\n\n{HELP}"),
    }
}

fn port(arguments: &mut lexopt::Parser) -> Result<Option<u16>> {
    let mut port = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => {
                port = Some(arguments.value()?.parse().context("a port is a number below 65536")?)
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(port)
}

fn no_more(arguments: &mut lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        Some(argument) => Err(argument.unexpected().into()),
        None => Ok(()),
    }
}

//! Builds, serves, tests and measures jianbao: `cargo xtask help` lists the commands.

mod bench;
mod corpus;
mod crash;
mod effort;
mod peers;
mod python;
mod serve;
mod setup;
mod single_file;
mod site;
mod test;
mod tidy;
mod workspace;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use std::process::ExitCode;

const HELP: &str = "\
usage: ./x COMMAND   or   cargo xtask COMMAND

  serve [--port N]    build and serve the app on 127.0.0.1 (8080, or the next free port)
  watch [--port N]    the same with a fast build, again at every change of a source
  build               build the static site into dist/
    --open              without the model whose training texts have no open license
  single-file         build, and pack the app into one HTML file that needs no server
  test                check everything; the last line is `N passed, N failed`
    --only STAGE        only this stage and what it needs; may be given several times
    --skip STAGE        all but this stage; may be given several times
    --list              the names of the stages
  bench               build, and print measured times and sizes beside their budgets
    --page FILE         only how long the proposals for this page take in the worker
  crash               build, and kill the browser at random moments of real work: is all there that was kept?
    --runs N            so often (100)
    --seed N            other moments and other work
    --json              the result as JSON in the last line
  effort DIR          count the keys from the proposal of DIR/page.txt to the truth in DIR/page.gold.json, and by hand
    --json              the result as JSON in the last line (it always is)
  corpus              convert a large file, and print speed and memory
    --megabytes N     how large (1000)
  fuzz                open damaged files of all formats; stops at a panic or a slow one
    --minutes N       for so long (10)
    --seed N          other damage (1)
  peers               install and start doccano and Label Studio, which import what is written and give it back
  tidy                only the rules of the house
";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command; false if it has said itself that something is wrong.
fn run() -> Result<bool> {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        Some(Value(command)) => command.string()?,
        Some(Short('h') | Long("help")) | None => "help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "serve" => serve::serve(port(&mut arguments)?)?,
        "watch" => serve::watch(port(&mut arguments)?)?,
        "test" => return test(&mut arguments),
        "build" => {
            let models = match arguments.next()? {
                Some(Long("open")) => site::Models::Open,
                Some(other) => return Err(other.unexpected().into()),
                None => site::Models::All,
            };
            no_more(&mut arguments)?;
            site::build_with(site::Mode::Release, models)?;
        }
        "single-file" => {
            no_more(&mut arguments)?;
            single_file::single_file()?;
        }
        "bench" => {
            let mut page = None;
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("page") => page = Some(std::path::PathBuf::from(arguments.value()?)),
                    other => return Err(other.unexpected().into()),
                }
            }
            match page {
                Some(page) => bench::bench_page(&page)?,
                None => return bench::bench(),
            }
        }
        "corpus" => {
            let megabytes = match arguments.next()? {
                Some(Long("megabytes")) => {
                    let number = arguments.value()?.parse().context("megabytes are a number")?;
                    no_more(&mut arguments)?;
                    number
                }
                Some(other) => return Err(other.unexpected().into()),
                None => 1000,
            };
            corpus::corpus(megabytes)?;
        }
        "fuzz" => fuzz(&mut arguments)?,
        "peers" => {
            no_more(&mut arguments)?;
            return peers::peers();
        }
        "effort" => {
            let mut folder = None;
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("json") => {}
                    Value(path) if folder.is_none() => folder = Some(std::path::PathBuf::from(path)),
                    other => return Err(other.unexpected().into()),
                }
            }
            return effort::effort(&folder.context("effort needs a folder")?);
        }
        "crash" => return crash::crash(arguments),
        "tidy" => {
            no_more(&mut arguments)?;
            tidy::tidy()?;
        }
        "help" => print!("{HELP}"),
        other => bail!("unknown command {other}\n\n{HELP}"),
    }
    Ok(true)
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

fn fuzz(arguments: &mut lexopt::Parser) -> Result<()> {
    let (mut minutes, mut seed) = ("10".to_owned(), "1".to_owned());
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("minutes") => minutes = arguments.value()?.string()?,
            Long("seed") => seed = arguments.value()?.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let mut command = workspace::cargo();
    command.args(["run", "--locked", "--release", "--package", "jianbao-formats", "--example", "fuzz", "--"]);
    workspace::run(command.args([minutes, seed]))
}

fn test(arguments: &mut lexopt::Parser) -> Result<bool> {
    let mut selection = test::Selection::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("only") => selection.only.push(arguments.value()?.string()?),
            Long("skip") => selection.skip.push(arguments.value()?.string()?),
            Long("list") => {
                test::list();
                return Ok(true);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    test::test(&selection)
}

fn no_more(arguments: &mut lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        Some(argument) => Err(argument.unexpected().into()),
        None => Ok(()),
    }
}

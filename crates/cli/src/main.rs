//! The program `jianbao`: the same code as the app, for batch work, pipelines and checks.

mod check;
mod convert;
mod evaluate;
mod input;
mod propose;
mod simulate;
mod stats;
mod train_articles;
mod train_entities;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Proposes, checks, converts and scores annotated newspaper pages.
#[derive(Debug, Parser)]
#[command(name = "jianbao", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Propose articles, roles and entities for pages of text.
    Propose(propose::Args),
    /// Convert from one format to another.
    Convert(convert::Args),
    /// Check labelled files and say what is wrong and where.
    Check(check::Args),
    /// Count what labelled files hold.
    Stats(stats::Args),
    /// Score a prediction against the truth.
    Evaluate(evaluate::Args),
    /// Simulate a person who corrects documents in order, and print how good the proposals become.
    Simulate(simulate::Args),
    /// Train a model of the proposer.
    #[command(subcommand)]
    Train(Train),
}

#[derive(Debug, Subcommand)]
enum Train {
    /// Train the model of articles and roles.
    Articles(train_articles::Args),
    /// Train the model of entities.
    Entities(train_entities::Args),
}

/// Exit codes: 0 when all is well, 1 when something was wrong with the input or the output, 2 when the
/// command line was.
fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Propose(args) => propose::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Train(Train::Articles(args)) => train_articles::run(&args),
        Command::Train(Train::Entities(args)) => train_entities::run(&args),
    };
    match outcome {
        Ok(code) => code,
        // Whoever read the output has enough of it.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jianbao: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

//! `crash [--runs N] [--seed N] [--json]`: kills the browser at random moments of real work and looks at what is
//! left. `cargo xtask crash` builds the site and runs this.

use std::process::ExitCode;

use jianbao_e2e::crash::{Report, run};

fn main() -> ExitCode {
    let (mut runs, mut seed, mut json) = (100_u64, 1_u64, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|value| value.parse().ok());
        match argument.as_str() {
            "--runs" => runs = number().unwrap_or(runs),
            "--seed" => seed = number().unwrap_or(seed),
            "--json" => json = true,
            other => {
                eprintln!("unknown argument {other}");
                return ExitCode::FAILURE;
            }
        }
    }
    // What the work does with a browser that is gone is told by nobody.
    std::panic::set_hook(Box::new(|_| ()));
    let report = run(runs as usize, seed, |number, report| {
        let Report { lost, damaged, compared, kept, largest_gap_ms, .. } = report;
        println!(
            "{number}: {kept} actions kept, {compared} compared, {lost} lost, {damaged} damaged, largest gap {largest_gap_ms} ms"
        );
    });
    let Report { runs, lost, damaged, largest_gap_ms, .. } = report;
    if json {
        println!(
            "{{\"runs\": {runs}, \"lost\": {lost}, \"damaged\": {damaged}, \"largest_gap_ms\": {largest_gap_ms}}}"
        );
    }
    if lost + damaged == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

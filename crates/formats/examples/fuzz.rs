//! Opens damaged files for a time: `cargo run --release -p jianbao-formats --example fuzz -- MINUTES [SEED]`.
//!
//! A panic, or an input that takes longer than ten seconds, ends it with the seed and number that bring it back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use jianbao_formats::hub::{OpenChoice, formats, open};

#[path = "../tests/common/mutate.rs"]
mod mutate;
#[path = "../tests/common/seeds.rs"]
mod seeds;

/// The longest that one file may take.
const SLOW: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let minutes: f64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let seeds = seeds::seeds();
    let start = Instant::now();
    let (mut n, mut read, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    std::panic::set_hook(Box::new(|info| eprintln!("{info}")));
    while start.elapsed().as_secs_f64() < minutes * 60.0 {
        n += 1;
        let mut random = mutate::Random::new(seed.wrapping_add(n));
        let (name, content) = &seeds[random.below(seeds.len())];
        let (_, other) = &seeds[random.below(seeds.len())];
        let mut file = content.clone();
        mutate::mutate(&mut file, other, &mut random);
        // As its content shows, or as what it was, or as anything.
        let format = match random.below(3) {
            0 => None,
            1 => formats().iter().find(|format| format.info().id == name).copied(),
            _ => Some(formats()[random.below(formats().len())]),
        };
        let choice = OpenChoice { format, encoding: None, unit: None };
        let before = Instant::now();
        let opened = catch_unwind(AssertUnwindSafe(|| open(&file, name, &choice).is_ok()));
        slowest = slowest.max(before.elapsed());
        match opened {
            Ok(ok) => read += u64::from(ok),
            Err(_) => {
                println!("panic: file {n} of seed {seed}, made of {name}");
                return ExitCode::FAILURE;
            }
        }
        if slowest > SLOW {
            println!("slow: file {n} of seed {seed}, made of {name}: {slowest:?}");
            return ExitCode::FAILURE;
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" unknown").trim();
    println!(
        "{n} files in {:.0} s, {read} of them read; slowest {slowest:?}; peak memory {peak}",
        start.elapsed().as_secs_f64()
    );
    ExitCode::SUCCESS
}

//! `corpus`: measures `jianbao convert` on a large file of lines of JSON, alone and side by side.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use crate::workspace::{cargo, root, run, shown, target_dir};

/// What is converted into what; each reads the lines of doccano.
const RUNS: [(&str, &[&str]); 5] = [
    ("to jianbao", &["--to", "jianbao"]),
    ("to doccano", &["--to", "doccano"]),
    ("to bio", &["--to", "bio"]),
    ("to hf, articles", &["--to", "hf", "--articles"]),
    ("to prodigy", &["--to", "prodigy"]),
];

/// Makes a corpus of the samples, converts it and prints how fast that was and how much memory it took.
pub fn corpus(megabytes: u64) -> Result<()> {
    run(cargo().args(["build", "--locked", "--release", "--package", "jianbao-cli"]))?;
    let target = target_dir()?;
    let jianbao = target.join("release").join("jianbao").with_extension(std::env::consts::EXE_EXTENSION);
    let folder = target.join("corpus");
    fs::create_dir_all(&folder)?;
    let large = folder.join("large.jsonl");
    let small = folder.join("small.jsonl");
    let n_pages = make(&jianbao, &large, megabytes * 1_000_000)?;
    make(&jianbao, &small, megabytes * 100_000)?;
    println!("{megabytes} MB, {n_pages} pages of doccano JSONL; memory also for a tenth of it");
    for (name, arguments) in RUNS {
        let convert = |input: &Path| {
            let mut command = Command::new(&jianbao);
            command.arg("convert").arg(input).args(arguments);
            measure(&mut command)
        };
        let (_, before) = convert(&small)?;
        let (time, peak) = convert(&large)?;
        let speed = megabytes as f64 / time.as_secs_f64();
        println!(
            "{name:<16} {:>6.1} s {speed:>6.1} MB/s  peak {} (a tenth: {})",
            time.as_secs_f64(),
            memory(peak),
            memory(before)
        );
    }
    side_by_side(&jianbao, &large, megabytes)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// GNU parallel cuts the file at line ends and hands the pieces to as many programs as there are processors.
fn side_by_side(jianbao: &Path, large: &Path, megabytes: u64) -> Result<()> {
    if Command::new("parallel").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("GNU parallel is not installed: not run side by side");
        return Ok(());
    }
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    for jobs in [1, jobs] {
        let mut command = Command::new("parallel");
        command.args([
            "--will-cite",
            "--pipe-part",
            "--block",
            "32M",
            "--keep-order",
            "--jobs",
            &jobs.to_string(),
        ]);
        command
            .arg("--arg-file")
            .arg(large)
            .arg(jianbao)
            .args(["convert", "-", "--jsonl", "--to", "doccano"]);
        let (time, _) = measure(&mut command)?;
        let speed = megabytes as f64 / time.as_secs_f64();
        println!("GNU parallel, {jobs} at a time: {:.1} s, {speed:.1} MB/s", time.as_secs_f64());
    }
    Ok(())
}

/// Writes pages until they take so many bytes; how many.
fn make(jianbao: &Path, path: &Path, bytes: u64) -> Result<u64> {
    let mut pages: Vec<Map<String, Value>> = Vec::new();
    for sample in ["page.gold.json", "page-en.gold.json"] {
        let mut command = Command::new(jianbao);
        command.arg("convert").arg(sample_path(sample)).args(["--to", "doccano"]);
        let out = command.output().with_context(|| shown(&command))?;
        ensure!(out.status.success(), "{} failed", shown(&command));
        pages.push(serde_json::from_slice(&out.stdout)?);
    }
    let mut file = BufWriter::new(File::create(path)?);
    let (mut written, mut n) = (0, 0);
    while written < bytes {
        let page = &mut pages[(n % 2) as usize];
        let id = format!("{}-{:02}-{:02}-{n}", 2000 + n / 336 % 30, n / 28 % 12 + 1, n % 28 + 1);
        page.insert("page_id".to_owned(), id.into());
        let line = serde_json::to_string(page)?;
        writeln!(file, "{line}")?;
        written += line.len() as u64 + 1;
        n += 1;
    }
    file.flush()?;
    Ok(n)
}

fn sample_path(name: &str) -> PathBuf {
    root().join("samples").join(name)
}

/// Runs a command whose output goes nowhere: its time, and the most memory it took in bytes where that can be told.
fn measure(command: &mut Command) -> Result<(Duration, Option<u64>)> {
    let start = Instant::now();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().with_context(|| shown(command))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        // The kernel keeps the peak, so the last look before the end has it but for the last moment.
        if let Some(now) = fs::read_to_string(&status).ok().and_then(|text| high_water(&text)) {
            peak = Some(now);
        }
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{} failed: {status}", shown(command));
            return Ok((start.elapsed(), peak));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The peak of the resident memory in what Linux says of a process.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn memory(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "unknown".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t    1234 kB\nVmRSS:\t 1 kB\n"), Some(1234 * 1024));
        assert_eq!(high_water("Name:\tx\n"), None);
    }
}
